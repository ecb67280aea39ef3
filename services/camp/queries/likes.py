"""Likes: one row for each person and work, and their count by buckets, in one statement."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.tables import likes, works

BUCKETS = 16
"""So many people can like one work at the same instant without waiting for each other's commit."""

# Whoever likes holds this while the results are not frozen; freezing waits for those who have begun, and keeps out
# those who come later. A lock on the camp's row would make that row the hottest of all.
HOLD_OPEN = sa.text("SELECT pg_advisory_xact_lock_shared(hashtext('camp.likes'), hashtext(:camp_id))")
SHUT = sa.text("SELECT pg_advisory_xact_lock(hashtext('camp.likes'), hashtext(:camp_id))")

LIKE = sa.text("""
WITH fresh AS (
    INSERT INTO camp.likes (work_id, participant_id, liked_at) VALUES (:work_id, :participant_id, kit.contest_now())
    ON CONFLICT DO NOTHING RETURNING work_id
)
INSERT INTO camp.like_counts AS c (work_id, bucket, likes) SELECT work_id, :bucket, 1 FROM fresh
ON CONFLICT (work_id, bucket) DO UPDATE SET likes = c.likes + 1
""")

UNLIKE = sa.text("""
WITH gone AS (
    DELETE FROM camp.likes WHERE work_id = :work_id AND participant_id = :participant_id RETURNING work_id
)
UPDATE camp.like_counts AS c SET likes = c.likes - 1 FROM gone WHERE c.work_id = gone.work_id AND c.bucket = :bucket
""")

COUNT = sa.text("SELECT coalesce(sum(likes), 0)::bigint FROM camp.like_counts WHERE work_id = :work_id")


async def hold_open(connection: AsyncConnection, camp_id: str) -> None:
    await connection.execute(HOLD_OPEN, {"camp_id": camp_id})


async def shut(connection: AsyncConnection, camp_id: str) -> None:
    await connection.execute(SHUT, {"camp_id": camp_id})


async def like(connection: AsyncConnection, work_id: UUID, participant_id: UUID) -> None:
    """A repeat changes nothing."""
    await connection.execute(LIKE, _of(work_id, participant_id))


async def unlike(connection: AsyncConnection, work_id: UUID, participant_id: UUID) -> None:
    """A repeat changes nothing."""
    await connection.execute(UNLIKE, _of(work_id, participant_id))


async def count(connection: AsyncConnection, work_id: UUID) -> int:
    return int((await connection.execute(COUNT, {"work_id": work_id})).scalar_one())


async def is_liked(connection: AsyncConnection, work_id: UUID, participant_id: UUID) -> bool:
    own = (likes.c.work_id == work_id) & (likes.c.participant_id == participant_id)
    return bool((await connection.execute(sa.select(sa.exists().where(own)))).scalar_one())


async def read_liked(connection: AsyncConnection, camp_id: str, participant_id: UUID) -> Sequence[UUID]:
    """The works of the camp that somebody likes, the last first."""
    of_camp = sa.select(likes.c.work_id).join(works, works.c.id == likes.c.work_id).where(works.c.camp_id == camp_id)
    wanted = of_camp.where(likes.c.participant_id == participant_id).order_by(likes.c.liked_at.desc())
    return (await connection.execute(wanted)).scalars().all()


async def move(connection: AsyncConnection, ended_id: UUID, kept_id: UUID) -> None:
    """What one person liked under two ids is liked once. What was frozen before stays as it was signed."""
    theirs = sa.select(likes.c.work_id).where(likes.c.participant_id == ended_id).order_by(likes.c.work_id)
    for work_id in (await connection.execute(theirs)).scalars().all():
        await like(connection, work_id, kept_id)
        await unlike(connection, work_id, ended_id)


def _of(work_id: UUID, participant_id: UUID) -> dict[str, object]:
    return {"work_id": work_id, "participant_id": participant_id, "bucket": participant_id.int % BUCKETS}
