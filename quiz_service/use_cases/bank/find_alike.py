"""Rows of a question file that are nearly other questions: a warning, so nothing waits for it (R1.12)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from quiz_service.domain.authoring import Authored
from quiz_service.domain.bank_file import Row, check
from quiz_service.domain.similarity import near_duplicates
from quiz_service.queries.banks import read_bank
from services.kit.database import Database

MOST_ALIKE = 1_000
"""More than anybody reads; sheets that repeat one stem have millions of pairs."""


@dataclass(frozen=True)
class Alike:
    """A row whose stem is nearly that of another question, in the file or in the bank."""

    row: int
    question_id: str
    share: float


async def find_alike(database: Database, bank_id: str, rows: Sequence[Row]) -> list[Alike]:
    """Look for them among the rows and in the bank as it is now; in a faulty file nothing is looked for.

    For thousands of rows this takes long, and meanwhile it holds no connection that participants need.
    """
    if check(rows):
        return []
    async with database.begin() as transaction:
        known = await read_bank(transaction, bank_id)
    return await asyncio.to_thread(_alike, rows, known)


def _alike(rows: Sequence[Row], known: Sequence[Authored]) -> list[Alike]:
    """Compares the rows with each other and with the rest of the bank; withdrawn questions are to be replaced."""
    ids = [row.cells["id"] for row in rows]
    others = [each.question for each in known if each.withdrawal is None and each.question.id not in set(ids)]
    places = [*ids, *[each.id for each in others]]
    stems = [*[row.cells["stem"] for row in rows], *[each.stem for each in others]]
    # Later places are compared with earlier ones; a pair is told at the later of its rows.
    found = []
    for each in islice(near_duplicates(stems), MOST_ALIKE):
        of_row, other = (each.second, each.first) if each.second < len(rows) else (each.first, each.second)
        if of_row < len(rows):
            found.append(Alike(rows[of_row].number, places[other], each.share))
    return sorted(found, key=lambda alike: alike.row)
