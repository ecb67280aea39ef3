"""Forms and campaigns from data: what ships with the project, and whatever else is written the same way."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.lines import check_lines
from reporting_service.queries import copies, forms
from services.kit.pinyin import sort_key

DATA = "data"


async def load_shipped(transaction: AsyncConnection) -> None:
    """The shipped catalogue, templates and campaigns. Repeats change nothing."""
    folder = files("reporting_service") / DATA
    await load_forms(transaction, json.loads((folder / "indicators.json").read_text("utf-8")), _all("templates"))
    for campaign in _all("campaigns"):
        await load_campaign(transaction, campaign)


async def load_forms(
    transaction: AsyncConnection, catalogue: Mapping[str, Any], templates: Sequence[Mapping[str, Any]]
) -> None:
    """Raises `ValueError` for a template that prints what the catalogue does not have."""
    await forms.write_indicators(transaction, catalogue["indicators"])
    for template in templates:
        await forms.write_template(transaction, template)
    await forms.read_templates(transaction)


async def load_campaign(transaction: AsyncConnection, campaign: Mapping[str, Any]) -> None:
    """Units of its own, templates with their due dates, and reporting lines.

    A line that reads otherwise than before ends, and another begins: what was reported stays what it was.
    Raises `ValueError` for lines that run in a circle.
    """
    await copies.upsert_local_units(
        transaction, [(unit["code"], unit["name"], sort_key(unit["name"])) for unit in campaign["units"]]
    )
    await forms.write_campaign(transaction, campaign["id"], campaign["title_zh"], campaign["contest_id"])
    for position, use in enumerate(campaign["templates"]):
        due = use["due"]
        await forms.write_use(
            transaction, campaign["id"], use["id"], position=position, due_from=due["from"], due_days=due["days"]
        )
        wanted = {line["unit"]: (line["parent"], line.get("days_earlier", 0)) for line in use["lines"]}
        check_lines({unit: parent for unit, (parent, _) in wanted.items()})
        known = await forms.read_lines(transaction, campaign["id"], use["id"])
        ended = [unit for unit in known if known[unit] != wanted.get(unit)]
        begun = {unit: line for unit, line in wanted.items() if known.get(unit) != line}
        await forms.end_lines(transaction, campaign["id"], use["id"], ended)
        await forms.begin_lines(transaction, campaign["id"], use["id"], begun)


def _all(folder: str) -> list[Any]:
    paths = (files("reporting_service") / DATA / folder).iterdir()
    found = sorted((path for path in paths if path.name.endswith(".json")), key=lambda path: path.name)
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]
