from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.errors import FaultySheet, UnitExists, in_body
from services.directory.domain.unit_import import definitions
from services.directory.domain.unit_sheet import SheetRow
from services.directory.domain.units import ORGANISATION, Unit, changed_units
from services.directory.queries import units as queries
from services.directory.use_cases.steps.publish_units import publish_units
from services.kit.characters import with_plain_spaces
from services.kit.errors import FieldError, Invalid
from services.kit.glyphs import shipped_glyphs
from services.kit.pinyin import sort_key

OTHER_ENTRY = FieldError(
    "/entry", "other-entry", "应与上级单位同类，或为组织。", "The entry of the parent, or organisation."
)


async def add_unit(
    transaction: AsyncConnection,
    code: str,
    name: str,
    parent: str,
    registered_base: int | None,
    entry: str | None = None,
) -> Unit:
    """A new unit below another (R2.2), of the same entry or an organisation. Raises `Invalid` and `UnitExists`."""
    await queries.lock_units(transaction)
    known = await queries.get_units(transaction, {code, parent})
    if code in known:
        raise UnitExists
    row = SheetRow(1, code, with_plain_spaces(name), parent, "" if registered_base is None else str(registered_base))
    try:
        [wanted] = definitions([row], known, shipped_glyphs())
    except FaultySheet as sheet:
        raise in_body(sheet) from sheet
    if entry not in (None, ORGANISATION, known[parent].entry):
        raise Invalid(errors=[OTHER_ENTRY])
    added = changed_units([replace(wanted, entry=entry)], known, sort_key)
    await queries.write_units(transaction, added)
    await publish_units(transaction, added)
    return added[0]
