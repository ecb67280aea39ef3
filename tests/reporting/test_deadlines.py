"""Obligations, deadlines and completeness."""

from datetime import date, timedelta

import pytest

from tests.reporting.builders import (
    EXPLOSIVES,
    FORM_A,
    FORM_B,
    HEADER,
    HUANCUI,
    SHANDONG,
    SHIPBUILDING,
    WEIHAI,
    WENDENG,
    body,
    contest,
    reporter,
)
from tests.reporting.reporting_system import ReportingSystem


async def test_a_district_owes_five_deliverables_with_their_dates(reporting: ReportingSystem) -> None:
    """R3.3, R3.12"""
    reply = await reporting.ask("GET", f"/v1/obligations?unit={HUANCUI}", reporter(HUANCUI))

    owed = [(each["template_id"], each["due_on"], each["state"], each["is_late"]) for each in reply.json()["items"]]
    assert owed == [
        ("plan", "2026-05-31", "not_started", True),
        ("summary", "2026-06-30", "not_started", False),
        (FORM_A, "2026-06-30", "not_started", False),
        (FORM_B, "2026-07-02", "not_started", False),
        ("camp_summary", "2026-06-30", "not_started", False),
    ]


async def test_without_a_unit_ones_own_are_meant_and_a_parent_sees_what_is_owed_to_it(
    reporting: ReportingSystem,
) -> None:
    """I8"""
    own = await reporting.ask("GET", "/v1/obligations", reporter(HUANCUI))
    by_the_city = await reporting.ask("GET", f"/v1/obligations?unit={HUANCUI}", reporter(WEIHAI))
    by_another = await reporting.ask("GET", f"/v1/obligations?unit={HUANCUI}", reporter(WENDENG))
    of_nobody = await reporting.ask("GET", "/v1/obligations?unit=nobody", reporter(WEIHAI))

    assert own.json() == by_the_city.json()
    assert [by_another.status_code, of_nobody.status_code] == [404, 404]


async def test_one_enterprise_reports_to_its_district_and_along_the_industry(reporting: ReportingSystem) -> None:
    """R3.2"""
    reply = await reporting.ask("GET", f"/v1/obligations?unit={EXPLOSIVES}", reporter(EXPLOSIVES))

    parents = {each["template_id"]: each["parent"] for each in reply.json()["items"]}
    assert (parents[FORM_A], parents[FORM_B]) == ("371083", WEIHAI)


@pytest.mark.parametrize(
    ("unit", "form", "due_on"),
    [
        (SHIPBUILDING, FORM_A, date(2026, 6, 28)),
        (HUANCUI, FORM_A, date(2026, 6, 30)),
        (EXPLOSIVES, FORM_B, date(2026, 6, 30)),
        (HUANCUI, FORM_B, date(2026, 7, 2)),
        (WEIHAI, FORM_B, date(2026, 7, 2)),
    ],
)
async def test_each_level_is_late_from_the_midnight_after_its_own_deadline(
    reporting: ReportingSystem, unit: str, form: str, due_on: date
) -> None:
    """R3.3: by the day of the contest's clock."""
    after = due_on + timedelta(days=1)

    async def owed() -> tuple[str, bool]:
        items = (await reporting.ask("GET", f"/v1/obligations?unit={unit}", reporter(unit))).json()["items"]
        return next((each["due_on"], each["is_late"]) for each in items if each["template_id"] == form)

    await reporting.turn_to(f"{due_on} 23:58")
    in_time, opened = await owed(), (await reporting.open(unit, form)).json()
    await reporting.turn_to(f"{after} 00:00")
    late, reopened = await owed(), (await reporting.open(unit, form)).json()

    assert (in_time, late) == ((str(due_on), False), (str(due_on), True))
    assert [(each["due_on"], each["is_late"]) for each in (opened, reopened)] == [in_time, late]
    report_id = await reporting.submitted(unit, form)
    assert (await reporting.read(report_id, reporter(unit))).json()["is_late"] is True


async def test_a_late_report_is_taken_and_marked(reporting: ReportingSystem) -> None:
    """R3.3"""
    await reporting.turn_to("2026-07-01 00:00")

    report_id = await reporting.submitted(HUANCUI)

    late = (await reporting.read(report_id, reporter(HUANCUI))).json()
    assert (late["state"], late["is_late"]) == ("submitted", True)


