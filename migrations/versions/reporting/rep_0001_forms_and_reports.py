"""Forms as data, reports with versions for ever, and an audit log that can only grow."""

from alembic import op

from migrations.rights import open_schema
from reporting_service.tables import metadata

revision = "rep_0001"
down_revision = None
branch_labels = ("reporting",)
depends_on = "kit_0001"


def upgrade() -> None:
    open_schema("reporting")
    metadata.create_all(op.get_bind())
    for table in ("versions", "audit_log", "edits"):
        op.execute(f"REVOKE UPDATE, DELETE ON reporting.{table} FROM reporting")
