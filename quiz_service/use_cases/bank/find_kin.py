"""Rows of a question file that mean nearly what others mean, or whose key stands elsewhere: likely enemies (R1.12)."""

from collections.abc import Awaitable, Callable, Sequence

from quiz_service.domain.bank_file import Row
from quiz_service.domain.meaning import Kinship, Meaning
from quiz_service.domain.question import Kind, Question, indexes_of
from quiz_service.queries.banks import read_bank
from services.kit.database import Database

Compare = Callable[[Sequence[Meaning]], Awaitable[list[Kinship]]]


async def find_kin(database: Database, bank_id: str, rows: Sequence[Row], compare: Compare) -> list[Kinship]:
    """Look for them among the rows and in the bank as it is now, without a connection while it takes its time."""
    async with database.begin() as transaction:
        known = await read_bank(transaction, bank_id)
    ids = {row.cells["id"] for row in rows}
    others = [each.question for each in known if each.withdrawal is None and each.question.id not in ids]
    return await compare([*map(_of_bank, others), *map(_of_row, rows)])


def _of_row(row: Row) -> Meaning:
    cells = row.cells
    is_judged = cells["kind"] == Kind.TRUE_FALSE
    key = "" if is_judged else "".join(cells["options"][letter] for letter in sorted(cells["answer"]))
    own = (cells["id"], cells["stem"], key, cells["explanation"])
    return Meaning(row.number, *own, cells.get("family", ""), cells.get("enemies", []))


def _of_bank(question: Question) -> Meaning:
    is_judged = question.kind is Kind.TRUE_FALSE
    key = "" if is_judged else "".join(question.options[index] for index in indexes_of(question.right))
    own = (question.id, question.stem, key, question.explanation)
    return Meaning(None, *own, question.family, question.enemies)
