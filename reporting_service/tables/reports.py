"""What units write and submit, and what was done to it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from reporting_service.tables.schema import Instant, metadata

# What a unit writes in one form; no other form reads or changes it. A contest line stands in the cells where it is
# overridden or typed. `filled_by` is the unit above that fills in for one without a reporter.
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
    sa.Column("cells", JSONB, nullable=False),
    sa.Column("other_activities", JSONB, nullable=False),
    sa.Column("explanations", JSONB, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    sa.Column("filled_by", sa.Text),
    sa.Column("returned", JSONB, nullable=False),
    sa.Column("reason", sa.Text),
    sa.UniqueConstraint("campaign_id", "template_id", "unit_code", name="reports_once"),
    sa.Index("reports_of_unit", "unit_code"),
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
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("changed", JSONB, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Index("edits_since", "report_id", "revision"),
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

# Notable work of a unit in a campaign; each unit above that sends it on has a row in `selections`.
highlights = sa.Table(
    "highlights",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("campaign_id", sa.Text, nullable=False),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Index("highlights_of_campaign", "campaign_id", "unit_code"),
)

selections = sa.Table(
    "selections",
    metadata,
    sa.Column("highlight_id", UUID, primary_key=True),
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("selected_at", Instant, nullable=False),
    sa.Column("selected_by", sa.Text, nullable=False),
    sa.Column("comment", sa.Text),
)

# A file that arrives in parts, which lie in the storage; `attachment_id` is what it became.
uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("account", sa.Text, nullable=False, index=True),
    sa.Column("report_id", UUID),
    sa.Column("highlight_id", UUID),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("parts", JSONB, nullable=False),
    sa.Column("touched_at", Instant, nullable=False, index=True),
    sa.Column("attachment_id", UUID),
)

# A scan of a stamped print names its version; other files belong to the report as it is written, or to a highlight.
attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("id", UUID, primary_key=True),
    sa.Column("report_id", UUID, index=True),
    sa.Column("highlight_id", UUID, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("uploaded_at", Instant, nullable=False),
    sa.Column("uploaded_by", sa.Text, nullable=False),
    sa.Column("version", sa.Integer),
)
