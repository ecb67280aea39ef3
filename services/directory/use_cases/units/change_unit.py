from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.errors import BaseFixed, FaultySheet, UnitHasChildren, in_body
from services.directory.domain.unit_import import definitions
from services.directory.domain.unit_sheet import SheetRow
from services.directory.domain.units import Definition, Unit, changed_units
from services.directory.queries import contests
from services.directory.queries import units as queries
from services.directory.use_cases.steps.publish_units import publish_units
from services.kit.characters import with_plain_spaces
from services.kit.errors import FieldError, Invalid, NotFound
from services.kit.glyphs import shipped_glyphs
from services.kit.pinyin import sort_key

REASON_MISSING = FieldError("/reason", "missing", "竞赛期间更改注册基数须说明理由。", "Say why, while a contest runs.")


@dataclass(frozen=True)
class UnitChange:
    """None leaves what is known."""

    name: str | None
    parent: str | None
    registered_base: int | None
    is_active: bool | None
    reason: str | None = None


async def change_unit(transaction: AsyncConnection, code: str, change: UnitChange, *, is_national: bool = True) -> Unit:
    """Name, base figure and whether a unit is in use (R2.2); the same again is no change.

    The base in force when a contest opens is the one its rates use, so from then on until its results are final a
    change is national and has a reason (I21): `BaseFixed`. Raises `NotFound`, `Invalid`, `UnitCannotMove`, and
    `UnitHasChildren` when one with active children would retire.
    """
    await queries.lock_units(transaction)
    known = await queries.get_units(transaction, {code})
    if code not in known:
        raise NotFound
    before = known[code]
    name = before.name if change.name is None else with_plain_spaces(change.name)
    base = "" if change.registered_base is None else str(change.registered_base)
    try:
        definitions(
            [SheetRow(1, code, name, before.parent or "", base)],
            {code: replace(before, parent=before.parent or "")},
            None if name == before.name else shipped_glyphs(),
        )
    except FaultySheet as sheet:
        raise in_body(sheet) from sheet
    parent = before.parent if change.parent is None else change.parent
    wanted = Definition(code, name, parent, None, change.is_active, change.registered_base)
    changed = changed_units([wanted], known, sort_key)
    if change.registered_base not in (None, before.registered_base) and await contests.is_any_undecided(transaction):
        if not is_national:
            raise BaseFixed
        if change.reason is None:
            raise Invalid(errors=[REASON_MISSING])
    if change.is_active is False and await queries.has_active_children(transaction, code):
        raise UnitHasChildren
    await queries.write_units(transaction, changed)
    await publish_units(transaction, changed)
    return changed[0] if changed else before
