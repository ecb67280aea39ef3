"""Who learns where, what was counted of it, and what it earned.

Beats change no indexed column and find room on their page (fillfactor), so that they stay heap-only.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.camp.tables.schema import Instant, metadata

# One row for each learner of a camp: its lock is what lets nobody learn in two places at once. `lesson_id` and what
# follows is the last beat; `check_id` the question that waits for its answer, `check_at_ms` how much has to count until
# the next one. `checks_…` and `switches` are looked at for cheating (domain/suspicion).
enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("camp_id", sa.ForeignKey("camp.camps.id"), primary_key=True),
    sa.Column("participant_id", UUID, primary_key=True, index=True),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("unit_path", ARRAY(sa.Text), nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("enrolled_at", Instant, nullable=False),
    sa.Column("counted_ms", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("lesson_id", sa.Text),
    sa.Column("is_playing", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("position_ms", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("beat_at", Instant),
    sa.Column("is_merged", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("check_id", sa.BigInteger),
    sa.Column("check_at_ms", sa.BigInteger),
    sa.Column("checks_right", sa.Integer, nullable=False, server_default="0"),
    sa.Column("checks_wrong", sa.Integer, nullable=False, server_default="0"),
    sa.Column("switches", sa.Integer, nullable=False, server_default="0"),
    postgresql_with={"fillfactor": 70},
)

watched = sa.Table(
    "watched",
    metadata,
    sa.Column("participant_id", UUID, primary_key=True),
    sa.Column("lesson_id", sa.ForeignKey("camp.lessons.id"), primary_key=True),
    sa.Column("counted_ms", sa.BigInteger, nullable=False),
    postgresql_with={"fillfactor": 70},
)

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("camp_id", sa.ForeignKey("camp.camps.id"), nullable=False),
    sa.Column("participant_id", UUID, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("earned_ms", sa.BigInteger, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("is_kept", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("jws", sa.Text, nullable=False),
    sa.Column("revoked_by", UUID),
    sa.Index(
        "certificates_once_per_person",
        "camp_id",
        "participant_id",
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    ),
    sa.Index("ix_camp_certificates_participant_id", "participant_id"),
)

unit_totals = sa.Table(
    "unit_totals",
    metadata,
    sa.Column("camp_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("learners", sa.BigInteger, nullable=False),
    sa.Column("counted_ms", sa.BigInteger, nullable=False),
    sa.Column("certificates", sa.BigInteger, nullable=False),
    sa.Column("works", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    postgresql_with={"fillfactor": 50},
)
