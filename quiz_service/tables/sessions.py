"""Sessions by contest day, and the queues that they leave through."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from quiz_service.tables.schema import Instant, metadata

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

# How many sessions a contest had after its end, their hash, and what that rests on.
counted_contests = sa.Table(
    "counted_contests",
    metadata,
    sa.Column("contest_id", sa.ForeignKey("quiz.contests.id"), primary_key=True),
    sa.Column("sessions", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.BigInteger, nullable=False),
    sa.Column("rests_on", sa.Text, nullable=False),
)

# Misses that their participant has crossed out of the wrong-question book; a later miss brings the question back.
crossed_out = sa.Table(
    "crossed_out",
    metadata,
    sa.Column("participant_id", UUID, primary_key=True),
    sa.Column("bank_id", sa.Text, primary_key=True),
    sa.Column("question_id", sa.Text, primary_key=True),
    sa.Column("crossed_out_at", Instant, nullable=False),
)
