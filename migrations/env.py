"""Alembic environment: the connection and the metadata of all services come from `migrations.run`."""

from alembic import context

from migrations.run import is_ours, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata", metadata()),
    include_schemas=True,
    include_object=is_ours,
    version_table="alembic_version",
    version_table_schema="kit",
    compare_type=True,
)

with context.begin_transaction():
    context.run_migrations()
