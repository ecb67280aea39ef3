"""A question file enters a bank: whole, or not at all (R1.12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import OPERATOR, Authored
from quiz_service.domain.bank_errors import FaultyQuestionFile
from quiz_service.domain.bank_file import Row, RowError, columns_of, contents_of
from quiz_service.queries import banks
from quiz_service.use_cases.steps.find_pictures import faults_of_pictures
from services.contracts.grants import NATION


@dataclass(frozen=True)
class ImportReport:
    """Ids of new questions and of those that get a new version."""

    added: Sequence[str]
    changed: Sequence[str]
    unchanged: int


async def import_questions(
    transaction: AsyncConnection,
    bank_id: str,
    title: str,
    rows: Sequence[Row],
    author: str,
    *,
    is_dry_run: bool = False,
    owner_unit: str = NATION,
) -> ImportReport:
    """Add new questions, and new versions of changed ones: drafts, but in use at once where the operator imports.

    The rows have been checked. A bank that is not there yet is made for `owner_unit`. A dry run writes nothing. Raises
    `FaultyQuestionFile` for questions that were withdrawn and for pictures that nobody sent; nothing is written then.
    """
    if not is_dry_run:
        await banks.make_bank(transaction, bank_id, title, owner_unit)
    await banks.lock_bank(transaction, bank_id)
    known = {each.question.id: each for each in await banks.read_bank(transaction, bank_id)}
    errors = [_withdrawn(row) for row in rows if _is_withdrawn(row, known)]
    errors += await faults_of_pictures(transaction, rows)
    if errors:
        raise FaultyQuestionFile(errors)
    written = [_version(columns_of(row.cells), known.get(row.cells["id"])) for row in rows]
    added = [each for each in written if each is not None and each["version"] == 1]
    changed = [each for each in written if each is not None and each["version"] > 1]
    if not is_dry_run and (added or changed):
        await banks.write_drafts(transaction, bank_id, [*added, *changed], author)
        if author == OPERATOR:
            versions = {each["id"]: each["version"] for each in (*added, *changed)}
            await banks.publish(transaction, bank_id, versions, OPERATOR)
    return ImportReport(
        [each["id"] for each in added],
        [each["id"] for each in changed],
        len(rows) - len(added) - len(changed),
    )


def _version(columns: dict[str, Any], known: Authored | None) -> dict[str, Any] | None:
    """The next version of a question, or None where it is the same as the newest."""
    if known is None:
        return {**columns, "version": 1}
    return None if contents_of(known.question) == columns else {**columns, "version": known.version + 1}


def _is_withdrawn(row: Row, known: Mapping[str, Authored]) -> bool:
    found = known.get(row.cells["id"])
    return found is not None and found.withdrawal is not None


def _withdrawn(row: Row) -> RowError:
    zh, en = "该题目已撤回，请换用新的编号。", "This question has been withdrawn; give the new one another id."
    return RowError(row.number, "id", row.cells["id"], "question-withdrawn", zh, en)
