"""The tables of scoring's integrity review and of the words of its reports."""

REVIEW = """
CREATE TABLE scoring.bulletin_texts (
    unit_code text PRIMARY KEY,
    texts jsonb NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE scoring.flags (
    id uuid PRIMARY KEY,
    contest_id text NOT NULL,
    contest_day date NOT NULL,
    session_id uuid NOT NULL,
    signal text NOT NULL,
    unit_path text[] NOT NULL,
    duration_ms integer NOT NULL,
    questions integer,
    sessions uuid[] NOT NULL,
    figures jsonb NOT NULL,
    raised_at timestamptz NOT NULL,
    state text NOT NULL,
    decisions integer NOT NULL,
    CONSTRAINT flags_once_per_session_and_signal UNIQUE (session_id, signal)
) WITH (autovacuum_analyze_scale_factor = 1);

CREATE INDEX flags_contest ON scoring.flags (contest_id, id);

CREATE INDEX flags_open ON scoring.flags (contest_id) WHERE state = 'open';

CREATE TABLE scoring.published_flags (
    contest_id text PRIMARY KEY,
    version bigint NOT NULL,
    open integer NOT NULL
);

CREATE TABLE scoring.flag_decisions (
    flag_id uuid REFERENCES scoring.flags,
    number integer,
    act text NOT NULL,
    reason text NOT NULL,
    decided_by uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (flag_id, number)
)
"""
