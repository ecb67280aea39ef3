"""Camps and their lessons."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp, Lesson, Rules
from services.camp.tables import camps, lessons

RULES = ("lesson_hour_minutes", "certificate_hours", "works_per_person")
OF_CAMP = tuple(column for column in camps.c if column.name != "made_at")
COLUMNS = tuple(column for column in lessons.c if column.name != "number")


async def read_camps(connection: AsyncConnection) -> Sequence[Camp]:
    rows = await connection.execute(sa.select(*OF_CAMP).order_by(camps.c.opens_at, camps.c.id))
    return [_camp_of(row) for row in rows.mappings()]


async def read_camp(connection: AsyncConnection, camp_id: str) -> Camp | None:
    row = (await connection.execute(sa.select(*OF_CAMP).where(camps.c.id == camp_id))).mappings().first()
    return None if row is None else _camp_of(row)


async def add_camp(connection: AsyncConnection, camp: Camp) -> bool:
    """Whether there was none of this id."""
    new = insert(camps).values(_values(camp)).on_conflict_do_nothing(index_elements=[camps.c.id])
    return bool((await connection.execute(new)).rowcount)


async def change_camp(connection: AsyncConnection, camp: Camp) -> None:
    await connection.execute(camps.update().where(camps.c.id == camp.id).values(_values(camp)))


async def read_lessons(connection: AsyncConnection, camp_id: str) -> Sequence[Lesson]:
    """In the order in which they were added."""
    wanted = sa.select(*COLUMNS).where(lessons.c.camp_id == camp_id).order_by(lessons.c.number)
    return [Lesson(**row) for row in (await connection.execute(wanted)).mappings()]


async def read_lesson(connection: AsyncConnection, lesson_id: str) -> Lesson | None:
    row = (await connection.execute(sa.select(*COLUMNS).where(lessons.c.id == lesson_id))).mappings().first()
    return None if row is None else Lesson(**row)


async def add_lesson(connection: AsyncConnection, lesson: Lesson) -> bool:
    """Whether there was none of this id, in any camp."""
    new = insert(lessons).values(vars(lesson)).on_conflict_do_nothing(index_elements=[lessons.c.id])
    return bool((await connection.execute(new)).rowcount)


async def change_lesson(connection: AsyncConnection, lesson: Lesson) -> None:
    await connection.execute(lessons.update().where(lessons.c.id == lesson.id).values(vars(lesson)))


def _values(camp: Camp) -> dict[str, object]:
    own = {name: value for name, value in vars(camp).items() if name != "rules"}
    return own | vars(camp.rules)


def _camp_of(row: sa.RowMapping) -> Camp:
    values = dict(row)
    rules = Rules(**{name: values.pop(name) for name in RULES})
    return Camp(**values | {"topics": tuple(row["topics"]), "entries": tuple(row["entries"])}, rules=rules)
