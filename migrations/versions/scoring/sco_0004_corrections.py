"""Corrections of scores, and the ledger as a table that the service itself can only add to."""

from alembic import op

revision = "sco_0004"
down_revision = "sco_0003"
branch_labels = None
depends_on = None

# The rights on the parent are those that count; a partition of its own name is nobody's.
CREATE_PARTITIONS = """
CREATE OR REPLACE FUNCTION scoring.create_ledger_partitions(first date, last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = scoring, pg_temp AS $$
DECLARE
    day date;
    partition text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('scoring.create_ledger_partitions'));
    IF NOT EXISTS (
        SELECT FROM generate_series(first, last, interval '1 day') AS each
        WHERE to_regclass('scoring.ledger_p' || to_char(each, 'YYYYMMDD')) IS NULL
    ) THEN
        RETURN;
    END IF;
    LOCK TABLE scoring.ledger IN ACCESS EXCLUSIVE MODE;
    FOR day IN
        SELECT each::date FROM generate_series(first, last, interval '1 day') AS each
        WHERE to_regclass('scoring.ledger_p' || to_char(each, 'YYYYMMDD')) IS NULL
          AND NOT EXISTS (SELECT FROM scoring.ledger_rest WHERE contest_day = each::date)
    LOOP
        partition := 'ledger_p' || to_char(day, 'YYYYMMDD');
        EXECUTE format(
            'CREATE TABLE scoring.%I PARTITION OF scoring.ledger FOR VALUES FROM (%L) TO (%L)',
            partition, day, day + 1);
        EXECUTE format('REVOKE ALL ON scoring.%I FROM scoring', partition);
    END LOOP;
END $$
"""

CLOSE_PARTITIONS = """
DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'scoring.ledger'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM scoring', partition);
    END LOOP;
END $$
"""

WITHDRAWALS = """
CREATE TABLE scoring.withdrawals (
    id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    bank_id TEXT NOT NULL,
    decision TEXT NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    PRIMARY KEY (id)
)
"""


def upgrade() -> None:
    op.execute("ALTER TABLE scoring.ledger ADD COLUMN revision INTEGER NOT NULL DEFAULT 0")
    op.execute(
        "CREATE INDEX ledger_adjustments ON scoring.ledger (contest_id, contest_day, session_id) "
        "WHERE kind <> 'session'"
    )
    op.execute("REVOKE ALL ON scoring.ledger FROM scoring")
    op.execute("GRANT SELECT, INSERT ON scoring.ledger TO scoring")
    op.execute(CREATE_PARTITIONS)
    op.execute(CLOSE_PARTITIONS)
    op.execute(WITHDRAWALS)
