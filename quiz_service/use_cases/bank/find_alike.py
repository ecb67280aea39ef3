"""Rows of a question file that are nearly other questions: a warning, so nothing waits for it (R1.12)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from quiz_service.domain.bank_file import Row
from quiz_service.domain.similarity import Alike, Comparison, alike_of
from quiz_service.queries.banks import read_bank
from services.kit.database import Database

Compare = Callable[[Comparison], Awaitable[list[Alike]]]


async def _in_a_thread(comparison: Comparison) -> list[Alike]:
    return await asyncio.to_thread(alike_of, comparison)


async def find_alike(
    database: Database, bank_id: str, rows: Sequence[Row], compare: Compare = _in_a_thread
) -> list[Alike]:
    """Look for them among the rows and in the bank as it is now; withdrawn questions are to be replaced.

    For thousands of rows this takes long, and meanwhile it holds no connection that participants need.
    """
    async with database.begin() as transaction:
        known = await read_bank(transaction, bank_id)
    ids = {row.cells["id"] for row in rows}
    others = [each.question for each in known if each.withdrawal is None and each.question.id not in ids]
    return await compare(
        Comparison(
            rows=[row.number for row in rows],
            ids=[*[row.cells["id"] for row in rows], *[each.id for each in others]],
            stems=[*[row.cells["stem"] for row in rows], *[each.stem for each in others]],
        )
    )
