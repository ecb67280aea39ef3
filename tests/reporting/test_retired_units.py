"""A unit that retires in the middle of a campaign: what it owed, and who goes on owing (R3.3)."""

from typing import Any

import msgspec

from services.contracts.events import UnitChanged
from tests.reporting.builders import FORM_A, FORM_B, HUANCUI, WEIHAI, WENDENG, body, reporter, unit
from tests.reporting.reporting_system import ReportingSystem


def retired(code: str) -> UnitChanged:
    return msgspec.structs.replace(unit(code, version=2), is_active=False)


async def owed(reporting: ReportingSystem, code: str) -> set[str]:
    reply = await reporting.ask("GET", f"/v1/obligations?unit={code}", reporter(code))
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return {each["template_id"] for each in items}


async def missing(reporting: ReportingSystem, template_id: str) -> set[str]:
    reply = await reporting.ask("GET", f"/v1/completeness/{template_id}/{WEIHAI}", reporter(WEIHAI))
    return {each["code"] for each in reply.json()["missing"]}


async def test_r3_3_a_unit_that_retires_owes_no_more_what_it_has_not_filed(reporting: ReportingSystem) -> None:
    """A draft ends with the obligation; what was filed stays, and can be accepted."""
    draft = await reporting.open(HUANCUI, FORM_B)
    filed = await reporting.submitted(HUANCUI)
    before = await owed(reporting, HUANCUI)

    for _ in range(2):
        await reporting.keep(retired(HUANCUI))
    saved = await reporting.save(draft, reporter(HUANCUI), body())
    submitted = await reporting.act(draft.json()["id"], "submit", reporter(HUANCUI))
    accepted = await reporting.act(filed, "accept", reporter(WEIHAI))

    assert {FORM_A, FORM_B} <= before
    assert await owed(reporting, HUANCUI) == {FORM_A}
    assert HUANCUI not in await missing(reporting, FORM_B)
    assert saved.status_code >= 400
    assert submitted.status_code >= 400
    assert accepted.status_code == 200


async def test_r3_3_a_retired_unit_that_others_report_to_stays_obligated(reporting: ReportingSystem) -> None:
    """Their figures would reach nobody."""
    await reporting.keep(retired(WENDENG))

    assert FORM_A in await owed(reporting, WENDENG)
    assert FORM_B not in await owed(reporting, WENDENG)
    assert WENDENG in await missing(reporting, FORM_A)


async def test_a_unit_in_use_keeps_its_obligations(reporting: ReportingSystem) -> None:
    before = await owed(reporting, HUANCUI)

    await reporting.keep(unit(HUANCUI, "环翠区（更名）", version=2))

    assert await owed(reporting, HUANCUI) == before
