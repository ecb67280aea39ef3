"""Contests, and what the quiz service has heard of units, of people and of flags."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from quiz_service.tables.schema import Instant, metadata

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
    sa.Column("measured", JSONB, nullable=False, server_default="{}"),
    sa.Column("owner_unit", sa.Text, nullable=False, server_default="CN"),
    sa.Column("contacts", JSONB, nullable=False, server_default="[]"),
    sa.Column("guide", sa.Text, nullable=False, server_default=""),
    sa.Column("identity", sa.Text, nullable=False, server_default="any"),
    sa.Column("smallest_sample", sa.Integer, nullable=False, server_default="0"),
    sa.Column("composite", JSONB(none_as_null=True)),
    sa.Column("pools", sa.Text, nullable=False, server_default="whole_bank"),
    sa.Column("reveal", sa.Text, nullable=False, server_default="at_hand_in"),
    sa.Column("blueprint", JSONB(none_as_null=True)),
    sa.Column("certificate", JSONB(none_as_null=True)),
    sa.Column("audience", sa.Text, nullable=False, server_default="public"),
    sa.Column("rehearsal", JSONB(none_as_null=True)),
    sa.Column("final_despite_open", sa.Integer),
    sa.Column("final_reason", sa.Text),
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("path", ARRAY(sa.Text), nullable=False),
)

# Accounts that ended, each with the one that goes on for the same person.
merges = sa.Table(
    "merges",
    metadata,
    sa.Column("ended_id", UUID, primary_key=True),
    sa.Column("kept_id", UUID, nullable=False),
    sa.Column("merged_at", Instant, nullable=False, server_default=sa.func.now(), index=True),
)

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("contest_id", sa.ForeignKey("quiz.contests.id"), nullable=False),
    sa.Column("participant_id", UUID, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("is_kept", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("jws", sa.Text, nullable=False),
    sa.Column("revoked_by", UUID),
    sa.Index(
        "certificates_once_per_person",
        "contest_id",
        "participant_id",
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    ),
)

# How many flags of the integrity review wait for a decision.
open_flags = sa.Table(
    "open_flags",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("open", sa.Integer, nullable=False),
)
