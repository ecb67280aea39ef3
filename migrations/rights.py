"""Rights of a service's role: its own schema, nothing else."""

from alembic import op


def open_schema(schema: str) -> None:
    """Create the schema and let the role of the same name read and write what will be made in it."""
    op.execute(f"CREATE SCHEMA {schema}")
    op.execute(f"GRANT USAGE ON SCHEMA {schema} TO {schema}")
    op.execute(
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {schema}"
    )
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {schema}")


def only_add(schema: str, *tables: str) -> None:
    """Let the role of the schema read these tables and add to them, and neither change nor remove a row."""
    for table in tables:
        op.execute(f"REVOKE UPDATE, DELETE ON {schema}.{table} FROM {schema}")


def only_run(schema: str, function: str) -> None:
    """Let the role of the schema run this function, which has the owner's rights, and nobody else."""
    op.execute(f"REVOKE EXECUTE ON FUNCTION {schema}.{function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {schema}.{function} TO {schema}")
