"""Start, save, hand-in: one conditional statement each, for a whole batch of requests (docs/decisions/0002).

Every statement takes its requests as arrays, judges each against one reading of the clock, and returns that reading.
A request is judged at its arrival: `waited` seconds, spent in this process's queue, come off the clock. Rows are
locked in the order of the arrays, which the callers sort, so that two processes cannot deadlock. An update names the
array of its ids beside the join: a plan for any ids takes them for few rows, and would else read the whole day.
Saves and hand-ins name their days (`services.kit.partitions`), so that no plan holds the partitions of all others.
"""

from quiz_service.queries.grading import score
from quiz_service.queries.rows import SESSION_COLUMNS

START = """
WITH clock AS MATERIALIZED (SELECT kit.contest_now() AS now),
wanted AS MATERIALIZED (
    SELECT i.*, clock.now - make_interval(secs => i.waited) AS started_at
    FROM clock, unnest(
        $1::int[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::int[], $8::date[],
        $9::uuid[], $10::smallint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::bigint[],
        $17::smallint[], $18::float8[]
    ) AS i (item, id, contest_id, opens_at, closes_at, time_zone, time_limit, contest_day,
        participant_id, ordinal, entry, unit_path, unit_name, paper, key, multiple_choices,
        points_per_question, waited)
),
started AS (
    INSERT INTO quiz.sessions (
        contest_day, id, contest_id, participant_id, ordinal, entry, unit_path, unit_name, started_at, deadline_at,
        paper, key, multiple_choices, points_per_question, answers, revisions)
    SELECT contest_day, id, contest_id, participant_id, ordinal, entry, unit_path::text[], unit_name, started_at,
        started_at + make_interval(secs => time_limit), paper::int[], key::smallint[], multiple_choices,
        points_per_question, array_fill(NULL::smallint, ARRAY[cardinality(key::smallint[])]),
        array_fill(NULL::bigint, ARRAY[cardinality(key::smallint[])])
    FROM wanted
    WHERE started_at >= opens_at AND started_at < closes_at
        AND (started_at AT TIME ZONE time_zone)::date = contest_day
    ORDER BY contest_id, contest_day, participant_id, ordinal
    ON CONFLICT DO NOTHING
    RETURNING id, contest_day, started_at, deadline_at
)
SELECT wanted.item, clock.now, started.contest_day, started.started_at, started.deadline_at
FROM clock CROSS JOIN wanted LEFT JOIN started ON started.id = wanted.id
"""

SAVE = """
WITH clock AS MATERIALIZED (SELECT kit.contest_now() AS now),
wanted AS MATERIALIZED (
    SELECT * FROM unnest(
        $1::int[], $2::uuid[], $3::uuid[], $4::int[], $5::smallint[], $6::bool[], $7::bigint[], $8::float8[]
    ) AS i (item, id, participant_id, position, mask, has_several, revision, waited)
),
locked AS MATERIALIZED (
    SELECT wanted.*, s.contest_day
    FROM clock, wanted CROSS JOIN LATERAL (
        SELECT contest_day FROM quiz.sessions
        WHERE contest_day ON_DAYS AND id = wanted.id AND participant_id = wanted.participant_id
            AND finished_at IS NULL
            AND deadline_at >= clock.now - make_interval(secs => wanted.waited)
            AND wanted.position BETWEEN 1 AND cardinality(key)
            AND (NOT wanted.has_several OR multiple_choices >> wanted.position & 1 = 1)
            AND (wanted.revision IS NULL OR wanted.revision >= coalesce(revisions[wanted.position], wanted.revision))
        FOR UPDATE
    ) AS s
),
saved AS (
    UPDATE quiz.sessions AS s
    SET answers[locked.position] = locked.mask,
        revisions[locked.position] = coalesce(locked.revision, s.revisions[locked.position])
    FROM locked
    WHERE s.contest_day ON_DAYS AND s.id = ANY ($2)
        AND s.contest_day = locked.contest_day AND s.id = locked.id
    RETURNING locked.item, s.deadline_at
)
SELECT wanted.item, clock.now, saved.deadline_at
FROM clock CROSS JOIN wanted LEFT JOIN saved ON saved.item = wanted.item
"""

HAND_IN = f"""
WITH clock AS MATERIALIZED (SELECT kit.contest_now() AS now),
wanted AS MATERIALIZED (
    SELECT i.*, clock.now - make_interval(secs => i.waited) AS arrived_at
    FROM clock, unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::float8[])
        AS i (item, id, participant_id, given, several, traceparent, waited)
),
locked AS MATERIALIZED (
    SELECT wanted.item, wanted.id, wanted.traceparent, s.contest_day, s.key, s.points_per_question,
        CASE WHEN s.is_late THEN s.deadline_at ELSE wanted.arrived_at END AS finished_at,
        CASE WHEN s.is_late THEN 'deadline' ELSE 'submitted' END AS finish_reason,
        CASE WHEN s.is_late THEN s.answers ELSE ARRAY(
            SELECT coalesce(given, answer)::smallint
            FROM unnest(s.answers, wanted.given::smallint[]) WITH ORDINALITY AS each (answer, given, position)
            ORDER BY position
        ) END AS answers
    FROM wanted CROSS JOIN LATERAL (
        SELECT contest_day, key, points_per_question, deadline_at, answers, deadline_at < wanted.arrived_at AS is_late
        FROM quiz.sessions
        WHERE contest_day ON_DAYS AND id = wanted.id AND participant_id = wanted.participant_id
            AND finished_at IS NULL
            AND (deadline_at < wanted.arrived_at
                OR (cardinality(wanted.given::smallint[]) <= cardinality(key)
                    AND wanted.several & ~multiple_choices = 0))
        FOR UPDATE
    ) AS s
),
finished AS (
    UPDATE quiz.sessions AS s
    SET answers = locked.answers, finished_at = locked.finished_at, finish_reason = locked.finish_reason,
        score = {score("locked.answers", "locked.key", "locked.points_per_question")}
    FROM locked
    WHERE s.contest_day ON_DAYS AND s.id = ANY ($2)
        AND s.contest_day = locked.contest_day AND s.id = locked.id
    RETURNING locked.item, locked.traceparent, s.*
),
published AS (
    INSERT INTO quiz.finished_sessions (contest_day, session_id, traceparent)
    SELECT contest_day, id, traceparent FROM finished
)
SELECT wanted.item AS item, clock.now AS now, {", ".join("finished." + name for name in SESSION_COLUMNS)}
FROM clock CROSS JOIN wanted LEFT JOIN finished ON finished.item = wanted.item
"""  # noqa: S608 - column names of our own
