"""Excuses and extensions of what a unit owes, and permits of the unit above. Extensions leave the reports for it."""

from alembic import op

revision = "rep_0004"
down_revision = "rep_0003"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE reporting.reliefs (
    campaign_id TEXT NOT NULL,
    template_id TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('excuse', 'extension')),
    granted_at timestamptz NOT NULL,
    until DATE NOT NULL,
    reason TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (campaign_id, template_id, unit_code, kind, granted_at)
);

CREATE UNIQUE INDEX reliefs_in_force ON reporting.reliefs (campaign_id, template_id, unit_code, kind)
    WHERE ended_at IS NULL;

CREATE TABLE reporting.permits (
    report_id UUID NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    permitted_by TEXT NOT NULL,
    permitted_at timestamptz NOT NULL,
    PRIMARY KEY (report_id, version, code)
);

INSERT INTO reporting.reliefs (campaign_id, template_id, unit_code, kind, granted_at, until, reason, granted_by)
SELECT r.campaign_id, r.template_id, r.unit_code, 'extension', a.at, r.extended_to,
    coalesce(a.detail #>> '{reasons,0,comment}', ''), a.actor
FROM reporting.reports AS r CROSS JOIN LATERAL (
    SELECT at, actor, detail FROM reporting.acts
    WHERE report_id = r.id AND action = 'return' AND detail ->> 'due_on' IS NOT NULL ORDER BY id DESC LIMIT 1
) AS a
WHERE r.extended_to IS NOT NULL;

ALTER TABLE reporting.reports DROP COLUMN extended_to
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        op.execute(statement)
    op.execute("REVOKE UPDATE, DELETE ON reporting.permits FROM reporting")
    op.execute("REVOKE DELETE ON reporting.reliefs FROM reporting")
