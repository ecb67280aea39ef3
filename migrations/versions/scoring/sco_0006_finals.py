"""Results that are final, and the units as they were then."""

from alembic import op

revision = "sco_0006"
down_revision = "sco_0005"
branch_labels = None
depends_on = None

STATEMENTS = """
ALTER TABLE scoring.contests ADD COLUMN finalised_at timestamptz;
ALTER TABLE scoring.contests ADD COLUMN final_sessions bigint;
ALTER TABLE scoring.contests ADD COLUMN final_digest bigint;
ALTER TABLE scoring.contest_states ADD COLUMN frozen_at timestamptz;
CREATE TABLE scoring.finals (
    contest_id TEXT NOT NULL,
    frozen_at timestamptz NOT NULL,
    digest BYTEA NOT NULL,
    jws TEXT NOT NULL,
    PRIMARY KEY (contest_id)
);
CREATE TABLE scoring.frozen_units (
    contest_id TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    entry TEXT NOT NULL,
    level SMALLINT NOT NULL,
    parent TEXT,
    path TEXT[] NOT NULL,
    sort_key TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    registered_base BIGINT,
    PRIMARY KEY (contest_id, code)
);
REVOKE ALL ON scoring.finals, scoring.frozen_units FROM scoring;
GRANT SELECT, INSERT ON scoring.finals, scoring.frozen_units TO scoring
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";"):
        op.execute(statement)
