"""Copies of contests and units, the ledger partitioned by contest day, and what is computed from it."""

from alembic import op

from migrations.rights import open_schema
from scoring_service.tables import metadata

revision = "sco_0001"
down_revision = None
branch_labels = ("scoring",)
depends_on = "kit_0001"

# A day whose rows lie in ledger_rest stays there. The lock on the parent comes first, as it does in an insert, and
# keeps rows from arriving in ledger_rest between the look and the new partition.
CREATE_PARTITIONS = """
CREATE FUNCTION scoring.create_ledger_partitions(first date, last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = scoring, pg_temp AS $$
DECLARE
    day date;
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
        EXECUTE format(
            'CREATE TABLE scoring.%I PARTITION OF scoring.ledger FOR VALUES FROM (%L) TO (%L)',
            'ledger_p' || to_char(day, 'YYYYMMDD'), day, day + 1);
    END LOOP;
END $$
"""


def upgrade() -> None:
    open_schema("scoring")
    metadata.create_all(op.get_bind())
    op.execute("CREATE TABLE scoring.ledger_rest PARTITION OF scoring.ledger DEFAULT")
    op.execute("INSERT INTO scoring.state (units_version, caught_up_at) VALUES (0, now())")
    op.execute(CREATE_PARTITIONS)
    op.execute("REVOKE EXECUTE ON FUNCTION scoring.create_ledger_partitions(date, date) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION scoring.create_ledger_partitions(date, date) TO scoring")
