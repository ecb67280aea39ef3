"""The whole way of both forms, over HTTP: from a district that fills its form to papers that hold the roll-up."""

import io
from typing import Any
from uuid import UUID

from python_calamine import CalamineWorkbook

from reporting_service.domain.access import reach_of
from reporting_service.queries.below import read_below
from reporting_service.use_cases.campaigns.load_campaign import load_forms
from reporting_service.use_cases.paper.print_report import print_report
from reporting_service.use_cases.steps.read_report import read_report
from tests.reporting.builders import (
    EXPLOSIVES,
    FORM_A,
    FORM_B,
    HUANCUI,
    SHANDONG,
    SHIPBUILDING,
    WEIHAI,
    WENDENG,
    body,
    counted_form_b,
    reporter,
    total,
)
from tests.reporting.reporting_system import ReportingSystem

RONGCHENG, RUSHAN = "371082", "371083"
COUNTIES = (HUANCUI, WENDENG, RONGCHENG, RUSHAN)
TEXTILES, PRINTERS = "WH-E-TEXTILES", "WH-E-PRINTERS"
ZONES = ("WH-HIGHTECH", "WH-ECONOMIC", "WH-LINGANG", "WH-BONDED", "WH-NANHAI")
SECTIONS = ("WH-S-EQUIPMENT", "WH-S-MATERIALS", "WH-S-CONSUMER", "WH-S-ELECTRONICS")
CONTEST_LINES = ("online_quiz_participants", "online_quiz_attempts")


async def test_a_district_fills_form_a_and_the_city_rolls_it_up_and_prints_it(reporting: ReportingSystem) -> None:
    """R3.1, R3.2, R3.4, R3.7, R3.9, R3.11"""
    await reporting.keep(total(HUANCUI, 120, 300), total(WEIHAI, 500, 900), total(SHANDONG, 9_000, 20_000))
    district, city, province = reporter(HUANCUI), reporter(WEIHAI), reporter(SHANDONG)

    # A district opens its form: the contest lines are there already.
    opened = await reporting.open(HUANCUI)
    draft = opened.json()
    assert opened.status_code == 201
    assert (draft["state"], draft["version"], draft["due_on"], draft["is_late"]) == ("draft", 1, "2026-06-30", False)
    assert (len(draft["values"]), draft["values"]["online_quiz_participants"]) == (33, 120)
    assert draft["prefilled"]["online_quiz_attempts"] == {"value": 300, "as_of": "2026-06-20T08:00:00.000+08:00"}

    # It fills in the rest and sends it up; one cell comes back, is mended, and the report is accepted.
    saved = await reporting.save(opened, district, body(exposed_major_hazards=4))
    assert saved.status_code == 200, saved.text
    report_id = draft["id"]
    assert (await reporting.act(report_id, "submit", district)).json()["state"] == "submitted"
    reasons = [{"indicator": "lecture_attendances", "code": "doubtful", "comment": "请核对参与人次"}]
    returned = await reporting.act(report_id, "return", city, {"reasons": reasons})
    assert (returned.json()["state"], returned.json()["returned"]) == ("returned", reasons)
    mended = await reporting.save(await reporting.read(report_id, district), district, body(lecture_attendances=100))
    assert mended.status_code == 200, mended.text
    again = await reporting.act(report_id, "submit", district)
    assert (again.json()["version"], again.json()["returned"]) == (2, [])
    assert (await reporting.act(report_id, "accept", city)).json()["state"] == "accepted"

    # Enterprises report to their districts, districts, zones and sections to the city; one enterprise is excused.
    for enterprise, parent in ((SHIPBUILDING, RONGCHENG), (EXPLOSIVES, RUSHAN), (PRINTERS, "WH-HIGHTECH")):
        await _climb(reporting, enterprise, parent, enterprise_drill_sessions=1, enterprise_drill_attendances=30)
    excuse = {"until": "2026-07-31", "reason": "企业已停产"}
    excused = await reporting.ask("PUT", f"/v1/obligations/{FORM_A}/{TEXTILES}/excuse", reporter(WENDENG), excuse)
    assert excused.status_code == 200
    for unit in (WENDENG, RONGCHENG, RUSHAN, *ZONES, *SECTIONS[1:]):
        await _climb(reporting, unit, WEIHAI)

    # The city sees who is missing, by name, and rolls up with a receipt.
    board = (await reporting.ask("GET", f"/v1/completeness/{FORM_A}/{WEIHAI}", city)).json()
    assert [each["code"] for each in board["missing"]] == [SECTIONS[0]]
    rolled = await reporting.roll_up(WEIHAI)
    accepted = {each["unit"]: each["version"] for each in rolled["children"]}
    assert accepted == dict.fromkeys((*COUNTIES, *ZONES, *SECTIONS[1:]), 1) | {HUANCUI: 2}
    assert rolled["subordinate"]["lecture_attendances"] == 100 + (11 + 3) * 120
    assert rolled["subordinate"]["enterprise_drill_attendances"] == 3 * 30
    assert (rolled["total"]["exposed_major_hazards"], rolled["own"]["lecture_sessions"]) == (4, None)
    assert [rolled["total"][line] for line in CONTEST_LINES] == [500, 900]
    assert (rolled["missing_units"], rolled["is_stale"]) == ([{"code": SECTIONS[0], "name": _NAME}], False)

    # It sends its own form up with the gap; the province permits that, and paper and sheet hold the roll-up.
    city_report = await reporting.submitted(WEIHAI, lecture_sessions=None, lecture_attendances=None)
    assert (await reporting.act(city_report, "accept", province)).status_code == 409
    await reporting.permit(city_report, SHANDONG)
    assert (await reporting.act(city_report, "accept", province)).status_code == 200
    printed = await _equal_on_paper_and_in_the_sheet(reporting, city_report, WEIHAI, FORM_A)
    assert printed["notes"] == [f"汇总时缺报 1 户：{_NAME}"]


