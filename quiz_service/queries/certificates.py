"""Certificates of participation: one that is good for each person and contest."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import certificates
from services.chassis.certificates import Certificate

GOOD = certificates.c.revoked_at.is_(None)


async def add(connection: AsyncConnection, certificate: Certificate) -> bool:
    """Whether the person had no good one of this contest."""
    values = {name: value for name, value in vars(certificate).items() if name != "of"}
    new = insert(certificates).values(**values, contest_id=certificate.of)
    once = [certificates.c.contest_id, certificates.c.participant_id]
    unless_there = new.on_conflict_do_nothing(index_elements=once, index_where=GOOD)
    return bool((await connection.execute(unless_there)).rowcount)


async def read_own(connection: AsyncConnection, contest_id: str, accounts: Collection[UUID]) -> Certificate | None:
    """The good one that was issued first to one of a person's accounts."""
    c = certificates.c
    return await _first(connection, (c.contest_id == contest_id) & c.participant_id.in_(accounts) & GOOD)


async def read(connection: AsyncConnection, number: str) -> Certificate | None:
    return await _first(connection, certificates.c.number == number)


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
    wanted = sa.select(certificates).where(condition).order_by(certificates.c.issued_at).limit(1)
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        return None
    values = dict(row)
    return Certificate(of=values.pop("contest_id"), **values)
