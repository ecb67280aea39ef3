"""How often a session was scored again, and why."""

from alembic import op

revision = "quiz_0004"
down_revision = "quiz_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Constant defaults: no row is written.
    op.execute(
        "ALTER TABLE quiz.sessions ADD COLUMN revision smallint NOT NULL DEFAULT 0, "
        "ADD COLUMN cause text NOT NULL DEFAULT ''"
    )
