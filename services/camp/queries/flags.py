"""Figures of learners and of likes that stand out."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.suspicion import (
    MANY_LIKES,
    MANY_SWITCHES,
    MANY_WRONG,
    NO_REST_MS,
    LearnerFigures,
    MinuteOfLikes,
)
from services.camp.tables import enrolments

# The minute with the most likes of each work that has enough of them at all.
LIKES = sa.text("""
WITH liked AS (
    SELECT w.id, w.unit_path, w.unit_name, w.title, sum(c.likes)::bigint AS all_likes
    FROM camp.works AS w JOIN camp.like_counts AS c ON c.work_id = w.id
    WHERE w.camp_id = :camp_id AND w.state = 'published' AND (CAST(:units AS text[]) IS NULL OR w.unit_path && :units)
    GROUP BY w.id HAVING sum(c.likes) >= :many
), minutes AS (
    SELECT l.work_id, date_trunc('minute', l.liked_at) AS minute, count(*) AS likes, count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM camp.likes AS o WHERE o.participant_id = l.participant_id AND o.work_id <> l.work_id
    ) AND NOT EXISTS (
        SELECT FROM camp.enrolments AS e WHERE e.camp_id = :camp_id AND e.participant_id = l.participant_id
    )) AS likes_only
    FROM camp.likes AS l WHERE l.work_id IN (SELECT id FROM liked) GROUP BY 1, 2 HAVING count(*) >= :many
)
SELECT DISTINCT ON (liked.id) liked.*, minutes.minute, minutes.likes, minutes.likes_only
FROM liked JOIN minutes ON minutes.work_id = liked.id
ORDER BY liked.id, minutes.likes_only DESC, minutes.minute
""").bindparams(sa.bindparam("units", type_=ARRAY(sa.Text)))


async def read_learners(
    connection: AsyncConnection, camp_id: str, units: Sequence[str] | None
) -> Sequence[LearnerFigures]:
    """Those of these units, or of all, whose figures may be worth a look."""
    e = enrolments.c
    stands_out = (e.switches >= MANY_SWITCHES) | (e.checks_wrong >= MANY_WRONG) | (e.counted_ms >= NO_REST_MS)
    wanted = sa.select(enrolments).where(e.camp_id == camp_id, ~e.is_merged, e.beat_at.is_not(None), stands_out)
    if units is not None:
        wanted = wanted.where(e.unit_path.overlap(sa.literal(list(units), ARRAY(sa.Text))))
    return [
        LearnerFigures(
            row.participant_id,
            row.unit_path[-1],
            row.unit_name,
            row.enrolled_at,
            row.beat_at,
            row.counted_ms,
            row.switches,
            row.checks_right,
            row.checks_wrong,
        )
        for row in await connection.execute(wanted)
    ]


async def read_minutes(
    connection: AsyncConnection, camp_id: str, units: Sequence[str] | None
) -> Sequence[MinuteOfLikes]:
    values = {"camp_id": camp_id, "units": None if units is None else list(units), "many": MANY_LIKES}
    return [
        MinuteOfLikes(
            row.id,
            row.unit_path[-1],
            row.unit_name,
            row.title,
            row.minute,
            row.likes,
            row.likes_only,
            row.all_likes,
        )
        for row in await connection.execute(LIKES, values)
    ]
