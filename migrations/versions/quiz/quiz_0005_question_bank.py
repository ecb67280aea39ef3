"""Who wrote and approved a question, its seat in the ring, and withdrawals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "quiz_0005"
down_revision = "quiz_0004"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)
OPERATOR = "operator"


def upgrade() -> None:
    op.add_column("questions", sa.Column("author", sa.Text, nullable=False, server_default=OPERATOR), schema="quiz")
    op.alter_column("questions", "author", server_default=None, schema="quiz")
    op.add_column(
        "questions",
        sa.Column("written_at", Instant, nullable=False, server_default=sa.func.now()),
        schema="quiz",
    )
    op.add_column("questions", sa.Column("approved_by", sa.Text), schema="quiz")
    op.add_column("questions", sa.Column("approved_at", Instant), schema="quiz")
    op.execute("UPDATE quiz.questions SET approved_by = author, approved_at = written_at")
    _make_tables()
    op.execute(
        "INSERT INTO quiz.seats (bank_id, question_id, category, seated_at) "
        "SELECT bank_id, id, category, '-infinity' FROM quiz.questions WHERE is_current"
    )
    op.add_column("contests", sa.Column("bank_as_of", Instant, nullable=False, server_default="now()"), schema="quiz")
    op.alter_column("contests", "bank_as_of", server_default=None, schema="quiz")


def _make_tables() -> None:
    op.create_table(
        "seats",
        sa.Column("bank_id", sa.Text, sa.ForeignKey("quiz.banks.id"), primary_key=True),
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("seated_at", Instant, nullable=False),
        schema="quiz",
    )
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("bank_id", sa.Text, sa.ForeignKey("quiz.banks.id"), nullable=False),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sa.Column("withdrawn_at", Instant, nullable=False),
        sa.Column("settles_at", Instant, nullable=False),
        sa.Column("is_closing", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reached_day", sa.Date, nullable=False, server_default="0001-01-01"),
        sa.Column("reached_id", UUID, nullable=False, server_default="00000000-0000-0000-0000-000000000000"),
        sa.Column("regraded", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("finished_at", Instant),
        sa.UniqueConstraint("bank_id", "question_id", name="withdrawals_once"),
        schema="quiz",
    )
