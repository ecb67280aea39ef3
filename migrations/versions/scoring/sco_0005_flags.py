"""Flags for review, the decisions about them, and the record of privileged acts."""

from alembic import op

from migrations.rights import make_audit

revision = "sco_0005"
down_revision = "sco_0004"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE scoring.flags (
    id UUID NOT NULL,
    contest_id TEXT NOT NULL,
    contest_day DATE NOT NULL,
    session_id UUID NOT NULL,
    signal TEXT NOT NULL,
    unit_path TEXT[] NOT NULL,
    duration_ms INTEGER NOT NULL,
    questions INTEGER NOT NULL,
    sessions UUID[] NOT NULL,
    raised_at timestamptz NOT NULL,
    state TEXT NOT NULL,
    decisions INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT flags_once_per_session_and_signal UNIQUE (session_id, signal)
);

CREATE INDEX flags_contest ON scoring.flags (contest_id, id);

CREATE TABLE scoring.flag_decisions (
    flag_id UUID NOT NULL REFERENCES scoring.flags (id),
    number INTEGER NOT NULL,
    act TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (flag_id, number)
);

REVOKE ALL ON scoring.flag_decisions FROM scoring;

GRANT SELECT, INSERT ON scoring.flag_decisions TO scoring;

CREATE TABLE scoring.idempotency_keys (
    scope BYTEA NOT NULL,
    request_digest BYTEA NOT NULL,
    status SMALLINT NOT NULL,
    body BYTEA NOT NULL,
    stored_at timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (scope)
);

CREATE INDEX ix_scoring_idempotency_keys_stored_at ON scoring.idempotency_keys (stored_at)
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        op.execute(statement)
    make_audit("scoring")