async def test_what_was_in_time_and_is_mended_later_is_amended_not_late(reporting: ReportingSystem) -> None:
    """R3.3"""
    await reporting.turn_to("2026-06-30 23:00")
    report_id = await reporting.accepted(HUANCUI, WEIHAI)
    await reporting.turn_to("2026-07-03 10:00")
    amended = await reporting.act(report_id, "amend", reporter(HUANCUI), {"reason": "补报一场"})
    await reporting.save(amended, reporter(HUANCUI), body(lecture_sessions=4))

    again = await reporting.act(report_id, "submit", reporter(HUANCUI))

    assert again.json()["is_late"] is False
    history = await reporting.ask("GET", f"/v1/reports/{report_id}/versions", reporter(HUANCUI))
    assert [(each["version"], each["is_late"], each["reason"]) for each in history.json()["items"]] == [
        (1, False, None),
        (2, False, "补报一场"),
    ]
    assert [each["own"]["lecture_sessions"] for each in history.json()["items"]] == [3, 4]
    acts = [each["action"] for each in history.json()["history"]]
    assert acts == ["create", "submit", "accept", "amend", "submit"]


async def test_an_extension_moves_the_deadline_of_one_unit(reporting: ReportingSystem) -> None:
    """R3.3, R3.4"""
    report_id = await reporting.submitted(HUANCUI)
    reasons = [{"code": "incomplete", "comment": "请补充演练数据"}]

    reply = await reporting.act(report_id, "return", reporter(WEIHAI), {"reasons": reasons, "due_on": "2026-07-05"})

    assert reply.json()["due_on"] == "2026-07-05"


async def test_the_deadline_follows_the_contest(reporting: ReportingSystem) -> None:
    """R3.3"""
    await reporting.keep(contest(days=10, version=2))

    reply = await reporting.open(HUANCUI)

    assert reply.json()["due_on"] == "2026-06-10"


async def test_the_completeness_board_counts_obligations_and_names_the_missing(reporting: ReportingSystem) -> None:
    """R3.11"""
    await reporting.accepted(HUANCUI, WEIHAI, FORM_B)
    await reporting.submitted("371003", FORM_B)
    opened = await reporting.open("371082", FORM_B)
    await reporting.save(opened, reporter("371082"), {"header": HEADER})

    reply = await reporting.ask("GET", f"/v1/completeness/{FORM_B}/{WEIHAI}", reporter(WEIHAI))
    board = reply.json()

    assert (board["obligated"], board["submitted"], board["accepted"], board["on_time"]) == (5, 2, 1, 2)
    assert (board["submission_rate"], board["acceptance_rate"]) == (0.4, 0.2)
    states = {each["unit"]["code"]: each["state"] for each in board["units"]}
    assert states == {
        HUANCUI: "accepted",
        "371003": "submitted",
        "371082": "draft",
        "371083": "not_started",
        EXPLOSIVES: "not_started",
    }
    contacts = {each["code"]: each["contact_phone"] for each in board["missing"]}
    assert contacts == {"371082": HEADER["contact_phone"], "371083": None, EXPLOSIVES: None}


async def test_the_board_of_the_province_reaches_down_to_the_enterprises(reporting: ReportingSystem) -> None:
    """R3.11, R3.2"""
    reply = await reporting.ask("GET", f"/v1/completeness/{FORM_B}/{SHANDONG}", reporter(SHANDONG))
    refused = await reporting.ask("GET", f"/v1/completeness/{FORM_B}/{SHANDONG}", reporter(WEIHAI))

    assert {each["parent"] for each in reply.json()["units"]} == {SHANDONG, WEIHAI}
    assert reply.json()["obligated"] == 6
    assert refused.status_code == 404


@pytest.mark.parametrize(("until", "status"), [("2026-06-19", 422), ("2026-06-25", 422), ("2026-07-05", 200)])
async def test_an_extension_never_shortens(reporting: ReportingSystem, until: str, status: int) -> None:
    """R3.3"""
    path = f"/v1/obligations/{FORM_A}/{HUANCUI}/extension"

    reply = await reporting.ask("PUT", path, reporter(WEIHAI), {"until": until, "reason": "台风停工"})

    assert reply.status_code == status, reply.text


async def test_a_report_is_not_returned_with_a_deadline_that_is_past(reporting: ReportingSystem) -> None:
    """R3.3, R3.4"""
    report_id = await reporting.submitted(HUANCUI)
    reasons = [{"code": "doubtful", "comment": "请核实"}]

    content = {"reasons": reasons, "due_on": "2026-06-19"}
    reply = await reporting.act(report_id, "return", reporter(WEIHAI), content)

    assert (reply.status_code, reply.json()["code"]) == (422, "deadline-shortened")
    assert (await reporting.read(report_id, reporter(WEIHAI))).json()["state"] == "submitted"
