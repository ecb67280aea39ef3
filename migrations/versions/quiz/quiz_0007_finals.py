"""When a contest's results became final, and of how many sessions they are."""

from alembic import op

revision = "quiz_0007"
down_revision = "quiz_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE quiz.contests ADD COLUMN finalised_at timestamptz")
    op.execute("ALTER TABLE quiz.contests ADD COLUMN final_sessions bigint")
    op.execute("ALTER TABLE quiz.contests ADD COLUMN final_digest bigint")
