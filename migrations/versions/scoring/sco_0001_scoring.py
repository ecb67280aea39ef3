"""Copies of contests and units, the ledger partitioned by contest day, and what is computed from it."""

from alembic import op

from migrations.ledger_partitions import CREATE_LEDGER_PARTITIONS
from migrations.review import REVIEW
from migrations.rights import only_add, only_run, open_schema
from migrations.service_tables import execute_each, make_dead_letters, make_erasures, make_service_tables

revision = "sco_0001"
down_revision = None
branch_labels = ("scoring",)
depends_on = "kit_0001"

COPIES = """
CREATE TABLE scoring.contests (
    id text PRIMARY KEY,
    version bigint NOT NULL,
    title text NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    entries text[] NOT NULL,
    eligible_units text[],
    received_at timestamptz NOT NULL,
    max_score integer NOT NULL DEFAULT 5,
    composite_weights jsonb NOT NULL
        DEFAULT '{"participation_rate": 0.4, "average_score": 0.3, "full_mark_rate": 0.3}',
    smallest_sample integer NOT NULL DEFAULT 0,
    finalised_at timestamptz,
    final_sessions bigint,
    final_digest bigint
);

CREATE TABLE scoring.units (
    code text PRIMARY KEY,
    version bigint NOT NULL,
    name text NOT NULL,
    entry text NOT NULL,
    level smallint NOT NULL,
    parent text,
    path text[] NOT NULL,
    sort_key text NOT NULL,
    is_active boolean NOT NULL,
    registered_base bigint
);

CREATE INDEX ix_scoring_units_parent ON scoring.units (parent);

CREATE TABLE scoring.merges (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ended_id uuid NOT NULL,
    kept_id uuid NOT NULL,
    CONSTRAINT merges_once_per_pair UNIQUE (ended_id, kept_id)
);

CREATE TABLE scoring.withdrawals (
    id text PRIMARY KEY,
    question_id text NOT NULL,
    version integer NOT NULL,
    bank_id text NOT NULL,
    decision text NOT NULL,
    withdrawn_at timestamptz NOT NULL
)
"""

LEDGER = """
CREATE TABLE scoring.ledger (
    contest_day date,
    session_id uuid,
    kind text,
    cause text,
    contest_id text NOT NULL,
    participant_id uuid NOT NULL,
    entry text NOT NULL,
    unit_path text[] NOT NULL,
    points integer NOT NULL,
    is_full_mark boolean NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    revision integer NOT NULL DEFAULT 0,
    PRIMARY KEY (contest_day, session_id, kind, cause)
) PARTITION BY RANGE (contest_day);

CREATE INDEX ledger_participant ON scoring.ledger (contest_id, participant_id);

CREATE INDEX ledger_adjustments ON scoring.ledger (contest_id, contest_day, session_id) WHERE kind <> 'session';

CREATE TABLE scoring.ledger_rest PARTITION OF scoring.ledger DEFAULT WITH (autovacuum_analyze_scale_factor = 1);

REVOKE ALL ON scoring.ledger_rest FROM scoring;

CREATE TABLE scoring.digest_doubts (
    contest_id text,
    bucket bigint,
    event_id uuid NOT NULL,
    requests integer NOT NULL,
    requested_at timestamptz,
    PRIMARY KEY (contest_id, bucket)
)
"""

# Statistics of the tables that grow with the sessions are gathered when they have doubled, not at each tenth more:
# while a contest is young a tenth more is there at every look of autovacuum, and gathering takes a fifth of a second on
# the cores that answer.
TOTALS = """
CREATE TABLE scoring.participants (
    contest_id text,
    participant_id uuid,
    points integer NOT NULL,
    sessions integer NOT NULL,
    counted_units text[] NOT NULL,
    last_day date,
    week_units text[] NOT NULL,
    PRIMARY KEY (contest_id, participant_id)
) WITH (fillfactor = 70, autovacuum_analyze_scale_factor = 1);

CREATE TABLE scoring.persons (
    participant_id uuid,
    number bigint,
    person_id uuid NOT NULL,
    PRIMARY KEY (participant_id, number)
);

CREATE INDEX ix_scoring_persons_person_id ON scoring.persons (person_id);

CREATE TABLE scoring.histogram (
    contest_id text,
    points integer,
    participants bigint NOT NULL,
    PRIMARY KEY (contest_id, points)
) WITH (fillfactor = 50);

CREATE TABLE scoring.unit_day_totals (
    contest_id text,
    unit_code text,
    contest_day date,
    points bigint NOT NULL,
    sessions bigint NOT NULL,
    participants bigint NOT NULL,
    week_participants bigint NOT NULL,
    full_marks bigint NOT NULL,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (contest_id, unit_code, contest_day)
) WITH (fillfactor = 70);

CREATE TABLE scoring.unit_totals (
    contest_id text,
    unit_code text,
    points bigint NOT NULL,
    sessions bigint NOT NULL,
    participants bigint NOT NULL,
    full_marks bigint NOT NULL,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (contest_id, unit_code)
) WITH (fillfactor = 50);

CREATE TABLE scoring.contest_states (
    contest_id text PRIMARY KEY,
    version bigint NOT NULL,
    as_of timestamptz NOT NULL,
    frozen_at timestamptz,
    last_merge bigint
) WITH (fillfactor = 50);

CREATE TABLE scoring.published_totals (
    contest_id text PRIMARY KEY,
    version bigint NOT NULL,
    published_at timestamptz NOT NULL
);

CREATE TABLE scoring.state (
    only_row boolean DEFAULT true PRIMARY KEY CHECK (only_row),
    units_version bigint NOT NULL,
    caught_up_at timestamptz NOT NULL
) WITH (fillfactor = 10);

INSERT INTO scoring.state (units_version, caught_up_at) VALUES (0, now())
"""

FINALS = """
CREATE TABLE scoring.finals (
    contest_id text PRIMARY KEY,
    frozen_at timestamptz NOT NULL,
    digest bytea NOT NULL,
    jws text NOT NULL
);

CREATE TABLE scoring.frozen_units (
    contest_id text,
    code text,
    name text NOT NULL,
    entry text NOT NULL,
    level smallint NOT NULL,
    parent text,
    path text[] NOT NULL,
    sort_key text NOT NULL,
    is_active boolean NOT NULL,
    registered_base bigint,
    PRIMARY KEY (contest_id, code)
)
"""


def upgrade() -> None:
    open_schema("scoring")
    make_service_tables("scoring")
    make_dead_letters("scoring")
    make_erasures("scoring")
    for tables in (COPIES, LEDGER, TOTALS, FINALS, REVIEW):
        execute_each(tables)
    only_add("scoring", "ledger", "merges", "persons", "finals", "frozen_units", "flag_decisions")
    op.execute(CREATE_LEDGER_PARTITIONS)
    only_run("scoring", "create_ledger_partitions(date, date)")
