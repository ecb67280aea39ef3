"""Answers of repeated writes."""

import sqlalchemy as sa
from alembic import op

revision = "dir_0003"
down_revision = "dir_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.LargeBinary, primary_key=True),
        sa.Column("request_digest", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        schema="directory",
    )
    op.create_index("ix_directory_idempotency_keys_stored_at", "idempotency_keys", ["stored_at"], schema="directory")
