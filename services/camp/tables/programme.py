"""Camps with their lessons, and the copy of units, whose `version` is the directory's."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.camp.tables.schema import Instant, metadata

camps = sa.Table(
    "camps",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("owner_unit", sa.Text, nullable=False),
    sa.Column("preheats_at", Instant),
    sa.Column("opens_at", Instant, nullable=False),
    sa.Column("closes_at", Instant, nullable=False),
    sa.Column("topics", ARRAY(sa.Text), nullable=False),
    sa.Column("entries", ARRAY(sa.Text), nullable=False),
    sa.Column("lesson_hour_minutes", sa.Integer, nullable=False),
    sa.Column("certificate_hours", sa.Integer, nullable=False),
    sa.Column("works_per_person", sa.Integer, nullable=False),
    sa.Column("made_at", Instant, nullable=False, server_default=sa.func.kit.contest_now()),
)

lessons = sa.Table(
    "lessons",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("camp_id", sa.ForeignKey("camp.camps.id"), nullable=False, index=True),
    sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("duration_ms", sa.BigInteger, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("starts_at", Instant),
)

# Questions that are asked while a lesson is watched; `right_options` are places among the options.
checks = sa.Table(
    "checks",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("lesson_id", sa.ForeignKey("camp.lessons.id"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("options", ARRAY(sa.Text), nullable=False),
    sa.Column("right_options", ARRAY(sa.SmallInteger), nullable=False),
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("parent", sa.Text, index=True),
    sa.Column("path", ARRAY(sa.Text), nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
)
