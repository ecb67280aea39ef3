"""Copies of what other services own; `version` is theirs."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from scoring_service.tables.schema import Instant, metadata

DEFAULT_WEIGHTS = '{"participation_rate": 0.4, "average_score": 0.3, "full_mark_rate": 0.3}'

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
    # An event that names no weights leaves them as they are (docs/decisions/0024-shares-of-a-registered-base.md).
    sa.Column("composite_weights", JSONB, nullable=False, server_default=sa.text(f"'{DEFAULT_WEIGHTS}'")),
    sa.Column("smallest_sample", sa.Integer, nullable=False, server_default="0"),
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

# Accounts that proved to be one person's, in the order in which this service heard of them.
merges = sa.Table(
    "merges",
    metadata,
    sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("ended_id", UUID, nullable=False),
    sa.Column("kept_id", UUID, nullable=False),
    sa.UniqueConstraint("ended_id", "kept_id", name="merges_once_per_pair"),
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
