"""What the unit above has to permit before it accepts, and whom it excuses (R3.2, R3.3, R3.10)."""

from typing import Any

import httpx
import pytest

from tests.reporting.builders import (
    EXPLOSIVES,
    FORM_B,
    HUANCUI,
    SHANDONG,
    WEIHAI,
    WENDENG,
    body,
    reporter,
    total,
)
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens

COUNTIES = (HUANCUI, WENDENG, "371082", "371083")
EXCUSE = {"until": "2026-07-31", "reason": "企业已停产"}


async def relieve(
    reporting: ReportingSystem, unit: str, kind: str = "excuse", by: str = WEIHAI, **content: Any
) -> httpx.Response:
    path = f"/v1/obligations/{FORM_B}/{unit}/{kind}"
    return await reporting.ask("PUT", path, reporter(by), EXCUSE | content)


async def test_a_parent_is_accepted_only_when_its_children_are_in_excused_or_permitted_to_be_missing(
    reporting: ReportingSystem,
) -> None:
    """R3.2, R3.9"""
    for county in COUNTIES[:3]:
        await reporting.accepted(county, WEIHAI, FORM_B)
    city = await reporting.submitted(WEIHAI, FORM_B)
    province = reporter(SHANDONG)

    two_missing = await reporting.act(city, "accept", province)
    await relieve(reporting, EXPLOSIVES)
    one_missing = await reporting.act(city, "accept", province)
    permitted = await reporting.permit(city, SHANDONG)
    accepted = await reporting.act(city, "accept", province)

    assert (two_missing.status_code, two_missing.json()["code"]) == (409, "permit-needed")
    assert two_missing.json()["checks"][0]["detail"] == "汇总时缺报 2 户：乳山市、（示例）民用爆炸物品企业。"
    assert one_missing.json()["checks"][0]["detail"] == "汇总时缺报 1 户：乳山市。"
    assert [each["name"] for each in one_missing.json()["missing_units"]] == ["乳山市"]
    assert [permitted.status_code, accepted.status_code] == [200, 200]
    versions = await reporting.ask("GET", f"/v1/reports/{city}/versions", province)
    (permit,) = versions.json()["items"][0]["permits"]
    assert (permit["check"], permit["reason"]) == ("children-missing", "其余单位不在本期统计范围")
    assert [each["action"] for each in versions.json()["history"]] == ["create", "submit", "permit", "accept"]
    assert versions.json()["history"][-2]["detail"]["found"] == ["汇总时缺报 1 户：乳山市。"]


async def test_with_everybody_accepted_or_excused_no_permit_is_needed(reporting: ReportingSystem) -> None:
    """R3.2"""
    for county in COUNTIES:
        await reporting.accepted(county, WEIHAI, FORM_B)
    await relieve(reporting, EXPLOSIVES)
    city = await reporting.submitted(WEIHAI, FORM_B)

    rolled = await reporting.roll_up(WEIHAI, FORM_B)
    accepted = await reporting.act(city, "accept", reporter(SHANDONG))

    assert (rolled["missing_units"], [each["code"] for each in rolled["excused_units"]]) == ([], [EXPLOSIVES])
    assert accepted.status_code == 200


async def test_a_permit_is_for_one_version(reporting: ReportingSystem) -> None:
    """R3.4"""
    city = await reporting.submitted(WEIHAI, FORM_B)
    await reporting.permit(city, SHANDONG)
    await reporting.act(city, "recall", reporter(WEIHAI), {"reason": "补录"})
    await reporting.act(city, "submit", reporter(WEIHAI))

    reply = await reporting.act(city, "accept", reporter(SHANDONG))

    assert (reply.status_code, reply.json()["code"]) == (409, "permit-needed")


async def test_an_override_goes_up_with_its_reason_and_waits_for_the_permit(reporting: ReportingSystem) -> None:
    """R3.7, R3.10"""
    await reporting.keep(total(HUANCUI, 120, 300))
    opened = await reporting.open(HUANCUI)
    reason = {"online_quiz_participants": "三十名职工用纸质试卷参赛"}
    content = body(online_quiz_participants=150) | {"explanations": reason}
    await reporting.save(opened, reporter(HUANCUI), content)
    report_id = opened.json()["id"]
    submitted = await reporting.act(report_id, "submit", reporter(HUANCUI))

    refused = await reporting.act(report_id, "accept", reporter(WEIHAI))
    await reporting.permit(report_id, WEIHAI, "contest-line-overridden")
    accepted = await reporting.act(report_id, "accept", reporter(WEIHAI))

    assert submitted.status_code == 200
    assert [(each["class"], each["code"], each["indicators"]) for each in refused.json()["checks"]] == [
        ("B", "contest-line-overridden", ["online_quiz_participants"])
    ]
    assert accepted.status_code == 200


async def test_permits_are_for_the_unit_above_and_for_what_was_found(reporting: ReportingSystem) -> None:
    """I8"""
    report_id = await reporting.submitted(WEIHAI, FORM_B)
    content = {"check": "children-missing", "reason": "其余单位不在本期统计范围"}

    answers = [
        await reporting.act(report_id, "permits", reporter(WEIHAI), content),
        await reporting.act(report_id, "permits", reporter("110000"), content),
        await reporting.act(report_id, "permits", reporter(SHANDONG), {"check": "header-incomplete", "reason": "x"}),
        await reporting.act(report_id, "permits", reporter(SHANDONG), {"check": "children-missing"}),
    ]
    repeated = [await reporting.act(report_id, "permits", reporter(SHANDONG), content) for _ in range(2)]
    await reporting.act(report_id, "accept", reporter(SHANDONG))
    too_late = await reporting.act(report_id, "permits", reporter(SHANDONG), content)

    assert [each.status_code for each in answers] == [403, 404, 422, 422]
    assert [each.status_code for each in (*repeated, too_late)] == [200, 200, 409]


