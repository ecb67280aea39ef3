from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.unit_import import definitions
from services.directory.domain.unit_sheet import SheetRow
from services.directory.domain.units import Unit, changed_units
from services.directory.queries import units as queries
from services.directory.queries.unit_events import publish_units
from services.kit.pinyin import sort_key


@dataclass(frozen=True)
class ImportSummary:
    """`changed` pairs each changed unit with what it was before."""

    added: Sequence[Unit]
    changed: Sequence[tuple[Unit, Unit]]
    unchanged: int


async def import_units(transaction: AsyncConnection, rows: Sequence[SheetRow], *, dry_run: bool) -> ImportSummary:
    """Add and change units, subsidiaries of enterprises above all (R2.2); a dry run only tells what would happen.

    An empty figure leaves the one that is known. Raises `FaultySheet` with all faults, and has changed nothing then.
    """
    await queries.lock_units(transaction)
    known = await queries.get_units(transaction)
    written = changed_units(definitions(rows, known), known, sort_key)
    if written and not dry_run:
        await queries.write_units(transaction, written)
        await publish_units(transaction, written)
    return ImportSummary(
        added=[unit for unit in written if unit.code not in known],
        changed=[(known[unit.code], unit) for unit in written if unit.code in known],
        unchanged=len(rows) - len(written),
    )
