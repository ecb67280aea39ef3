"""Sign-in by text message, by trusted apps and by password."""

import sqlalchemy as sa
from alembic import op

revision = "dir_0002"
down_revision = "dir_0001"
branch_labels = None
depends_on = None

SCHEMA = "directory"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sms_codes",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("code_digest", sa.LargeBinary, nullable=False),
        sa.Column("requester", sa.LargeBinary, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("foreign_tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("used_at", INSTANT),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_sms_codes_digest", "sms_codes", ["digest"], schema=SCHEMA)
    op.create_index("ix_directory_sms_codes_sent_at", "sms_codes", ["sent_at"], schema=SCHEMA)
    op.create_table(
        "used_assertions",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("expires_at", INSTANT, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_used_assertions_expires_at", "used_assertions", ["expires_at"], schema=SCHEMA)
    op.create_table(
        "password_tries",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_password_tries_started_at", "password_tries", ["started_at"], schema=SCHEMA)
    op.add_column("organisers", sa.Column("username", sa.Text), schema=SCHEMA)
    op.add_column("organisers", sa.Column("password_hash", sa.Text), schema=SCHEMA)
    op.add_column("organisers", sa.Column("setup_digest", sa.LargeBinary), schema=SCHEMA)
    op.add_column("organisers", sa.Column("setup_expires_at", INSTANT), schema=SCHEMA)
    op.create_unique_constraint("organisers_username_key", "organisers", ["username"], schema=SCHEMA)
    op.create_unique_constraint("organisers_setup_digest_key", "organisers", ["setup_digest"], schema=SCHEMA)
