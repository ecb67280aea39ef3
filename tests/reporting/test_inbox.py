"""A day's work in few calls: what waits, many decisions at once, and units that have nobody (R3.4, R3.9, R3.11)."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid4

from reporting_service import tables
from services.chassis import access
from services.chassis.access import Access
from services.chassis.tokens import Caller
from services.contracts.grants import Grant
from tests.reporting.builders import FORM_A, FORM_B, HUANCUI, SHANDONG, WEIHAI, WENDENG, body, reporter, total
from tests.reporting.reporting_system import ReportingSystem


async def waiting(reporting: ReportingSystem, caller: Caller, form: str = FORM_A) -> dict[str, set[str]]:
    """Units by kind."""
    reply = await reporting.ask("GET", "/v1/inbox", caller)
    assert reply.status_code == 200, reply.text
    found: dict[str, set[str]] = {}
    for item in reply.json()["items"]:
        if item["template_id"] == form:
            found.setdefault(item["kind"], set()).add(item["unit"]["code"])
    return found


async def test_the_inbox_tells_what_waits_for_each(reporting: ReportingSystem) -> None:
    """R3.4"""
    before = await waiting(reporting, reporter(HUANCUI))
    report_id = await reporting.submitted(HUANCUI)
    city = await waiting(reporting, reporter(WEIHAI))
    after = await waiting(reporting, reporter(HUANCUI))
    await reporting.act(report_id, "return", reporter(WEIHAI), {"reasons": [{"code": "doubtful", "comment": "请核实"}]})
    returned = await waiting(reporting, reporter(HUANCUI))
    await reporting.turn_to("2026-07-01 08:00")
    late = [await waiting(reporting, reporter(unit)) for unit in (HUANCUI, WENDENG)]

    assert before == {"to_start": {HUANCUI}}
    assert city == {"to_accept": {HUANCUI}, "to_start": {WEIHAI}}
    assert after == {}
    assert returned == {"returned": {HUANCUI}}
    # What was once handed in in time is mended, not late.
    assert late == [{"returned": {HUANCUI}}, {"overdue": {WENDENG}}]


async def test_what_needs_a_permit_is_told_beside_what_is_to_accept(reporting: ReportingSystem) -> None:
    """R3.10"""
    report_id = await reporting.submitted(WEIHAI)
    before = await waiting(reporting, reporter(SHANDONG))
    await reporting.permit(report_id, SHANDONG)

    assert before == {"to_accept": {WEIHAI}, "permit": {WEIHAI}}
    assert await waiting(reporting, reporter(SHANDONG)) == {"to_accept": {WEIHAI}}


async def test_an_accepted_form_notices_that_the_ledger_moved(reporting: ReportingSystem) -> None:
    """R3.7, R3.9: it is stale as a roll-up is, and one call makes its new version."""
    await reporting.keep(total(HUANCUI, 120, 300))
    report_id = await reporting.accepted(HUANCUI, WEIHAI)
    settled = await reporting.roll_up(HUANCUI)
    await reporting.keep(total(HUANCUI, 130, 330, version=2, hour=3))

    moved = await reporting.roll_up(HUANCUI)
    told = await waiting(reporting, reporter(HUANCUI))
    renewed = await reporting.act(report_id, "submit", reporter(HUANCUI))

    assert settled["is_stale"] is False
    assert moved["is_stale"] is True
    assert moved["delta"] == {"online_quiz_participants": 10, "online_quiz_attempts": 30}
    assert told == {"stale": {HUANCUI}}
    assert (renewed.status_code, renewed.json()["version"]) == (200, 2)
    assert renewed.json()["values"]["online_quiz_participants"] == 130


async def test_many_reports_are_accepted_in_one_call_each_with_its_verdict(reporting: ReportingSystem) -> None:
    """R3.4, I10"""
    first, second = [await reporting.submitted(unit) for unit in (HUANCUI, WENDENG)]
    wanted: list[dict[str, Any]] = [
        {"id": first, "version": 1},
        {"id": second, "version": 2},
        {"id": str(uuid4()), "version": 1},
    ]

    reply = await reporting.ask("POST", "/v1/reports/acceptances", reporter(WEIHAI), {"reports": wanted})

    told = [(each["verdict"], each["code"]) for each in reply.json()["items"]]
    assert told == [("accepted", None), ("refused", "version-moved"), ("refused", "report-not-found")]
    states = [(await reporting.read(each, reporter(WEIHAI))).json()["state"] for each in (first, second)]
    assert states == ["accepted", "submitted"]


async def test_return_reasons_have_chinese_texts(reporting: ReportingSystem) -> None:
    reply = await reporting.client.get("/v1/return-reasons")

    assert {"doubtful", "incomplete", "other"} <= {each["code"] for each in reply.json()["items"]}
    assert all(each["text"] for each in reply.json()["items"])


async def test_a_unit_without_a_reporter_is_filled_in_by_the_one_above_on_record_and_on_paper(
    reporting: ReportingSystem,
) -> None:
    """R3.2, R6.4"""
    city, content = reporter(WEIHAI), {"template_id": FORM_A, "unit": HUANCUI}
    refused = await reporting.ask("POST", "/v1/reports", city, content)
    async with reporting.owner.begin() as transaction:
        await transaction.execute(tables.access.delete())
        grants = (Grant("reporter", WEIHAI),)
        await access.keep(transaction, tables.access, [Access(uuid4(), 1, grants)])

    opened = await reporting.ask("POST", "/v1/reports", city, content)
    await reporting.save(opened, city, body())
    report_id = opened.json()["id"]
    submitted = await reporting.act(report_id, "submit", city)
    versions = await reporting.ask("GET", f"/v1/reports/{report_id}/versions", city)
    by_the_province = await reporting.act(report_id, "recall", reporter(SHANDONG), {"reason": "代为撤回"})

    assert refused.status_code == 403
    assert opened.status_code == 201
    assert opened.json()["on_behalf_of"] == {"code": HUANCUI, "name": "环翠区"}
    assert submitted.status_code == 200
    assert versions.json()["history"][0]["detail"] == {"filled_by": WEIHAI}
    assert by_the_province.status_code == 403


async def test_completeness_names_the_report_its_version_and_when(reporting: ReportingSystem) -> None:
    """R3.11"""
    report_id = await reporting.submitted(HUANCUI, FORM_B)

    board = await reporting.ask("GET", f"/v1/completeness/{FORM_B}/{WEIHAI}", reporter(WEIHAI))

    of_unit = {each["unit"]["code"]: each for each in board.json()["units"]}
    assert (of_unit[HUANCUI]["report_id"], of_unit[HUANCUI]["version"]) == (report_id, 1)
    assert of_unit[HUANCUI]["submitted_at"].startswith("2026-06-20T10:0")
    assert (of_unit[WENDENG]["report_id"], of_unit[WENDENG]["submitted_at"]) == (None, None)


async def test_people_are_named_in_histories_and_for_units_that_have_not_begun(reporting: ReportingSystem) -> None:
    """R3.4, R3.11"""
    district = reporter(HUANCUI)
    async with reporting.owner.begin() as transaction:
        of_wendeng = Access(uuid4(), 1, (Grant("reporter", WENDENG),), name="文登区填报员")
        known = Access(UUID(district.subject), 1, (Grant("reporter", HUANCUI),), name="环翠区填报员")
        await access.keep(transaction, tables.access, [of_wendeng, known])

    report_id = await reporting.submitted(HUANCUI, caller=district)
    history = (await reporting.ask("GET", f"/v1/reports/{report_id}/versions", district)).json()["history"]
    board = (await reporting.ask("GET", f"/v1/completeness/{FORM_A}/{WEIHAI}", reporter(WEIHAI))).json()

    assert {each["actor_name"] for each in history} == {"环翠区填报员"}
    assert {each["code"]: each["contact_name"] for each in board["missing"]}[WENDENG] == "文登区填报员"
