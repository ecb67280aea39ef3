"""Units, participants, their sign-ins, organisers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from migrations.rights import open_schema

revision = "dir_0001"
down_revision = None
branch_labels = ("directory",)
depends_on = None

SCHEMA = "directory"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    open_schema(SCHEMA)
    _units()
    _participants()
    _refresh_tokens()
    _organisers()
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("event", JSONB, nullable=False),
        sa.Column("traceparent", sa.Text, nullable=False, server_default=""),
        sa.Column("written_at", INSTANT, nullable=False, server_default=sa.func.now()),
        schema=SCHEMA,
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("parent", sa.Text, sa.ForeignKey("directory.units.code")),
        sa.Column("path", ARRAY(sa.Text), nullable=False),
        sa.Column("sort_key", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("registered_base", sa.Integer),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_units_parent", "units", ["parent"], schema=SCHEMA)
    op.create_table(
        "shipped_definitions",
        sa.Column("code", sa.Text, sa.ForeignKey("directory.units.code"), primary_key=True),
        sa.Column("definition", sa.Text, nullable=False),
        schema=SCHEMA,
    )


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", UUID, primary_key=True),
        sa.Column("nickname", sa.Text),
        sa.Column("region_unit", sa.Text, sa.ForeignKey("directory.units.code")),
        sa.Column("enterprise_unit", sa.Text, sa.ForeignKey("directory.units.code")),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        schema=SCHEMA,
    )
    op.create_table(
        "identities",
        sa.Column("method", sa.Text, primary_key=True),
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        _participant_id(),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_identities_participant_id", "identities", ["participant_id"], schema=SCHEMA)
    op.create_table(
        "unit_changes",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        _participant_id(),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("from_unit", sa.Text),
        sa.Column("to_unit", sa.Text),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("is_counted", sa.Boolean, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_unit_changes_participant_id", "unit_changes", ["participant_id"], schema=SCHEMA)


def _refresh_tokens() -> None:
    op.create_table(
        "refresh_families",
        sa.Column("id", UUID, primary_key=True),
        _participant_id(),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("revoked_at", INSTANT),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_directory_refresh_families_participant_id", "refresh_families", ["participant_id"], schema=SCHEMA
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column(
            "family_id", UUID, sa.ForeignKey("directory.refresh_families.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_refresh_tokens_family_id", "refresh_tokens", ["family_id"], schema=SCHEMA)
    op.create_index("ix_directory_refresh_tokens_expires_at", "refresh_tokens", ["expires_at"], schema=SCHEMA)


def _organisers() -> None:
    op.create_table(
        "organisers",
        sa.Column("id", UUID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, sa.ForeignKey("directory.units.code"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, unique=True),
        sa.Column("secret_digest", sa.LargeBinary),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        schema=SCHEMA,
    )
    op.create_index("ix_directory_organisers_unit", "organisers", ["unit"], schema=SCHEMA)


def _participant_id() -> "sa.Column[object]":
    return sa.Column(
        "participant_id", UUID, sa.ForeignKey("directory.participants.id", ondelete="CASCADE"), nullable=False
    )
