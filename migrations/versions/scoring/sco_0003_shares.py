"""What a contest measures units by."""

from alembic import op

revision = "sco_0003"
down_revision = "sco_0002"
branch_labels = None
depends_on = None

WEIGHTS = '{"participation_rate": 0.4, "average_score": 0.3, "full_mark_rate": 0.3}'


def upgrade() -> None:
    op.execute("ALTER TABLE scoring.contests ADD COLUMN max_score integer NOT NULL DEFAULT 5")
    op.execute(f"ALTER TABLE scoring.contests ADD COLUMN composite_weights jsonb NOT NULL DEFAULT '{WEIGHTS}'")
