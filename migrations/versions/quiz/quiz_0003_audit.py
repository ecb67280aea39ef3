"""The record of privileged acts."""

from migrations.rights import make_audit

revision = "quiz_0003"
down_revision = "quiz_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_audit("quiz")
