"""Campaigns and their forms as data, who owes what, and reports with versions for ever."""

from alembic import op

from migrations.report_tables import REPORTS
from migrations.rights import only_add, open_schema
from migrations.service_tables import execute_each, make_dead_letters, make_service_tables

revision = "rep_0001"
down_revision = None
branch_labels = ("reporting",)
depends_on = "kit_0001"

COPIES = """
CREATE TABLE reporting.contests (
    id text PRIMARY KEY,
    version bigint NOT NULL,
    opens_at timestamptz NOT NULL, closes_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    sessions_per_day integer NOT NULL
);

CREATE TABLE reporting.contest_totals (
    contest_id text,
    unit_code text,
    version bigint NOT NULL, as_of timestamptz NOT NULL,
    sessions bigint NOT NULL, participants bigint NOT NULL,
    PRIMARY KEY (contest_id, unit_code)
);

CREATE TABLE reporting.camp_totals (
    camp_id text, unit_code text, version bigint NOT NULL, as_of timestamptz NOT NULL,
    learners bigint NOT NULL, works bigint NOT NULL, certificates bigint NOT NULL,
    PRIMARY KEY (camp_id, unit_code)
);

CREATE TABLE reporting.units (
    code text PRIMARY KEY,
    version bigint NOT NULL,
    name text NOT NULL,
    sort_key text NOT NULL,
    is_active boolean NOT NULL, is_local boolean NOT NULL, is_entrance boolean NOT NULL,
    path text[] NOT NULL
)
"""

FORMS = """
CREATE TABLE reporting.indicators (
    id text PRIMARY KEY, position integer NOT NULL, content jsonb NOT NULL
);

CREATE TABLE reporting.templates (
    id text,
    version integer,
    content jsonb NOT NULL,
    digest text NOT NULL,
    owner_unit text NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (id, version)
);

CREATE TABLE reporting.campaigns (
    id text PRIMARY KEY,
    title text NOT NULL,
    owner_unit text NOT NULL,
    contest_id text,
    first_day date, last_day date,
    camp_id text,
    seal_name text,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaigns_dated CHECK (contest_id IS NOT NULL OR first_day IS NOT NULL)
);

CREATE TABLE reporting.template_uses (
    campaign_id text,
    template_id text,
    position integer NOT NULL,
    due_from text CHECK (due_from IN ('first_day', 'last_day')),
    due_days integer,
    due_on date,
    CONSTRAINT template_uses_due CHECK ((due_on IS NULL) = (due_from IS NOT NULL)),
    PRIMARY KEY (campaign_id, template_id)
)
"""

DUTIES = """
CREATE TABLE reporting.lines (
    campaign_id text,
    template_id text,
    unit_code text,
    valid_from timestamptz,
    valid_to timestamptz,
    parent_code text NOT NULL,
    days_earlier integer NOT NULL,
    seal_name text,
    contest_units text[],
    digest text NOT NULL DEFAULT '',
    begun_by text NOT NULL DEFAULT '',
    ended_by text,
    PRIMARY KEY (campaign_id, template_id, unit_code, valid_from)
);

CREATE INDEX lines_below ON reporting.lines (campaign_id, template_id, parent_code);

CREATE UNIQUE INDEX lines_in_force ON reporting.lines (campaign_id, template_id, unit_code) WHERE valid_to IS NULL;

CREATE TABLE reporting.reliefs (
    campaign_id text,
    template_id text,
    unit_code text,
    kind text CHECK (kind IN ('excuse', 'extension')),
    granted_at timestamptz,
    until date NOT NULL,
    reason text NOT NULL,
    granted_by text NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (campaign_id, template_id, unit_code, kind, granted_at)
);

CREATE UNIQUE INDEX reliefs_in_force ON reporting.reliefs (campaign_id, template_id, unit_code, kind)
    WHERE ended_at IS NULL;

CREATE TABLE reporting.reminders (
    campaign_id text,
    template_id text,
    unit_code text,
    kind text,
    due_on date,
    reminded_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (campaign_id, template_id, unit_code, kind, due_on)
)
"""


def upgrade() -> None:
    open_schema("reporting")
    make_service_tables("reporting")
    make_dead_letters("reporting")
    for tables in (COPIES, FORMS, DUTIES, REPORTS):
        execute_each(tables)
    only_add("reporting", "edits", "versions", "permits", "acts")
    op.execute("REVOKE DELETE ON reporting.reliefs FROM reporting")
