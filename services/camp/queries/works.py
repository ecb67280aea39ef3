"""Works: written by their authors, decided by reviewers, listed for everybody."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import Content, Selection, State, Work
from services.camp.tables import complaints, selections, works

CONTENT = tuple(Content.__dataclass_fields__)


async def add(connection: AsyncConnection, work: Work) -> None:
    await connection.execute(works.insert().values(values_of(work)))


async def change(connection: AsyncConnection, work: Work) -> None:
    await connection.execute(works.update().where(works.c.id == work.id).values(values_of(work)))


async def read(connection: AsyncConnection, work_id: UUID, *, locked: bool = False) -> Work | None:
    """`locked` keeps every other decision about the work waiting until the transaction ends."""
    wanted = sa.select(works).where(works.c.id == work_id)
    row = (await connection.execute(wanted.with_for_update() if locked else wanted)).first()
    return None if row is None else work_of(row)


async def read_own(connection: AsyncConnection, camp_id: str, participant_id: UUID) -> Sequence[Work]:
    """All but those withdrawn, the newest first."""
    w = works.c
    own = sa.select(works).where(w.camp_id == camp_id, w.participant_id == participant_id)
    wanted = own.where(w.state != State.WITHDRAWN).order_by(w.created_at.desc(), w.id)
    return [work_of(row) for row in await connection.execute(wanted)]


async def select(connection: AsyncConnection, work_id: UUID, selection: Selection) -> None:
    """A unit selects a work once; its repeat changes nothing."""
    new = insert(selections).values(work_id=work_id, **vars(selection))
    await connection.execute(new.on_conflict_do_nothing())


async def complain(connection: AsyncConnection, work_id: UUID, participant_id: UUID, reason: str) -> None:
    """Once for each person; the first reason stays."""
    values = {"work_id": work_id, "participant_id": participant_id, "reason": reason}
    new = insert(complaints).values(**values, made_at=sa.text("kit.contest_now()"))
    await connection.execute(new.on_conflict_do_nothing())


async def forget_complaints(connection: AsyncConnection, work_id: UUID) -> None:
    """They have been decided about."""
    await connection.execute(complaints.delete().where(complaints.c.work_id == work_id))


async def erase_of(connection: AsyncConnection, participants: Collection[UUID]) -> None:
    """Whoever is gone shows nothing any more; what was published goes on counting for its unit."""
    w = works.c
    theirs = works.update().where(w.participant_id.in_(participants))
    emptied = dict.fromkeys(("title", "text", "provider", "url", "reason"), "")
    was_counted = w.state.in_((State.PUBLISHED, State.ERASED))
    state = sa.case((was_counted, State.ERASED.value), else_=State.WITHDRAWN.value)
    await connection.execute(theirs.values(**emptied, state=state))
    of_them = complaints.delete().where(complaints.c.participant_id.in_(participants))
    await connection.execute(of_them)


def values_of(work: Work) -> dict[str, object]:
    own = {name: value for name, value in vars(work).items() if name != "content"}
    return own | vars(work.content) | {"unit_path": list(work.unit_path), "state": work.state.value}


def work_of(row: "sa.Row[tuple[object, ...]]") -> Work:
    values = {column.name: getattr(row, column.name) for column in works.c}
    content = Content(**{name: values.pop(name) for name in CONTENT})
    path, state = tuple(values.pop("unit_path")), State(values.pop("state"))
    return Work(**values, unit_path=path, state=state, content=content)