async def test_the_province_gets_form_b_with_county_and_enterprise_data(reporting: ReportingSystem) -> None:
    """R3.2, R3.3, R3.8, R3.9: the civil-explosives line."""
    async with reporting.owner.begin() as transaction:
        await load_forms(transaction, {"indicators": []}, [counted_form_b()])
    await reporting.keep(*[total(unit, 10, 20) for unit in COUNTIES], total(WEIHAI, 37, 80), total(SHANDONG, 99, 300))
    await _climb(reporting, EXPLOSIVES, WEIHAI, FORM_B, enterprise_drill_sessions=2, enterprise_drill_attendances=40)
    for county in COUNTIES:
        await _climb(reporting, county, WEIHAI, FORM_B, enterprise_drill_sessions=1, enterprise_drill_attendances=9)
    for_a = await reporting.open(HUANCUI, FORM_A)
    city_report = await reporting.submitted(WEIHAI, FORM_B, lecture_sessions=None, lecture_attendances=None)

    accepted = await reporting.act(city_report, "accept", reporter(SHANDONG))

    assert (accepted.status_code, accepted.json()["due_on"]) == (200, "2026-07-02")
    city, province = await reporting.roll_up(WEIHAI, FORM_B), await reporting.roll_up(SHANDONG, FORM_B)
    assert {each["unit"] for each in city["children"]} == {*COUNTIES, EXPLOSIVES}
    assert (city["missing_units"], province["missing_units"]) == ([], [])
    assert city["total"]["enterprise_drill_sessions"] == 4 + 2
    summed = {name: value for name, value in city["total"].items() if name not in CONTEST_LINES}
    assert {name: province["subordinate"][name] for name in summed} == summed
    assert [[each["total"][line] for line in CONTEST_LINES] for each in (city, province)] == [[37, 80], [99, 300]]
    # Filled once, offered to the other form.
    assert for_a.json()["values"]["enterprise_drill_sessions"] is None
    assert for_a.json()["offered"]["enterprise_drill_sessions"]["value"] == 1
    printed = await _equal_on_paper_and_in_the_sheet(reporting, city_report, WEIHAI, FORM_B)
    assert printed["notes"] == []


