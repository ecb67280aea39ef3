"""What units write and submit, and what was done to it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from reporting_service.tables.schema import Instant, metadata

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
