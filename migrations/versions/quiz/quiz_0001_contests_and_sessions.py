"""Contests, banks and sessions partitioned by contest day."""

from alembic import op

from migrations.rights import open_schema
from quiz_service.tables import metadata

revision = "quiz_0001"
down_revision = None
branch_labels = ("quiz",)
depends_on = "kit_0001"

# Half of a page's free space is for the next version of a row, so that answers and hand-ins stay heap-only.
CREATE_PARTITIONS = """
CREATE FUNCTION quiz.create_session_partitions(first date, last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = quiz, pg_temp AS $$
DECLARE
    day date := first;
    name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('quiz.create_session_partitions'));
    WHILE day <= last LOOP
        name := 'sessions_' || to_char(day, 'YYYYMMDD');
        IF to_regclass('quiz.' || name) IS NULL
           AND NOT EXISTS (SELECT FROM quiz.sessions_rest WHERE contest_day = day) THEN
            EXECUTE format(
                'CREATE TABLE quiz.%I PARTITION OF quiz.sessions FOR VALUES FROM (%L) TO (%L) '
                'WITH (fillfactor = 70, autovacuum_analyze_scale_factor = 0.05)',
                name, day, day + 1);
        END IF;
        day := day + 1;
    END LOOP;
END $$
"""


def upgrade() -> None:
    open_schema("quiz")
    metadata.create_all(op.get_bind())
    op.execute("CREATE TABLE quiz.sessions_rest PARTITION OF quiz.sessions DEFAULT WITH (fillfactor = 70)")
    op.execute("INSERT INTO quiz.sweep VALUES (true, '-infinity')")
    op.execute(CREATE_PARTITIONS)
    op.execute("REVOKE EXECUTE ON FUNCTION quiz.create_session_partitions(date, date) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION quiz.create_session_partitions(date, date) TO quiz")
