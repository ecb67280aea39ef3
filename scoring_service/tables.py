"""The tables of the scoring service."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.kit import access as kit_access
from services.kit import audit as kit_audit
from services.kit import dead_letters as kit_dead_letters
from services.kit import idempotency
from services.kit import outbox as kit_outbox

metadata = sa.MetaData(schema="scoring")
Instant = sa.DateTime(timezone=True)
DEFAULT_WEIGHTS = '{"participation_rate": 0.4, "average_score": 0.3, "full_mark_rate": 0.3}'

# Copies of what other services own; `version` is theirs.
contests = sa.Table(
    "contests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("opens_at", Instant, nullable=False),
    sa.Column("closes_at", Instant, nullable=False),
    sa.Column("time_zone", sa.Text, nullable=False),
    sa.Column("entries", ARRAY(sa.Text), nullable=False),
    sa.Column("eligible_units", ARRAY(sa.Text)),
    sa.Column("max_score", sa.Integer, nullable=False, server_default="5"),
    # Ours: no event changes them (docs/decisions/0024-shares-of-a-registered-base.md).
    sa.Column("composite_weights", JSONB, nullable=False, server_default=sa.text(f"'{DEFAULT_WEIGHTS}'")),
    # What quiz says of all sessions once the results are final.
    sa.Column("finalised_at", Instant),
    sa.Column("final_sessions", sa.BigInteger),
    sa.Column("final_digest", sa.BigInteger),
    sa.Column("received_at", Instant, nullable=False),
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("parent", sa.Text, index=True),
    sa.Column("path", ARRAY(sa.Text), nullable=False),
    sa.Column("sort_key", sa.Text, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("registered_base", sa.BigInteger),
)

# The record of scores, partitioned by contest day, which the service can read and add to. A session has one row of kind
# `session` and cause ''; what happens to it later is a further row: a `correction` holds the difference in points and
# the newest `revision` of the score; `hold`, `release` and `void` hold no points and decide whether the session counts.
ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("contest_day", sa.Date, primary_key=True),
    sa.Column("session_id", UUID, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("cause", sa.Text, primary_key=True),
    sa.Column("contest_id", sa.Text, nullable=False),
    sa.Column("participant_id", UUID, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("unit_path", ARRAY(sa.Text), nullable=False),
    sa.Column("points", sa.Integer, nullable=False),
    sa.Column("is_full_mark", sa.Boolean, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("finished_at", Instant, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ledger_participant", "contest_id", "participant_id"),
    sa.Index(
        "ledger_adjustments",
        "contest_id",
        "contest_day",
        "session_id",
        postgresql_where=sa.text("kind <> 'session'"),
    ),
    postgresql_partition_by="RANGE (contest_day)",
)

# Questions found faulty: `id` is the cause of the corrections that followed.
withdrawals = sa.Table(
    "withdrawals",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("question_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("bank_id", sa.Text, nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("withdrawn_at", Instant, nullable=False),
)

# Sessions to be looked at by people. A flag changes its state only, by decisions that the service can only add.
flags = sa.Table(
    "flags",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("contest_id", sa.Text, nullable=False),
    sa.Column("contest_day", sa.Date, nullable=False),
    sa.Column("session_id", UUID, nullable=False),
    sa.Column("signal", sa.Text, nullable=False),
    sa.Column("unit_path", ARRAY(sa.Text), nullable=False),
    sa.Column("duration_ms", sa.Integer, nullable=False),
    sa.Column("questions", sa.Integer, nullable=False),
    sa.Column("sessions", ARRAY(UUID), nullable=False),
    sa.Column("raised_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("decisions", sa.Integer, nullable=False),
    sa.UniqueConstraint("session_id", "signal", name="flags_once_per_session_and_signal"),
    sa.Index("flags_contest", "contest_id", "id"),
)

flag_decisions = sa.Table(
    "flag_decisions",
    metadata,
    sa.Column("flag_id", sa.ForeignKey("scoring.flags.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_at", Instant, nullable=False),
)

# Everything below is computed from the ledger and can be computed again. Updates touch no indexed column and find room
# on their page (fillfactor), so that they stay heap-only.
participants = sa.Table(
    "participants",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("participant_id", UUID, primary_key=True),
    sa.Column("points", sa.Integer, nullable=False),
    sa.Column("sessions", sa.Integer, nullable=False),
    # The units in which this person is one of the distinct participants: of the contest, and of the week of last_day.
    sa.Column("counted_units", ARRAY(sa.Text), nullable=False),
    sa.Column("last_day", sa.Date),
    sa.Column("week_units", ARRAY(sa.Text), nullable=False),
    postgresql_with={"fillfactor": 70},
)

# One sequence of versions per contest: each applied batch takes the next one and marks the rows that it changed.
contest_states = sa.Table(
    "contest_states",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("as_of", Instant, nullable=False),
    # Since then nothing of the contest changes any more.
    sa.Column("frozen_at", Instant),
    postgresql_with={"fillfactor": 50},
)

# Results that are final: the document as it was signed (a JWS, RFC 7515), and the units as they were.
finals = sa.Table(
    "finals",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("frozen_at", Instant, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("jws", sa.Text, nullable=False),
)

frozen_units = sa.Table(
    "frozen_units",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    *[
        sa.Column(column.name, column.type, primary_key=column.name == "code", nullable=column.nullable)
        for column in units.c
        if column.name != "version"
    ],
)

unit_totals = sa.Table(
    "unit_totals",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("points", sa.BigInteger, nullable=False),
    sa.Column("sessions", sa.BigInteger, nullable=False),
    sa.Column("participants", sa.BigInteger, nullable=False),
    sa.Column("full_marks", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    postgresql_with={"fillfactor": 50},
)

# `week_participants` are those of the day's participants who were counted for the first time in the ISO week then: its
# sum over a week is the number of distinct participants of the week.
unit_day_totals = sa.Table(
    "unit_day_totals",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("contest_day", sa.Date, primary_key=True),
    sa.Column("points", sa.BigInteger, nullable=False),
    sa.Column("sessions", sa.BigInteger, nullable=False),
    sa.Column("participants", sa.BigInteger, nullable=False),
    sa.Column("week_participants", sa.BigInteger, nullable=False),
    sa.Column("full_marks", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    postgresql_with={"fillfactor": 70},
)

histogram = sa.Table(
    "histogram",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("points", sa.Integer, primary_key=True),
    sa.Column("participants", sa.BigInteger, nullable=False),
    postgresql_with={"fillfactor": 50},
)

published_totals = sa.Table(
    "published_totals",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
)

# Buckets whose digest differed when quiz last told it.
digest_doubts = sa.Table(
    "digest_doubts",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("bucket", sa.BigInteger, primary_key=True),
    sa.Column("event_id", UUID, nullable=False),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("requested_at", Instant),
)

# One row. `caught_up_at` is real time: until then everything in the stream of sessions is in the ledger.
state = sa.Table(
    "state",
    metadata,
    sa.Column("only_row", sa.Boolean, sa.CheckConstraint("only_row"), primary_key=True, server_default=sa.true()),
    sa.Column("units_version", sa.BigInteger, nullable=False),
    sa.Column("caught_up_at", Instant, nullable=False),
    postgresql_with={"fillfactor": 10},
)

outbox = kit_outbox.table(metadata)
dead_letters = kit_dead_letters.table(metadata)
idempotency_keys = idempotency.table(metadata)
access = kit_access.table(metadata)
audit = kit_audit.table(metadata)
