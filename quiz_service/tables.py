"""The tables of the quiz service."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.chassis.tables import service_tables

metadata = sa.MetaData(schema="quiz")
Instant = sa.DateTime(timezone=True)

banks = sa.Table(
    "banks",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
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
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("written_at", Instant, nullable=False, server_default=sa.func.now()),
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", Instant),
    sa.UniqueConstraint("bank_id", "id", "version", name="questions_version"),
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

contests = sa.Table(
    "contests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("opens_at", Instant, nullable=False),
    sa.Column("closes_at", Instant, nullable=False),
    sa.Column("time_zone", sa.Text, nullable=False),
    sa.Column("questions_per_session", sa.SmallInteger, nullable=False),
    sa.Column("points_per_question", sa.SmallInteger, nullable=False),
    sa.Column("time_limit_seconds", sa.Integer, nullable=False),
    sa.Column("sessions_per_day", sa.SmallInteger, nullable=False),
    sa.Column("entries", ARRAY(sa.Text), nullable=False),
    sa.Column("bank_id", sa.ForeignKey("quiz.banks.id"), nullable=False),
    sa.Column("eligible_units", ARRAY(sa.Text)),
    sa.Column("finalised_at", Instant),
    sa.Column("final_sessions", sa.BigInteger),
    sa.Column("final_digest", sa.BigInteger),
    sa.Column("bank_as_of", Instant, nullable=False),
)

# Partitioned by contest day. Three indexes, none of which an answer or a hand-in touches: the key, the daily rule and
# the deadline that the sweep looks for. An updated row stays heap-only.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("contest_day", sa.Date, primary_key=True),
    sa.Column("id", UUID, primary_key=True),
    sa.Column("contest_id", sa.Text, nullable=False),
    sa.Column("participant_id", UUID, nullable=False),
    sa.Column("ordinal", sa.SmallInteger, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("unit_path", ARRAY(sa.Text), nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("deadline_at", Instant, nullable=False),
    sa.Column("paper", ARRAY(sa.Integer), nullable=False),
    sa.Column("key", ARRAY(sa.SmallInteger), nullable=False),
    sa.Column("multiple_choices", sa.BigInteger, nullable=False),
    sa.Column("points_per_question", sa.SmallInteger, nullable=False),
    sa.Column("answers", ARRAY(sa.SmallInteger), nullable=False),
    sa.Column("revisions", ARRAY(sa.BigInteger), nullable=False),
    sa.Column("finished_at", Instant),
    sa.Column("finish_reason", sa.Text),
    sa.Column("score", sa.SmallInteger),
    # How often a finished session was scored again, and for which withdrawal the last time.
    sa.Column("revision", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("cause", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint(
        "contest_id", "contest_day", "participant_id", "ordinal", name="sessions_once_per_participant_and_day"
    ),
    sa.Index("sessions_deadline", "deadline_at"),
    postgresql_partition_by="RANGE (contest_day)",
)

# How far the sweep came: one row.
sweep = sa.Table(
    "sweep",
    metadata,
    sa.Column("only_row", sa.Boolean, primary_key=True),
    sa.Column("swept_to", Instant, nullable=False),
)

# The outbox of finished sessions holds keys only: the session row is the event.
finished_sessions = sa.Table(
    "finished_sessions",
    metadata,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("contest_day", sa.Date, nullable=False),
    sa.Column("session_id", UUID, nullable=False),
    sa.Column("traceparent", sa.Text, nullable=False),
    sa.Column("is_repeat", sa.Boolean, nullable=False, server_default=sa.false()),
)

# Finished sessions that the statistics of their questions lack; what is sent again was counted before.
uncounted_sessions = sa.Table(
    "uncounted_sessions",
    metadata,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("contest_day", sa.Date, nullable=False),
    sa.Column("session_id", UUID, nullable=False),
)

# Ten minutes of session ids of which some went to the stream a moment ago: until what was lost has shown.
watched_buckets = sa.Table(
    "watched_buckets",
    metadata,
    sa.Column("bucket", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("touched_at", Instant, nullable=False),
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

shared = service_tables(metadata, listens=True, refuses_erased=True)
access, audit, idempotency_keys, outbox = shared.access, shared.audit, shared.idempotency_keys, shared.outbox
