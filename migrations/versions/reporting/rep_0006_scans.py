"""Scans of stamped prints: attachments that belong to a version."""

from alembic import op

revision = "rep_0006"
down_revision = "rep_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE reporting.attachments ADD COLUMN version INTEGER")
