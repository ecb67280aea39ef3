"""The whole way of a form, over HTTP."""

from tests.reporting.builders import FORM_A, FORM_B, HUANCUI, SHANDONG, WEIHAI, WENDENG, body, reporter, total
from tests.reporting.reporting_system import ReportingSystem


async def test_a_district_fills_form_a_and_the_city_gets_it(reporting: ReportingSystem) -> None:
    """R3.1, R3.2, R3.4, R3.7, R3.9"""
    await reporting.keep(total(HUANCUI, 120, 300), total(WEIHAI, 500, 900))
    district, city = reporter(HUANCUI), reporter(WEIHAI)

    opened = await reporting.open(HUANCUI)
    draft = opened.json()
    assert opened.status_code == 201
    assert (draft["state"], draft["version"], draft["due_on"], draft["is_late"]) == ("draft", 1, "2026-06-30", False)
    assert draft["values"]["online_quiz_participants"] == 120
    assert draft["prefilled"]["online_quiz_attempts"] == {"value": 300, "as_of": "2026-06-20T08:00:00.000+08:00"}
    assert len(draft["values"]) == 33

    saved = await reporting.save(opened, district, body(exposed_major_hazards=4))
    assert saved.status_code == 200, saved.text
    report_id = draft["id"]
    submitted = await reporting.act(report_id, "submit", district)
    assert submitted.json()["state"] == "submitted"

    reasons = [{"indicator": "lecture_attendances", "code": "doubtful", "comment": "请核对参与人次"}]
    returned = await reporting.act(report_id, "return", city, {"reasons": reasons})
    assert returned.json()["returned"] == reasons
    mended = await reporting.save(await reporting.read(report_id, district), district, body(lecture_attendances=100))
    assert mended.status_code == 200, mended.text
    again = await reporting.act(report_id, "submit", district)
    assert (again.json()["version"], again.json()["returned"]) == (2, [])
    accepted = await reporting.act(report_id, "accept", city)
    assert accepted.json()["state"] == "accepted"

    rolled = await reporting.roll_up(WEIHAI)
    assert rolled["subordinate"]["lecture_attendances"] == 100
    assert rolled["total"]["lecture_attendances"] == 100
    assert rolled["total"]["exposed_major_hazards"] == 4
    assert rolled["total"]["online_quiz_participants"] == 500
    assert rolled["own"]["lecture_sessions"] is None
    assert [(child["unit"], child["version"]) for child in rolled["children"]] == [(HUANCUI, 2)]
    assert {"code": WENDENG, "name": "文登区"} in rolled["missing_units"]
    assert not rolled["is_stale"]


async def test_the_province_gets_form_b_with_county_and_enterprise_data(reporting: ReportingSystem) -> None:
    """R3.2, R3.3, R3.8"""
    await reporting.accepted(HUANCUI, WEIHAI, FORM_B, enterprise_drill_sessions=5, enterprise_drill_attendances=50)
    filled_for_a = await reporting.open(HUANCUI, FORM_A)
    city_report = await reporting.submitted(WEIHAI, FORM_B, enterprise_drill_sessions=1, enterprise_drill_attendances=9)

    await reporting.permit(city_report, SHANDONG)
    accepted = await reporting.act(city_report, "accept", reporter(SHANDONG))
    rolled = await reporting.roll_up(SHANDONG, FORM_B)

    assert accepted.status_code == 200
    assert accepted.json()["due_on"] == "2026-07-02"
    assert rolled["total"]["enterprise_drill_sessions"] == 6
    assert rolled["missing_units"] == []
    assert filled_for_a.json()["values"]["enterprise_drill_sessions"] == 5


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
