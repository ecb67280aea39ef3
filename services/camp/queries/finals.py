"""Results of camps that have closed, as they were signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.tables import camps, finals

NOW = sa.text("kit.contest_now()")


@dataclass(frozen=True)
class Signed:
    """`jws` holds the results; `digest` is the SHA-256 of them."""

    frozen_at: datetime
    digest: bytes
    jws: str


async def read(connection: AsyncConnection, camp_id: str) -> Signed | None:
    f = finals.c
    wanted = sa.select(f.frozen_at, f.digest, f.jws).where(f.camp_id == camp_id)
    row = (await connection.execute(wanted)).first()
    return None if row is None else Signed(*row)


async def freeze(connection: AsyncConnection, camp_id: str, signed: Signed) -> bool:
    """Whether nothing was frozen yet."""
    new = insert(finals).values(camp_id=camp_id, **vars(signed)).on_conflict_do_nothing()
    return bool((await connection.execute(new)).rowcount)


async def read_closed(connection: AsyncConnection) -> Sequence[str]:
    """Camps that have closed and are not frozen."""
    is_frozen = sa.exists().where(finals.c.camp_id == camps.c.id)
    wanted = sa.select(camps.c.id).where(camps.c.closes_at <= NOW, ~is_frozen).order_by(camps.c.id)
    return (await connection.execute(wanted)).scalars().all()


async def thaw_open(connection: AsyncConnection) -> None:
    """A clock that was set back, as tests and replays may, opens a camp again: what was frozen did not happen."""
    is_open = sa.exists().where(camps.c.id == finals.c.camp_id, camps.c.closes_at > NOW)
    await connection.execute(finals.delete().where(is_open))
