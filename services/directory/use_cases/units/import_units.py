import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.grants import Reach
from services.directory.domain.errors import BaseFixed, CellFault, DecidedAbove, FaultySheet
from services.directory.domain.unit_import import definitions
from services.directory.domain.unit_sheet import SheetRow
from services.directory.domain.units import Unit, changed_units
from services.directory.queries import contests
from services.directory.queries import units as queries
from services.directory.use_cases.steps.publish_units import publish_units
from services.kit.glyphs import shipped_glyphs
from services.kit.pinyin import sort_key

BASE_FIXED_ZH = "竞赛已开始，注册基数不能批量更改，请由全国管理员逐个更改并说明理由。"
BASE_FIXED_EN = "A contest has opened: registered bases are changed singly, by national administrators with a reason."


@dataclass(frozen=True)
class ImportSummary:
    """`changed` pairs each changed unit with what it was before."""

    added: Sequence[Unit]
    changed: Sequence[tuple[Unit, Unit]]
    unchanged: int


async def import_units(
    transaction: AsyncConnection, rows: Sequence[SheetRow], *, dry_run: bool, reach: Reach | None = None
) -> ImportSummary:
    """Add and change units, subsidiaries of enterprises above all (R2.2); a dry run only tells what would happen.

    An empty figure leaves the one that is known. With a `reach` every unit outside it is as if it did not exist, only
    that its code is taken, and no base changes that results rest on (I21). Raises `FaultySheet` with all faults, and
    has changed nothing then.
    """
    await queries.lock_units(transaction)
    everything = await queries.get_units(transaction)
    known = {code: unit for code, unit in everything.items() if reach is None or reach.covers(unit.path)}
    taken = [_taken(row) for row in rows if row.code in everything and row.code not in known]
    if taken:
        raise FaultySheet(taken)
    written = await asyncio.to_thread(_written, rows, known)
    faults = [] if reach is None else _decided_above(rows, written, known, reach)
    if reach is not None and await contests.is_any_undecided(transaction):
        faults += _bases_fixed(rows, written, known)
    if faults:
        raise FaultySheet(sorted(faults, key=lambda fault: fault.row))
    if written and not dry_run:
        await queries.write_units(transaction, written)
        await publish_units(transaction, written)
    return ImportSummary(
        added=[unit for unit in written if unit.code not in known],
        changed=[(known[unit.code], unit) for unit in written if unit.code in known],
        unchanged=len(rows) - len(written),
    )


def _written(rows: Sequence[SheetRow], known: Mapping[str, Unit]) -> Sequence[Unit]:
    """Tens of thousands of rows would hold every sign-in for a second."""
    keys = {row.name: row.sort_key for row in rows if row.sort_key}
    return changed_units(
        definitions(rows, known, shipped_glyphs()), known, lambda name: keys.get(name) or sort_key(name)
    )


def _decided_above(
    rows: Sequence[SheetRow], written: Sequence[Unit], known: Mapping[str, Unit], reach: Reach
) -> list[CellFault]:
    """Rows that would change one's own unit."""
    own = {unit.code for unit in written if unit.code in known and not reach.is_above(unit.path)}
    zh, en = DecidedAbove.zh, DecidedAbove.en
    return [CellFault(row.number, "code", row.code, DecidedAbove.code, zh, en) for row in rows if row.code in own]


def _bases_fixed(rows: Sequence[SheetRow], written: Sequence[Unit], known: Mapping[str, Unit]) -> list[CellFault]:
    """Rows that would change a base that rates rest on."""
    changed = {
        unit.code for unit in written if unit.code in known and unit.registered_base != known[unit.code].registered_base
    }
    return [
        CellFault(row.number, "registered_base", row.registered_base, BaseFixed.code, BASE_FIXED_ZH, BASE_FIXED_EN)
        for row in rows
        if row.code in changed
    ]


def _taken(row: SheetRow) -> CellFault:
    return CellFault(row.number, "code", row.code, "code-taken", "该代码不可使用。", "This code is not available.")
