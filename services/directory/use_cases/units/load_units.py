import csv
from importlib.resources import files

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.units import Definition, Unit, changed_units, text_of
from services.directory.queries import units as queries
from services.directory.use_cases.steps.publish_units import publish_units
from services.kit.pinyin import sort_key

REFERENCE_FILES = ("regions.csv", "enterprises.csv")


async def load_units(transaction: AsyncConnection) -> list[Unit]:
    """Apply what the shipped reference data says anew (R2.2) and return the units that changed.

    A second run changes nothing: what organisers added or changed since stays until the shipped data itself changes.
    """
    await queries.lock_units(transaction)
    shipped = await queries.get_shipped(transaction)
    news = [each for each in reference_units() if shipped.get(each.code) != text_of(each)]
    if not news:
        return []
    changed = changed_units(news, await queries.get_units(transaction), sort_key)
    await queries.write_units(transaction, changed)
    await queries.write_shipped(transaction, {each.code: text_of(each) for each in news})
    await publish_units(transaction, changed)
    return changed


def reference_units() -> list[Definition]:
    """The shipped data, parents before children."""
    folder = files("services.directory") / "data"
    texts = [(folder / name).read_text(encoding="utf-8") for name in REFERENCE_FILES]
    return [_definition(row) for text in texts for row in csv.DictReader(text.splitlines())]


def _definition(row: dict[str, str]) -> Definition:
    return Definition(
        code=row["code"],
        name=row["name"],
        parent=row["parent"] or None,
        level=int(row["level"]),
        is_active=row.get("is_active", "yes") == "yes",
    )
