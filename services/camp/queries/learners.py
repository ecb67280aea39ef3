"""Enrolments, and what beats add to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.watching import Beat
from services.camp.tables import enrolments, lessons, watched


@dataclass(frozen=True)
class Enrolment:
    """`unit_path` is the attribution as it was at the enrolment; `last` the last beat, in whatever lesson."""

    camp_id: str
    participant_id: UUID
    entry: str
    unit_path: tuple[str, ...]
    unit_name: str
    enrolled_at: datetime
    counted_ms: int = 0
    last: Beat | None = None


async def add(connection: AsyncConnection, enrolment: Enrolment) -> bool:
    """Whether the person was not enrolled yet."""
    new = insert(enrolments).values(
        camp_id=enrolment.camp_id,
        participant_id=enrolment.participant_id,
        entry=enrolment.entry,
        unit_path=list(enrolment.unit_path),
        unit_name=enrolment.unit_name,
        enrolled_at=enrolment.enrolled_at,
    )
    return bool((await connection.execute(new.on_conflict_do_nothing())).rowcount)


async def read(
    connection: AsyncConnection, camp_id: str, participant_id: UUID, *, locked: bool = False
) -> Enrolment | None:
    """`locked` keeps every other beat of this learner waiting until the transaction ends."""
    e = enrolments.c
    wanted = sa.select(enrolments).where(e.camp_id == camp_id, e.participant_id == participant_id)
    row = (await connection.execute(wanted.with_for_update() if locked else wanted)).first()
    if row is None:
        return None
    last = None if row.beat_at is None else Beat(row.lesson_id, row.position_ms, row.is_playing, row.beat_at)
    who = (row.camp_id, row.participant_id, row.entry, tuple(row.unit_path), row.unit_name, row.enrolled_at)
    return Enrolment(*who, row.counted_ms, last)


async def read_watched(connection: AsyncConnection, camp_id: str, participant_id: UUID) -> Mapping[str, int]:
    """What counts of each lesson of the camp, in milliseconds, by its id."""
    of_camp = sa.select(lessons.c.id).where(lessons.c.camp_id == camp_id)
    own = (watched.c.participant_id == participant_id) & watched.c.lesson_id.in_(of_camp)
    rows = await connection.execute(sa.select(watched.c.lesson_id, watched.c.counted_ms).where(own))
    return {row.lesson_id: row.counted_ms for row in rows}


async def read_counted(connection: AsyncConnection, lesson_id: str, participant_id: UUID) -> int:
    own = (watched.c.participant_id == participant_id) & (watched.c.lesson_id == lesson_id)
    return (await connection.execute(sa.select(watched.c.counted_ms).where(own))).scalar_one_or_none() or 0


async def record(connection: AsyncConnection, enrolment: Enrolment, beat: Beat, counted_ms: int, switches: int) -> None:
    """The beat is the last one now; so many milliseconds and `switches` more count, in the lesson and in all."""
    e = enrolments.c
    own = (e.camp_id == enrolment.camp_id) & (e.participant_id == enrolment.participant_id)
    values = {
        "counted_ms": e.counted_ms + counted_ms,
        "switches": e.switches + switches,
        "lesson_id": beat.lesson_id,
        "is_playing": beat.is_playing,
        "position_ms": beat.position_ms,
        "beat_at": beat.at,
    }
    await connection.execute(enrolments.update().where(own).values(values))
    if counted_ms:
        new = insert(watched).values(
            participant_id=enrolment.participant_id, lesson_id=beat.lesson_id, counted_ms=counted_ms
        )
        more = {"counted_ms": watched.c.counted_ms + counted_ms}
        keys: Sequence[sa.Column[object]] = [watched.c.participant_id, watched.c.lesson_id]
        await connection.execute(new.on_conflict_do_update(index_elements=keys, set_=more))
