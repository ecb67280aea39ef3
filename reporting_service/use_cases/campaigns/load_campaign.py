"""Forms and campaigns from data: what ships with the project, and whatever else is written the same way."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign, Use
from reporting_service.domain.contest import Due
from reporting_service.domain.forms import places_of
from reporting_service.domain.lines import Line
from reporting_service.queries import campaigns, copies, forms
from reporting_service.use_cases.steps.change_lines import change_lines
from services.chassis.audit import OPERATOR
from services.chassis.clock import contest_now
from services.contracts.grants import NATION
from services.kit.pinyin import sort_key

DATA = "data"


async def load_shipped(transaction: AsyncConnection) -> None:
    """The shipped catalogue and templates. Repeats change nothing."""
    folder = files("reporting_service") / DATA
    await load_forms(transaction, json.loads((folder / "indicators.json").read_text("utf-8")), _all("templates"))


async def load_demo(transaction: AsyncConnection) -> None:
    """The example of the notice, a city's month. Where it is there already, it is its owner's to change."""
    for campaign in _all("campaigns"):
        if await campaigns.read_campaign(transaction, campaign["id"]) is None:
            await load_campaign(transaction, campaign)


async def load_forms(
    transaction: AsyncConnection, catalogue: Mapping[str, Any], templates: Sequence[Mapping[str, Any]]
) -> None:
    """Raises `ValueError` for a template that prints what the catalogue does not have."""
    await forms.write_indicators(transaction, catalogue["indicators"])
    known = {each["id"]: each for each in await forms.read_catalogue_contents(transaction)}
    now = await contest_now(transaction)
    for template in templates:
        whole = {**template, "indicators": [known[place] for place in places_of(template) if place in known]}
        await forms.write_template(transaction, whole, NATION, published_at=now)


async def load_campaign(transaction: AsyncConnection, campaign: Mapping[str, Any]) -> None:
    """Units of its own, templates with their due dates, and reporting lines.

    A line that reads otherwise than before ends, and another begins. Raises `LinesInCircle`.
    """
    owner = campaign.get("owner_unit", NATION)
    local = [(unit["code"], unit["name"], sort_key(unit["name"])) for unit in campaign["units"]]
    await copies.upsert_local_units(transaction, local, owner)
    contest_id, camp_id = campaign["contest_id"], campaign.get("camp_id")
    loaded = Campaign(campaign["id"], campaign["title_zh"], owner, contest_id, camp_id=camp_id)
    await campaigns.write_campaign(transaction, loaded)
    for position, use in enumerate(campaign["templates"]):
        due = Due(use["due"]["from"], use["due"]["days"])
        await campaigns.write_use(transaction, loaded.id, position, Use(use["id"], due))
        known = await campaigns.read_lines(transaction, loaded.id, use["id"])
        wanted = {line["unit"]: _line(line) for line in use["lines"]}
        ended = {unit: None for _, unit in known if unit not in wanted}
        await change_lines(transaction, loaded.id, use["id"], {**ended, **wanted}, OPERATOR)


def _line(content: Mapping[str, Any]) -> Line:
    return Line(content["parent"], content.get("days_earlier", 0), content.get("seal_name"))


def _all(folder: str) -> list[Any]:
    paths = (files("reporting_service") / DATA / folder).iterdir()
    found = sorted((path for path in paths if path.name.endswith(".json")), key=lambda path: path.name)
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]
