"""Questions that lessons ask, and how far a learner is with them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.checking import Attention, CheckQuestion
from services.camp.tables import checks, enrolments

COLUMNS = (checks.c.question, checks.c.options, checks.c.right_options, checks.c.id)


async def write(connection: AsyncConnection, lesson_id: str, questions: Sequence[CheckQuestion]) -> None:
    """All questions of a lesson, in place of those before; whoever was asked one of those is asked anew."""
    await connection.execute(checks.delete().where(checks.c.lesson_id == lesson_id))
    rows = [
        {
            "lesson_id": lesson_id,
            "question": each.question,
            "options": list(each.options),
            "right_options": sorted(each.right),
        }
        for each in questions
    ]
    if rows:
        await connection.execute(checks.insert(), rows)


async def read(connection: AsyncConnection, lesson_id: str) -> Sequence[CheckQuestion]:
    wanted = sa.select(*COLUMNS).where(checks.c.lesson_id == lesson_id).order_by(checks.c.id)
    return [_question(row) for row in await connection.execute(wanted)]


async def read_attention(connection: AsyncConnection, camp_id: str, participant_id: UUID) -> Attention:
    e = enrolments.c
    wanted = sa.select(e.check_at_ms, e.checks_right, e.checks_wrong, *COLUMNS).select_from(
        enrolments.outerjoin(checks, checks.c.id == e.check_id)
    )
    own = wanted.where(e.camp_id == camp_id, e.participant_id == participant_id)
    row = (await connection.execute(own)).one()
    asked = None if row.id is None else _question(row)
    return Attention(asked, row.check_at_ms, row.checks_right, row.checks_wrong)


async def keep_attention(connection: AsyncConnection, camp_id: str, participant_id: UUID, attention: Attention) -> None:
    e = enrolments.c
    asked = None if attention.asked is None else attention.asked.id
    own = enrolments.update().where(e.camp_id == camp_id, e.participant_id == participant_id)
    values = {"check_id": asked, "check_at_ms": attention.next_at_ms}
    await connection.execute(own.values(**values, checks_right=attention.right, checks_wrong=attention.wrong))


def _question(row: Any) -> CheckQuestion:
    return CheckQuestion(row.question, tuple(row.options), frozenset(row.right_options), row.id)
