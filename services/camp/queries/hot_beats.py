"""A batch of beats in one statement, by the rules of `domain/watching` (docs/decisions/0076).

Only beats of learners who are enrolled, of lessons that ask nothing, and while no question waits, are found; whatever
is not found is told so and taken one by one. The clock is read once for the batch, and time that somebody else has
counted meanwhile is behind the beat that is stored: nothing counts twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.kit.database import Database

BEAT = """
WITH clock AS MATERIALIZED (SELECT kit.contest_now() AS now),
wanted AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::uuid[], $3::text[], $4::bigint[], $5::bool[])
        AS i (item, participant_id, lesson_id, position_ms, is_playing)
),
locked AS MATERIALIZED (
    SELECT wanted.*, l.camp_id, l.duration_ms, greatest(c.opens_at, l.starts_at) AS begins_at, c.closes_at,
        c.lesson_hour_minutes, e.counted_ms AS total_ms, e.lesson_id AS last_lesson, e.position_ms AS last_position,
        e.is_playing AS was_playing, e.beat_at
    FROM wanted JOIN camp.lessons AS l ON l.id = wanted.lesson_id JOIN camp.camps AS c ON c.id = l.camp_id
    CROSS JOIN LATERAL (
        SELECT * FROM camp.enrolments
        WHERE camp_id = l.camp_id AND participant_id = wanted.participant_id AND check_id IS NULL
        FOR UPDATE
    ) AS e
    WHERE NOT EXISTS (SELECT FROM camp.checks AS k WHERE k.lesson_id = l.id)
),
judged AS MATERIALIZED (
    SELECT k.*, coalesce(w.counted_ms, 0) AS lesson_ms,
        CASE WHEN k.was_playing AND k.last_lesson = k.lesson_id THEN greatest(least(
            floor(1000 * extract(epoch FROM least(
                least(clock.now, k.closes_at) - greatest(k.beat_at, k.begins_at), interval '60 seconds'
            )))::bigint,
            k.position_ms - k.last_position,
            k.duration_ms - coalesce(w.counted_ms, 0)
        ), 0) ELSE 0 END AS more_ms,
        (k.was_playing AND k.is_playing AND clock.now - k.beat_at < interval '60 seconds'
            AND (k.last_lesson <> k.lesson_id OR k.position_ms < k.last_position))::int AS switches
    FROM clock CROSS JOIN locked AS k
    LEFT JOIN camp.watched AS w ON w.participant_id = k.participant_id AND w.lesson_id = k.lesson_id
),
beaten AS (
    UPDATE camp.enrolments AS e
    SET counted_ms = e.counted_ms + j.more_ms, switches = e.switches + j.switches, lesson_id = j.lesson_id,
        is_playing = j.is_playing, position_ms = j.position_ms, beat_at = greatest(e.beat_at, clock.now)
    FROM clock CROSS JOIN judged AS j
    WHERE e.camp_id = j.camp_id AND e.participant_id = j.participant_id
    RETURNING j.item
),
learnt AS (
    INSERT INTO camp.watched AS w (participant_id, lesson_id, counted_ms)
    SELECT participant_id, lesson_id, more_ms FROM judged WHERE more_ms > 0
    ON CONFLICT (participant_id, lesson_id) DO UPDATE SET counted_ms = w.counted_ms + excluded.counted_ms
)
SELECT item, clock.now, lesson_ms + more_ms AS counted_ms, total_ms + more_ms AS total_ms, lesson_hour_minutes
FROM clock CROSS JOIN beaten JOIN judged USING (item)
"""


class HotBeat(NamedTuple):
    participant_id: UUID
    lesson_id: str
    position_ms: int
    is_playing: bool


class Beaten(NamedTuple):
    """What counts of the lesson and of the camp by now."""

    now: datetime
    counted_ms: int
    total_ms: int
    lesson_hour_minutes: int


async def beat(database: Database, beats: Sequence[HotBeat]) -> list[Beaten | None]:
    """One for each, in order; None for what has to be looked at by itself."""
    order = sorted(range(len(beats)), key=lambda n: beats[n].participant_id)
    rows = await database.fetch(
        BEAT,
        order,
        [beats[n].participant_id for n in order],
        [beats[n].lesson_id for n in order],
        [beats[n].position_ms for n in order],
        [beats[n].is_playing for n in order],
    )
    columns = ("now", "counted_ms", "total_ms", "lesson_hour_minutes")
    found = {row["item"]: Beaten(*(row[name] for name in columns)) for row in rows}
    return [found.get(n) for n in range(len(beats))]
