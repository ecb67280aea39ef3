"""Rights of a service's role: its own schema, nothing else."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


def make_access_copy(schema: str) -> None:
    """The table of `services.chassis.access`."""
    op.create_table(
        "access",
        sa.Column("account", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("grants", JSONB, nullable=False),
        schema=schema,
    )


def make_audit(schema: str) -> None:
    """The table of `services.chassis.audit`, which the role may read and add to, and nothing else."""
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("actor", "act", "target", "outcome", "request_id")],
        sa.Column("digest", sa.LargeBinary, nullable=False),
        schema=schema,
    )
    op.execute(f"REVOKE ALL ON {schema}.audit FROM {schema}")
    op.execute(f"GRANT SELECT, INSERT ON {schema}.audit TO {schema}")


def open_schema(schema: str) -> None:
    """Create the schema and let the role of the same name read and write what will be made in it."""
    op.execute(f"CREATE SCHEMA {schema}")
    op.execute(f"GRANT USAGE ON SCHEMA {schema} TO {schema}")
    op.execute(
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {schema}"
    )
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {schema}")
