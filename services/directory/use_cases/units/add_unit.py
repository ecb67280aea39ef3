from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.errors import FaultySheet, UnitExists, in_body
from services.directory.domain.unit_import import definitions
from services.directory.domain.unit_sheet import SheetRow
from services.directory.domain.units import Unit, changed_units
from services.directory.queries import units as queries
from services.directory.use_cases.steps.publish_units import publish_units
from services.kit.characters import with_plain_spaces
from services.kit.pinyin import sort_key


async def add_unit(
    transaction: AsyncConnection, code: str, name: str, parent: str, registered_base: int | None
) -> Unit:
    """A new unit below another (R2.2). Raises `Invalid` and `UnitExists`."""
    await queries.lock_units(transaction)
    known = await queries.get_units(transaction, {code, parent})
    if code in known:
        raise UnitExists
    row = SheetRow(1, code, with_plain_spaces(name), parent, "" if registered_base is None else str(registered_base))
    try:
        added = changed_units(definitions([row], known), known, sort_key)
    except FaultySheet as sheet:
        raise in_body(sheet) from sheet
    await queries.write_units(transaction, added)
    await publish_units(transaction, added)
    return added[0]
