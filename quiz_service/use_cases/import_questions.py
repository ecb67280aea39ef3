"""A question file enters a bank: whole, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank_file import RowError, check, columns_of
from quiz_service.queries import catalogue as queries


@dataclass(frozen=True)
class ImportReport:
    added: int
    changed: int
    unchanged: int
    errors: Sequence[RowError]


async def import_questions(
    transaction: AsyncConnection, bank_id: str, title: str, rows: Sequence[Any], *, is_dry_run: bool = False
) -> ImportReport:
    """Add new questions, and new versions of changed ones. With errors, or as a dry run, nothing is written."""
    errors = check(rows)
    if errors:
        return ImportReport(0, 0, 0, errors)
    bank_version = await queries.lock_bank(transaction, bank_id)
    known = await queries.read_contents(transaction, bank_id)
    added, changed = [], []
    for row in rows:
        columns = columns_of(row)
        version, contents = known.get(columns["id"], (0, {}))
        if version == 0:
            added.append({**columns, "version": 1})
        elif contents != columns:
            changed.append({**columns, "version": version + 1})
    report = ImportReport(len(added), len(changed), len(rows) - len(added) - len(changed), [])
    if not is_dry_run and (added or changed or bank_version is None):
        await queries.write_bank(transaction, bank_id, title, (bank_version or 0) + 1)
        await queries.write_questions(transaction, bank_id, [*added, *changed])
    return report
