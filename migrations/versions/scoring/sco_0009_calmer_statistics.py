"""Statistics of the tables that grow with the sessions are gathered when they have doubled, not at each tenth more.

While a contest is young a tenth more is there at every look of autovacuum, and gathering takes a fifth of a second on
the cores that answer.
"""

from alembic import op

revision = "sco_0009"
down_revision = "sco_0008"
branch_labels = None
depends_on = None

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
            'CREATE TABLE scoring.%I PARTITION OF scoring.ledger FOR VALUES FROM (%L) TO (%L) '
            'WITH (autovacuum_analyze_scale_factor = 1)', partition, day, day + 1);
        EXECUTE format('REVOKE ALL ON scoring.%I FROM scoring', partition);
    END LOOP;
END $$
"""

CALM_PARTITIONS = """
DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'scoring.ledger'::regclass LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_analyze_scale_factor = 1)', partition);
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.execute(CREATE_PARTITIONS)
    op.execute(CALM_PARTITIONS)
    op.execute("ALTER TABLE scoring.participants SET (autovacuum_analyze_scale_factor = 1)")
    op.execute("ALTER TABLE scoring.flags SET (autovacuum_analyze_scale_factor = 1)")
