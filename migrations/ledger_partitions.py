"""The function that makes the days of scoring's ledger."""

# A day whose rows lie in ledger_rest stays there. The lock on the parent comes first, as it does in an insert, and
# keeps rows from arriving in ledger_rest between the look and the new partition.
# The rights on the parent are those that count; a partition by its own name is nobody's.
CREATE_LEDGER_PARTITIONS = """
CREATE FUNCTION scoring.create_ledger_partitions(first date, last date) RETURNS void
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
