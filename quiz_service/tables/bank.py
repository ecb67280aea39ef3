"""Question banks: versions of questions, seats in the ring, withdrawals, and what answers say of a question."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from quiz_service.tables.schema import Instant, metadata

banks = sa.Table(
    "banks",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("owner_unit", sa.Text, nullable=False, server_default="CN"),
    sa.Column("made_at", Instant, nullable=False, server_default=sa.func.kit.contest_now()),
)

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("revision", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("bank_id", sa.ForeignKey("quiz.banks.id"), nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("is_current", sa.Boolean, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("difficulty", sa.SmallInteger, nullable=False),
    sa.Column("stem", sa.Text, nullable=False),
    sa.Column("options", JSONB, nullable=False),
    sa.Column("right_options", sa.SmallInteger, nullable=False),
    sa.Column("explanation", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("family", sa.Text, nullable=False, server_default=""),
    sa.Column("enemies", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("audience", sa.Text, nullable=False, server_default="public"),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_until", sa.Date),
    sa.Column("document", sa.Text, nullable=False, server_default=""),
    sa.Column("year", sa.SmallInteger),
    sa.Column("article", sa.Text, nullable=False, server_default=""),
    sa.Column("address", sa.Text, nullable=False, server_default=""),
    sa.Column("picture", sa.Text, nullable=False, server_default=""),
    sa.Column("picture_alt", sa.Text, nullable=False, server_default=""),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("written_at", Instant, nullable=False, server_default=sa.func.now()),
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", Instant),
    sa.UniqueConstraint("bank_id", "id", "version", name="questions_version"),
)

# Pictures as they were drawn anew, once each, by names that are random. By real time: a contest's clock may be turned.
pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("uploaded_by", sa.Text, nullable=False),
    sa.Column("uploaded_at", Instant, nullable=False, server_default=sa.func.now()),
    sa.Column("wanted_at", Instant, nullable=False, server_default=sa.func.now()),
)

# Where a question stands in the ring since it was first published, whatever became of its text (docs/decisions/0026).
seats = sa.Table(
    "seats",
    metadata,
    sa.Column("bank_id", sa.ForeignKey("quiz.banks.id"), primary_key=True),
    sa.Column("question_id", sa.Text, primary_key=True),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("seated_at", Instant, nullable=False),
)

# Withdrawals that one person proposed; a second one approves or rejects them. An approved one has a row below, too.
proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("bank_id", sa.ForeignKey("quiz.banks.id"), nullable=False),
    sa.Column("question_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("accepts_repeats", sa.Boolean, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Instant),
    sa.Index("proposals_one_open", "bank_id", "question_id", unique=True, postgresql_where=sa.text("state = 'open'")),
)

# Questions that were found faulty, and how far their sessions have been scored again.
withdrawals = sa.Table(
    "withdrawals",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("bank_id", sa.ForeignKey("quiz.banks.id"), nullable=False),
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
)

# Sums over the answers to a revision, on papers of one length.
item_statistics = sa.Table(
    "item_statistics",
    metadata,
    sa.Column("revision", sa.ForeignKey("quiz.questions.revision"), primary_key=True),
    sa.Column("paper_length", sa.SmallInteger, primary_key=True),
    *[
        sa.Column(name, sa.BigInteger, nullable=False)
        for name in ("sessions", "right_answers", "left_out", "rest", "rest_squared", "rest_when_right")
    ],
    sa.Column("chosen", ARRAY(sa.BigInteger), nullable=False),
)
