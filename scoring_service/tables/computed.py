"""What is computed from the ledger and can be computed again, and how far the stream has been read and told.

Updates touch no indexed column and find room on their page (fillfactor), so that they stay heap-only.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from scoring_service.tables.schema import Instant, metadata

participants = sa.Table(
    "participants",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    # The id of the person, which is that of their oldest account.
    sa.Column("participant_id", UUID, primary_key=True),
    sa.Column("points", sa.Integer, nullable=False),
    sa.Column("sessions", sa.Integer, nullable=False),
    # The units in which this person is one of the distinct participants: of the contest, and of the week of last_day.
    sa.Column("counted_units", ARRAY(sa.Text), nullable=False),
    sa.Column("last_day", sa.Date),
    sa.Column("week_units", ARRAY(sa.Text), nullable=False),
    postgresql_with={"fillfactor": 70},
)

# Accounts that are another person's than their own: the row with the highest number holds.
persons = sa.Table(
    "persons",
    metadata,
    sa.Column("participant_id", UUID, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("person_id", UUID, nullable=False, index=True),
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
    # The number of the last merge that counts then.
    sa.Column("last_merge", sa.BigInteger),
    postgresql_with={"fillfactor": 50},
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

published_flags = sa.Table(
    "published_flags",
    metadata,
    sa.Column("contest_id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("open", sa.Integer, nullable=False),
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
