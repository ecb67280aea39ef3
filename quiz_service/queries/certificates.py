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
    """Whoever is gone holds no certificate: it is revoked, and nobody's name stands on it."""
    c = certificates.c
    at = sa.func.coalesce(c.revoked_at, sa.text("kit.contest_now()"))
    theirs = certificates.update().where(c.participant_id.in_(participants))
    await connection.execute(theirs.values(name="", revoked_at=at, reason=reason))


async def _first(connection: AsyncConnection, condition: "sa.ColumnElement[bool]") -> Certificate | None:
    wanted = sa.select(certificates).where(condition).order_by(certificates.c.issued_at).limit(1)
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        return None
    values = dict(row)
    return Certificate(of=values.pop("contest_id"), **values)
