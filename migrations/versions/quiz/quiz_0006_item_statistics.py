"""Sums over the answers to each question, and the finished sessions that are still to be counted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, UUID

revision = "quiz_0006"
down_revision = "quiz_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "finished_sessions",
        sa.Column("is_repeat", sa.Boolean, nullable=False, server_default=sa.false()),
        schema="quiz",
    )
    op.create_table(
        "uncounted_sessions",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("contest_day", sa.Date, nullable=False),
        sa.Column("session_id", UUID, nullable=False),
        schema="quiz",
    )
    op.create_table(
        "item_statistics",
        sa.Column("revision", sa.Integer, sa.ForeignKey("quiz.questions.revision"), primary_key=True),
        sa.Column("paper_length", sa.SmallInteger, primary_key=True),
        *[
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("sessions", "right_answers", "left_out", "rest", "rest_squared", "rest_when_right")
        ],
        sa.Column("chosen", ARRAY(sa.BigInteger), nullable=False),
        schema="quiz",
    )
