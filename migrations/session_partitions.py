"""Functions of the quiz's schema that make a partition for each day of a contest, and calm its statistics."""

# Statistics of a day's sessions are gathered rarely, and none of the arrays, which no plan asks for: the statements of
# the hot path look up by key whatever the statistics say. Gathering them again and again while the day fills, mostly
# from arrays, cost more than all other work of PostgreSQL's background.
# Each change counts, and a session is changed six times: four is a day that has grown by two thirds.
CALM_STATISTICS = """
CREATE FUNCTION quiz.calm_statistics(partition regclass) RETURNS void
LANGUAGE plpgsql SET search_path = quiz, pg_temp AS $$
DECLARE
    item name;
BEGIN
    EXECUTE format('ALTER TABLE %s SET (autovacuum_analyze_scale_factor = 4)', partition);
    FOREACH item IN ARRAY ARRAY['unit_path', 'paper', 'key', 'answers', 'revisions'] LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', partition, item);
    END LOOP;
END $$
"""

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
                'CREATE TABLE quiz.%I PARTITION OF quiz.sessions FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 70)',
                name, day, day + 1);
            PERFORM quiz.calm_statistics(to_regclass('quiz.' || name));
        END IF;
        day := day + 1;
    END LOOP;
END $$
"""
