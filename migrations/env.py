"""Alembic environment: the connection comes from `migrations.run`."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], version_table="alembic_version", version_table_schema="kit"
)

with context.begin_transaction():
    context.run_migrations()