_NAME = "威海市工业和信息化局装备产业科"


async def _climb(reporting: ReportingSystem, unit: str, parent: str, form: str = FORM_A, **own: int | None) -> None:
    """Filled in and accepted; for units without accounts by whoever is next above that has some."""
    above = reporter(WEIHAI if parent.startswith("WH-") else parent)
    report_id = await reporting.submitted(unit, form, above if unit.startswith("WH-") else reporter(unit), **own)
    accepted = await reporting.act(report_id, "accept", above)
    assert accepted.status_code == 200, accepted.text


async def _equal_on_paper_and_in_the_sheet(
    reporting: ReportingSystem, report_id: str, unit: str, form: str
) -> dict[str, Any]:
    """The data of the print, whose numbers and those of the sheet are the roll-up's."""
    rolled = await reporting.roll_up(unit, form)
    paper = await reporting.ask("GET", f"/v1/reports/{report_id}/print.pdf", reporter(unit))
    sheet = await reporting.ask("GET", f"/v1/reports/{report_id}/sheet.xlsx", reporter(unit))
    assert paper.content.startswith(b"%PDF-")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    cells = {
        row[0]: [None if cell == "" else int(cell) for cell in row[4:7]] for row in rows if row[0] in rolled["own"]
    }
    parts = ("own", "subordinate", "total")
    assert cells == {name: [rolled[part][name] for part in parts] for name in rolled["own"]}
    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(unit).grants), UUID(report_id))
        printed, _ = await print_report(transaction, read_below, filing, is_blank=False)
    blanks = [part["blank"] for row in printed["rows"][:6] for line in row["lines"] for part in line if "blank" in part]
    assert blanks == ["" if value is None else str(value) for value in rolled["total"].values()]
    return printed


async def test_a_child_that_amends_marks_every_ancestor_stale_with_the_exact_delta(reporting: ReportingSystem) -> None:
    """R3.9, I12"""
    child = await reporting.accepted(HUANCUI, WEIHAI, exposed_major_hazards=4)
    city = await reporting.accepted(WEIHAI, SHANDONG, exposed_major_hazards=1)
    amended = await reporting.act(child, "amend", reporter(HUANCUI), {"reason": "漏报两项"})
    while_amending = await reporting.roll_up(WEIHAI)

    await reporting.save(amended, reporter(HUANCUI), body(exposed_major_hazards=6))
    await reporting.act(child, "submit", reporter(HUANCUI))
    await reporting.act(child, "accept", reporter(WEIHAI))

    of_city, of_province = await reporting.roll_up(WEIHAI), await reporting.roll_up(SHANDONG)
    assert amended.json()["version"] == 2
    assert (while_amending["is_stale"], while_amending["delta"]) == (True, {})
    assert while_amending["total"]["exposed_major_hazards"] == 5
    assert (of_city["is_stale"], of_city["delta"]) == (True, {"exposed_major_hazards": 2})
    assert (of_province["is_stale"], of_province["delta"]) == (True, {"exposed_major_hazards": 2})
    renewed = await reporting.act(city, "submit", reporter(WEIHAI))
    assert (renewed.status_code, renewed.json()["version"]) == (200, 2)
    assert not (await reporting.roll_up(WEIHAI))["is_stale"]
    await reporting.permit(city, SHANDONG)
    await reporting.act(city, "accept", reporter(SHANDONG))
    settled = await reporting.roll_up(SHANDONG)
    assert (settled["is_stale"], settled["total"]["exposed_major_hazards"]) == (False, 7)
