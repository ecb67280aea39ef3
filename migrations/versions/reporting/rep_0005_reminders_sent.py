"""When a reminder left the house."""

from alembic import op

revision = "rep_0005"
down_revision = "rep_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE reporting.reminders ADD COLUMN sent_at timestamptz")
