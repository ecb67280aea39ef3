"""Certificates: one that is good for each person and camp."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.tables import camps, certificates
from services.chassis.certificates import Certificate

GOOD = certificates.c.revoked_at.is_(None)


async def add(connection: AsyncConnection, certificate: Certificate, earned_ms: int) -> bool:
    """Whether the person had no good one of this camp. `earned_ms` are the hours that it was issued for."""
    values = {name: value for name, value in vars(certificate).items() if name != "of"}
    new = insert(certificates).values(**values, camp_id=certificate.of, earned_ms=earned_ms)
    once = [certificates.c.camp_id, certificates.c.participant_id]
    unless_there = new.on_conflict_do_nothing(index_elements=once, index_where=GOOD)
    return bool((await connection.execute(unless_there)).rowcount)


async def read_own(connection: AsyncConnection, camp_id: str, participant_id: UUID) -> Certificate | None:
    """The good one."""
    c = certificates.c
    return await _first(connection, (c.camp_id == camp_id) & (c.participant_id == participant_id) & GOOD)


async def read(connection: AsyncConnection, number: str) -> Certificate | None:
    return await _first(connection, certificates.c.number == number)


async def read_title(connection: AsyncConnection, camp_id: str) -> str:
    return str((await connection.execute(sa.select(camps.c.title).where(camps.c.id == camp_id))).scalar_one())


async def end_for(connection: AsyncConnection, participants: Collection[UUID], reason: str) -> None:
    """Nobody's name stands on certificates of who is gone; those that shall not be kept are revoked."""
    c = certificates.c
    theirs = certificates.update().where(c.participant_id.in_(participants))
    await connection.execute(theirs.values(name=""))
    at = sa.text("kit.contest_now()")
    await connection.execute(theirs.where(GOOD, ~c.is_kept).values(revoked_at=at, reason=reason))


async def keep(connection: AsyncConnection, number: str, *, is_kept: bool) -> None:
    """What shall become of it when its owner is erased."""
    await connection.execute(certificates.update().where(certificates.c.number == number).values(is_kept=is_kept))


async def _first(connection: AsyncConnection, condition: "sa.ColumnElement[bool]") -> Certificate | None:
    row = (await connection.execute(sa.select(certificates).where(condition))).mappings().first()
    if row is None:
        return None
    values = {name: value for name, value in row.items() if name != "earned_ms"}
    return Certificate(of=values.pop("camp_id"), **values)
