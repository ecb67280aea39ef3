"""Statements about contests, as far as the directory has to know them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.events import ContestChanged
from services.directory.tables import contests


async def keep_contest(transaction: AsyncConnection, event: ContestChanged) -> None:
    values = {
        "version": event.version,
        "opens_at": event.opens_at,
        "closes_at": event.closes_at,
        "finalised_at": None if event.final is None else event.final.finalised_at,
    }
    new = insert(contests).values(id=event.contest_id, **values)
    is_newer = contests.c.version < new.excluded.version
    newest = {name: new.excluded[name] for name in values}
    await transaction.execute(new.on_conflict_do_update(index_elements=[contests.c.id], set_=newest, where=is_newer))


async def is_any_running(transaction: AsyncConnection) -> bool:
    """Whether a contest is open now."""
    now = sa.func.kit.contest_now()
    is_open = sa.and_(contests.c.opens_at <= now, contests.c.closes_at > now, contests.c.finalised_at.is_(None))
    return bool((await transaction.execute(sa.select(sa.exists().where(is_open)))).scalar_one())
