"""Statements about contests, as far as the directory has to know them."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.events import ContestChanged
from services.directory.tables import contests

LONGEST_WAIT = timedelta(days=180)
"""So long after its end a contest that nobody makes final counts as one that somebody may."""


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


async def is_any_undecided(transaction: AsyncConnection) -> bool:
    """Whether a contest has opened whose results can still change: they are not final."""
    now = sa.func.kit.contest_now()
    is_undecided = sa.and_(
        contests.c.opens_at <= now, contests.c.closes_at > now - LONGEST_WAIT, contests.c.finalised_at.is_(None)
    )
    return bool((await transaction.execute(sa.select(sa.exists().where(is_undecided)))).scalar_one())