async def test_an_excused_unit_owes_nothing_until_the_day_is_past(reporting: ReportingSystem) -> None:
    """R3.3, R3.11: completeness counts obligations."""
    path = f"/v1/completeness/{FORM_B}/{WEIHAI}"
    granted = await relieve(reporting, EXPLOSIVES, until="2026-07-01")

    excused = (await reporting.ask("GET", path, reporter(WEIHAI))).json()
    await reporting.turn_to("2026-07-01 23:59")
    last_day = (await reporting.ask("GET", path, reporter(WEIHAI))).json()
    await reporting.turn_to("2026-07-02 00:00")
    next_day = (await reporting.ask("GET", path, reporter(WEIHAI))).json()
    rolled = await reporting.roll_up(WEIHAI, FORM_B)

    assert (granted.json()["excuse"]["until"], granted.json()["excuse"]["reason"]) == ("2026-07-01", "企业已停产")
    assert granted.json()["excuse"]["granted_by"]
    assert [(each["obligated"], each["excused"]) for each in (excused, last_day, next_day)] == [(4, 1), (4, 1), (5, 0)]
    assert EXPLOSIVES not in {each["code"] for each in last_day["missing"]}
    assert EXPLOSIVES in {each["code"] for each in next_day["missing"]}
    assert EXPLOSIVES in {each["code"] for each in rolled["missing_units"]}


async def test_an_excused_unit_that_reports_all_the_same_counts_as_everybody(reporting: ReportingSystem) -> None:
    """R3.11"""
    await relieve(reporting, HUANCUI)

    await reporting.accepted(HUANCUI, WEIHAI, FORM_B, enterprise_drill_sessions=2, enterprise_drill_attendances=20)

    rolled = await reporting.roll_up(WEIHAI, FORM_B)
    board = (await reporting.ask("GET", f"/v1/completeness/{FORM_B}/{WEIHAI}", reporter(WEIHAI))).json()
    assert rolled["subordinate"]["enterprise_drill_sessions"] == 2
    assert (rolled["excused_units"], board["obligated"], board["excused"], board["accepted"]) == ([], 5, 0, 1)


async def test_an_extension_moves_the_deadline_of_one_unit_before_it_has_begun(reporting: ReportingSystem) -> None:
    """R3.3"""
    extended = await relieve(reporting, HUANCUI, "extension", until="2026-07-05", reason="防汛应急")
    await reporting.turn_to("2026-07-05 23:59")
    in_time = await reporting.submitted(HUANCUI, FORM_B)
    late = await reporting.submitted(WENDENG, FORM_B)

    assert (extended.json()["due_on"], extended.json()["extension"]["reason"]) == ("2026-07-05", "防汛应急")
    reports = [(await reporting.read(each, reporter(WEIHAI))).json() for each in (in_time, late)]
    assert [(each["due_on"], each["is_late"]) for each in reports] == [("2026-07-05", False), ("2026-07-02", True)]


@pytest.mark.parametrize("kind", ["excuse", "extension"])
async def test_a_relief_can_be_changed_and_taken_back(reporting: ReportingSystem, kind: str) -> None:
    """R3.3, I10"""
    path = f"/v1/obligations/{FORM_B}/{HUANCUI}/{kind}"
    first = await relieve(reporting, HUANCUI, kind)
    repeated = await relieve(reporting, HUANCUI, kind)
    changed = await relieve(reporting, HUANCUI, kind, until="2026-08-15")

    ended = [await reporting.ask("DELETE", path, reporter(WEIHAI)) for _ in range(2)]

    assert first.json() == repeated.json()
    assert changed.json()[kind]["until"] == "2026-08-15"
    assert [each.status_code for each in ended] == [204, 204]
    owed = (await reporting.ask("GET", f"/v1/obligations?unit={HUANCUI}", reporter(HUANCUI))).json()["items"]
    (of_form_b,) = [each for each in owed if each["template_id"] == FORM_B]
    assert (of_form_b[kind], of_form_b["due_on"]) == (None, "2026-07-02")


async def test_relief_is_for_the_parent_to_grant(reporting: ReportingSystem) -> None:
    """I8: foreign is the same as unknown."""
    answers = [
        await relieve(reporting, HUANCUI, by=HUANCUI),
        await relieve(reporting, HUANCUI, by=SHANDONG),
        await relieve(reporting, HUANCUI, by=WENDENG),
        await relieve(reporting, "nowhere", by=WEIHAI),
        await relieve(reporting, HUANCUI, until="morgen"),
        await relieve(reporting, HUANCUI, reason=""),
        await reporting.ask("PUT", f"/v1/obligations/nothing/{HUANCUI}/excuse", reporter(WEIHAI), EXCUSE),
        await reporting.ask("DELETE", f"/v1/obligations/{FORM_B}/{HUANCUI}/excuse", reporter(WENDENG)),
        await relieve(reporting, HUANCUI, "holiday"),
        await reporting.ask("PUT", f"/v1/obligations/{FORM_B}/{SHANDONG}/excuse", tokens.organiser(), EXCUSE),
    ]

    assert [each.status_code for each in answers] == [403, 403, 404, 404, 422, 422, 404, 404, 404, 404]
