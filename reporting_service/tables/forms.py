"""Forms as data, who reports to whom, and until when."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from reporting_service.tables.schema import Instant, metadata

indicators = sa.Table(
    "indicators",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("content", JSONB, nullable=False),
)

# Content may change until the version is published, and never after; `digest` is that of the content.
templates = sa.Table(
    "templates",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content", JSONB, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("owner_unit", sa.Text, nullable=False),
    sa.Column("published_at", Instant),
)

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("owner_unit", sa.Text, nullable=False),
    sa.Column("contest_id", sa.Text),
    sa.Column("first_day", sa.Date),
    sa.Column("last_day", sa.Date),
    sa.Column("camp_id", sa.Text),
    sa.Column("seal_name", sa.Text),
    sa.Column("loaded_at", Instant, nullable=False, server_default=sa.func.now()),
    sa.CheckConstraint("contest_id IS NOT NULL OR first_day IS NOT NULL", name="campaigns_dated"),
)

# Due on a day, or so many days after the first or the last day of the campaign.
template_uses = sa.Table(
    "template_uses",
    metadata,
    sa.Column("campaign_id", sa.Text, primary_key=True),
    sa.Column("template_id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("due_from", sa.Text, sa.CheckConstraint("due_from IN ('first_day', 'last_day')")),
    sa.Column("due_days", sa.Integer),
    sa.Column("due_on", sa.Date),
    sa.CheckConstraint("(due_on IS NULL) = (due_from IS NOT NULL)", name="template_uses_due"),
)

# Who reports to whom, under which name on its seal. A line is never changed: it ends, and another begins.
# `contest_units` are those whose participants fill the contest lines of a form that counts a set of units; `digest` is
# of what the line says.
lines = sa.Table(
    "lines",
    metadata,
    sa.Column("campaign_id", sa.Text, primary_key=True),
    sa.Column("template_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("valid_from", Instant, primary_key=True),
    sa.Column("valid_to", Instant),
    sa.Column("parent_code", sa.Text, nullable=False),
    sa.Column("days_earlier", sa.Integer, nullable=False),
    sa.Column("seal_name", sa.Text),
    sa.Column("contest_units", ARRAY(sa.Text)),
    sa.Column("digest", sa.Text, nullable=False, server_default=""),
    sa.Column("begun_by", sa.Text, nullable=False, server_default=""),
    sa.Column("ended_by", sa.Text),
    sa.Index(
        "lines_in_force",
        "campaign_id",
        "template_id",
        "unit_code",
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
    ),
    sa.Index("lines_below", "campaign_id", "template_id", "parent_code"),
)

# Excused from a form, or given more time for it. A relief is never changed: it ends, and another begins.
reliefs = sa.Table(
    "reliefs",
    metadata,
    sa.Column("campaign_id", sa.Text, primary_key=True),
    sa.Column("template_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, sa.CheckConstraint("kind IN ('excuse', 'extension')"), primary_key=True),
    sa.Column("granted_at", Instant, primary_key=True),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("granted_by", sa.Text, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Index(
        "reliefs_in_force",
        "campaign_id",
        "template_id",
        "unit_code",
        "kind",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)

reminders = sa.Table(
    "reminders",
    metadata,
    sa.Column("campaign_id", sa.Text, primary_key=True),
    sa.Column("template_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("due_on", sa.Date, primary_key=True),
    sa.Column("reminded_at", Instant, nullable=False),
    sa.Column("sent_at", Instant),
)
