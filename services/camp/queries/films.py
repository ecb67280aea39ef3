"""Films of works, by real time: a contest's clock may be turned."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.film import Film
from services.camp.domain.work import State
from services.camp.tables import films, works
from services.kit.file_parts import KEPT_FOR

MOST_SWEPT = 100
SHOWN = (State.SUBMITTED.value, State.PUBLISHED.value)
ENDED = (State.WITHDRAWN.value, State.ERASED.value)


async def begin(connection: AsyncConnection, film: Film) -> Film:
    """With the instant from which it is kept."""
    row = {**vars(film), "touched_at": sa.func.now(), "parts": []}
    begun = await connection.execute(films.insert().values(row).returning(films.c.touched_at))
    return replace(film, touched_at=begun.scalar_one())


async def count_unfinished(connection: AsyncConnection, participant_id: UUID) -> int:
    """Of one account, which nobody else of it counts meanwhile."""
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"films {participant_id}", 0))
    await connection.execute(sa.select(lock))
    of_account = (films.c.participant_id == participant_id) & films.c.digest.is_(None)
    return int((await connection.execute(sa.select(sa.func.count()).where(of_account))).scalar_one())


async def count_finished(connection: AsyncConnection, work_id: UUID) -> int:
    of_work = (films.c.work_id == work_id) & films.c.digest.is_not(None)
    return int((await connection.execute(sa.select(sa.func.count()).where(of_work))).scalar_one())


async def read_own(connection: AsyncConnection, film_id: UUID, participant_id: UUID) -> Film | None:
    """For whoever began it."""
    f = films.c
    return await _first(connection, sa.select(films).where(f.id == film_id, f.participant_id == participant_id))


async def read_shown(connection: AsyncConnection, film_id: UUID) -> Film | None:
    """A whole one, while its work waits for its review or is published."""
    wanted = sa.select(films).join(works, works.c.id == films.c.work_id)
    is_shown = (films.c.id == film_id) & films.c.digest.is_not(None) & works.c.state.in_(SHOWN)
    return await _first(connection, wanted.where(is_shown, works.c.url == f"/v1/films/{film_id}"))


async def read_urls(connection: AsyncConnection, work_id: UUID) -> Sequence[str]:
    """Of the films of a work that are whole."""
    whole = sa.select(films.c.id).where(films.c.work_id == work_id, films.c.digest.is_not(None))
    return [f"/v1/films/{film_id}" for film_id in (await connection.execute(whole)).scalars()]


async def add_part(connection: AsyncConnection, film: Film, part: str, size: int) -> bool:
    """False when another part came first, or the upload was swept."""
    f = films.c
    at_its_end = films.update().where(f.id == film.id, f.received == film.received, f.digest.is_(None))
    added = at_its_end.values(received=film.received + size, parts=[*film.parts, part], touched_at=sa.func.now())
    return bool((await connection.execute(added)).rowcount)


async def finish(connection: AsyncConnection, film_id: UUID, digest: str) -> bool:
    """False when it is finished already, or was swept."""
    unfinished = films.update().where(films.c.id == film_id, films.c.digest.is_(None))
    return bool((await connection.execute(unfinished.values(digest=digest, parts=[]))).rowcount)


async def remove(connection: AsyncConnection, film_id: UUID) -> None:
    await connection.execute(films.delete().where(films.c.id == film_id))


async def sweep(connection: AsyncConnection) -> tuple[Sequence[str], Sequence[str]]:
    """Parts that nobody will go on with, and places of contents that nobody sees any more; their rows are gone."""
    f, w = films.c, works.c
    is_stale = f.digest.is_(None) & (f.touched_at < sa.func.now() - KEPT_FOR)
    was_replaced = f.digest.is_not(None) & (w.url != sa.func.concat("/v1/films/", f.id.cast(sa.Text)))
    gone = sa.select(f.id).join(works, w.id == f.work_id).where(is_stale | w.state.in_(ENDED) | was_replaced)
    locked = gone.limit(MOST_SWEPT).with_for_update(of=films, skip_locked=True)
    swept = films.delete().where(f.id.in_(locked)).returning(f.parts, f.digest)
    rows = (await connection.execute(swept)).all()
    return [part for row in rows for part in row.parts], [row.digest for row in rows if row.digest is not None]


async def _first(connection: AsyncConnection, wanted: "sa.Select[Any]") -> Film | None:
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        return None
    return Film(**{name: row[name] for name in Film.__dataclass_fields__} | {"parts": tuple(row["parts"])})
