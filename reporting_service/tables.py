"""The tables of the reporting service."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from services.kit import access as kit_access
from services.kit import audit as kit_audit
from services.kit import dead_letters as kit_dead_letters
from services.kit import idempotency
from services.kit import outbox as kit_outbox

metadata = sa.MetaData(schema="reporting")
Instant = sa.DateTime(timezone=True)

# Copies of what other services own; `version` is theirs. A local unit is one of a campaign that the directory does not
# have: version 0, so that the directory's own takes its place when it comes.
units = sa.Table(
    "units",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sort_key", sa.Text, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("is_local", sa.Boolean, nullable=False),
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

# Forms as data.
indicators = sa.Table(
    "indicators",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("content", JSONB, nullable=False),
)

templates = sa.Table(
    "templates",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content", JSONB, nullable=False),
)

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("contest_id", sa.Text, nullable=False),
    sa.Column("loaded_at", Instant, nullable=False, server_default=sa.func.now()),
)

# Due so many days after the first or the last day of the campaign's contest.
template_uses = sa.Table(
    "template_uses",
    metadata,
    sa.Column("campaign_id", sa.Text, primary_key=True),
    sa.Column("template_id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("due_from", sa.Text, sa.CheckConstraint("due_from IN ('first_day', 'last_day')"), nullable=False),
    sa.Column("due_days", sa.Integer, nullable=False),
)

# Who reports to whom. A line is never changed: it ends, and another begins.
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

# The working values of a unit, which every template reads: filled once, reported twice (R3.8).
sheets = sa.Table(
    "sheets",
    metadata,
    sa.Column("campaign_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("cells", JSONB, nullable=False),
    sa.Column("other_activities", JSONB, nullable=False),
)

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("campaign_id", sa.Text, nullable=False),
    sa.Column("template_id", sa.Text, nullable=False),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("submitted_version", sa.Integer, nullable=False),
    sa.Column("accepted_version", sa.Integer),
    sa.Column("header", JSONB, nullable=False),
    sa.Column("explanations", JSONB, nullable=False),
    sa.Column("returned", JSONB, nullable=False),
    sa.Column("reason", sa.Text),
    sa.UniqueConstraint("campaign_id", "template_id", "unit_code", name="reports_once"),
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

# What was submitted, for ever. The service may insert here, and nothing else.
versions = sa.Table(
    "versions",
    metadata,
    sa.Column("report_id", UUID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content", JSONB, nullable=False),
    sa.Column("own", JSONB, nullable=False),
    sa.Column("total", JSONB, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, index=True),
    sa.Column("submitted_at", Instant, nullable=False),
    sa.Column("submitted_by", sa.Text, nullable=False),
    sa.Column("is_late", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text),
)

# What the upper unit permitted in a version. The service may insert here, and nothing else.
permits = sa.Table(
    "permits",
    metadata,
    sa.Column("report_id", UUID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("permitted_by", sa.Text, nullable=False),
    sa.Column("permitted_at", Instant, nullable=False),
)

# Which cells a save changed; a save based on an older revision is told from here what it missed.
edits = sa.Table(
    "edits",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("report_id", UUID, nullable=False),
    sa.Column("campaign_id", sa.Text, nullable=False),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("report_revision", sa.BigInteger, nullable=False),
    sa.Column("sheet_revision", sa.BigInteger, nullable=False),
    sa.Column("changed", JSONB, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Index("edits_of_sheet", "campaign_id", "unit_code", "sheet_revision"),
)

# Who did what to a report, with what it was about. The service may insert here, and nothing else.
acts = sa.Table(
    "acts",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("report_id", UUID, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("detail", JSONB, nullable=False),
)

# A scan of a stamped print names its version; other files belong to the report as it is written.
attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("report_id", UUID, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("uploaded_at", Instant, nullable=False),
    sa.Column("uploaded_by", sa.Text, nullable=False),
    sa.Column("version", sa.Integer),
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

outbox = kit_outbox.table(metadata)
dead_letters = kit_dead_letters.table(metadata)
idempotency_keys = idempotency.table(metadata)
access = kit_access.table(metadata)
audit = kit_audit.table(metadata)
