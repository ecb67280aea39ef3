"""Copies of what other services own; `version` is theirs."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from reporting_service.tables.schema import Instant, metadata

# A local unit is one of a campaign that the directory does not have: version 0, so that the directory's own takes its
# place when it comes.
units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sort_key", sa.Text, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("is_local", sa.Boolean, nullable=False),
    sa.Column("is_entrance", sa.Boolean, nullable=False),
    # From the root down to the unit itself; a local unit's is itself.
    sa.Column("path", ARRAY(sa.Text), nullable=False),
)

contests = sa.Table(
    "contests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("opens_at", Instant, nullable=False),
    sa.Column("closes_at", Instant, nullable=False),
    sa.Column("time_zone", sa.Text, nullable=False),
    sa.Column("sessions_per_day", sa.Integer, nullable=False),
)

contest_totals = sa.Table(
    "contest_totals",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("as_of", Instant, nullable=False),
    sa.Column("sessions", sa.BigInteger, nullable=False),
    sa.Column("participants", sa.BigInteger, nullable=False),
)

camp_totals = sa.Table(
    "camp_totals",
    metadata,
    sa.Column("camp_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("as_of", Instant, nullable=False),
    sa.Column("learners", sa.BigInteger, nullable=False),
    sa.Column("works", sa.BigInteger, nullable=False),
    sa.Column("certificates", sa.BigInteger, nullable=False),
)
