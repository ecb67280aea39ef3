"""Forms are data (R3.1, R3.8, R3.12)."""

import json
from importlib.resources import files
from typing import Any

import pytest

from reporting_service.use_cases.campaigns.load_campaign import load_campaign, load_forms
from tests.reporting.builders import (
    CONTEST,
    FORM_A,
    FORM_B,
    HEADER,
    HUANCUI,
    SHIPBUILDING,
    WEIHAI,
    reporter,
)
from tests.reporting.reporting_system import ReportingSystem

DRILL_FORM: dict[str, Any] = {
    "id": "drill_month",
    "version": 1,
    "title_zh": "应急演练月情况统计表",
    "receiver_zh": "威海市工业和信息化局",
    "source": "测试",
    "columns_zh": ["活动项目", "活动进展情况"],
    "header": [{"id": name, "label_zh": name, "required": False} for name in HEADER],
    "sections": [
        {
            "item": 1,
            "id": "drills",
            "title_zh": "应急演练",
            "lines": ["企业组织事故应急演练（{enterprise_drill_sessions}）场，夜间演练（{night_drills}）场。"],
        }
    ],
    "repeats": [],
    "is_attachment_only": False,
    "locks_when_late": True,
}
NIGHT_DRILLS = {"id": "night_drills", "label_zh": "夜间演练", "unit": "场", "measure": "count", "rollup": "sum"}


async def test_both_official_forms_hold_all_33_indicators_in_their_printed_wording(reporting: ReportingSystem) -> None:
    """R3.1"""
    a = (await reporting.client.get(f"/v1/templates/{FORM_A}")).json()
    b = (await reporting.client.get(f"/v1/templates/{FORM_B}")).json()

    assert set(a["schema"]["properties"]) == set(b["schema"]["properties"])
    assert len(a["schema"]["properties"]) == 33
    assert a["title"] == "威海市“安全生产月”活动进展情况统计表"
    assert a["sections"][0]["lines"][0] == "开展宣讲活动（{lecture_sessions}）场，参与（{lecture_attendances}）人次；"
    assert b["sections"][0]["lines"][0].startswith("组织开展宣讲活动")
    assert [each["item"] for each in a["sections"]] == [1, 2, 3, 4, 5, 6, 7]
    assert a["sections"][6]["note"] == "（本项可根据实际，自行添加）"


async def test_a_list_of_forms_is_public_and_an_unknown_form_is_none(reporting: ReportingSystem) -> None:
    listed = await reporting.client.get("/v1/templates")
    unchanged = await reporting.client.get("/v1/templates", headers={"If-None-Match": listed.headers["etag"]})
    unknown = await reporting.client.get("/v1/templates/nothing")

    assert {each["id"] for each in listed.json()["items"]} == {FORM_A, FORM_B, "camp_summary", "plan", "summary"}
    assert [unchanged.status_code, unknown.status_code] == [304, 404]


async def test_a_further_form_needs_data_only(reporting: ReportingSystem) -> None:
    """R3.12, R3.8"""
    catalogue = json.loads((files("reporting_service") / "data" / "indicators.json").read_text(encoding="utf-8"))
    campaign = {
        "id": "drill-month",
        "title_zh": "应急演练月",
        "contest_id": CONTEST,
        "units": [],
        "templates": [
            {
                "id": "drill_month",
                "due": {"from": "first_day", "days": 25},
                "lines": [{"unit": HUANCUI, "parent": WEIHAI}],
            }
        ],
    }

    async with reporting.owner.begin() as transaction:
        await load_forms(transaction, {"indicators": [*catalogue["indicators"], NIGHT_DRILLS]}, [DRILL_FORM])
        await load_campaign(transaction, campaign)

    opened = await reporting.open(HUANCUI, "drill_month")
    content = {"values": {"enterprise_drill_sessions": 4, "night_drills": 1}, "header": HEADER}
    saved = await reporting.save(opened, reporter(HUANCUI), content)
    report_id = opened.json()["id"]
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    await reporting.act(report_id, "accept", reporter(WEIHAI))
    rolled = await reporting.roll_up(WEIHAI, "drill_month")
    printed = await reporting.ask("GET", f"/v1/reports/{report_id}/print.pdf", reporter(HUANCUI))
    sheet = await reporting.ask("GET", f"/v1/reports/{report_id}/sheet.xlsx", reporter(HUANCUI))
    assert saved.json()["due_on"] == "2026-06-26"
    assert rolled["total"] == {"enterprise_drill_sessions": 4, "night_drills": 1}
    assert [printed.status_code, sheet.status_code] == [200, 200]


async def test_a_form_that_locks_takes_no_late_report(reporting: ReportingSystem) -> None:
    """R3.3"""
    await test_a_further_form_needs_data_only(reporting)
    report_id = (await reporting.open(HUANCUI, "drill_month")).json()["id"]
    amended = await reporting.act(report_id, "amend", reporter(HUANCUI), {"reason": "补报"})
    await reporting.turn_to("2026-06-27 00:01")

    reply = await reporting.act(amended.json()["id"], "submit", reporter(HUANCUI))

    assert (reply.status_code, reply.json()["code"]) == (409, "reporting-closed")


async def test_a_template_that_prints_an_unknown_place_is_not_loaded(reporting: ReportingSystem) -> None:
    faulty = DRILL_FORM | {"id": "faulty", "version": 2}

    with pytest.raises(ValueError, match="night_drills"):
        async with reporting.owner.begin() as transaction:
            await load_forms(transaction, {"indicators": []}, [faulty])


async def test_lines_that_run_in_a_circle_are_not_loaded(reporting: ReportingSystem) -> None:
    lines = [{"unit": HUANCUI, "parent": WEIHAI}, {"unit": WEIHAI, "parent": HUANCUI}]
    use = {"id": FORM_A, "due": {"from": "last_day", "days": 0}, "lines": lines}
    campaign = {"id": "circle", "title_zh": "圈", "contest_id": CONTEST, "units": [], "templates": [use]}

    with pytest.raises(ValueError, match="circle"):
        async with reporting.owner.begin() as transaction:
            await load_campaign(transaction, campaign)


async def test_the_camp_summary_offers_its_videos_to_the_forms(reporting: ReportingSystem) -> None:
    """R3.12, R3.8"""
    camp = await reporting.open(HUANCUI, "camp_summary")
    content = {"values": {"camp_participants": 40, "escape_camp_videos": 6, "camp_certificates": 38}}
    await reporting.save(camp, reporter(HUANCUI), content)

    form_a = await reporting.open(HUANCUI)

    assert set(camp.json()["values"]) == {"camp_participants", "escape_camp_videos", "camp_certificates"}
    assert form_a.json()["values"]["escape_camp_videos"] is None
    assert set(form_a.json()["offered"]) == {"escape_camp_videos"}
    assert form_a.json()["offered"]["escape_camp_videos"]["value"] == 6


async def test_a_unit_without_accounts_is_filled_by_the_unit_it_reports_to(reporting: ReportingSystem) -> None:
    """R3.2: sections and enterprises that the directory does not have."""
    rongcheng = reporter("371082")
    report_id = await reporting.submitted(SHIPBUILDING, caller=rongcheng)

    accepted = await reporting.act(report_id, "accept", rongcheng)
    rolled = await reporting.roll_up("371082")

    assert accepted.status_code == 200
    assert [each["unit"] for each in rolled["children"]] == [SHIPBUILDING]
