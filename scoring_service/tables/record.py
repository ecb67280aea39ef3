"""What cannot be computed again: the ledger, what people decided about it, and what was declared final."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from scoring_service.tables.copies import units
from scoring_service.tables.schema import Instant, metadata

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
    sa.Column("questions", sa.Integer),
    sa.Column("sessions", ARRAY(UUID), nullable=False),
    # What raised it, by name.
    sa.Column("figures", JSONB, nullable=False),
    sa.Column("raised_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("decisions", sa.Integer, nullable=False),
    sa.UniqueConstraint("session_id", "signal", name="flags_once_per_session_and_signal"),
    sa.Index("flags_contest", "contest_id", "id"),
    sa.Index("flags_open", "contest_id", postgresql_where=sa.text("state = 'open'")),
)

flag_decisions = sa.Table(
    "flag_decisions",
    metadata,
    sa.Column("flag_id", sa.ForeignKey("scoring.flags.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", UUID, nullable=False),
    sa.Column("decided_at", Instant, nullable=False),
)

# The words of a unit's ranking reports, where it changed them.
bulletin_texts = sa.Table(
    "bulletin_texts",
    metadata,
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("texts", JSONB, nullable=False),
    sa.Column("changed_by", UUID, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
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
