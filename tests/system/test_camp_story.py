"""The camp from the first beat to the form: learnt, certified, published, liked, selected, counted (R6.11)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pypdfium2
import zxingcpp

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.support.contest import ContestSystem
from tests.support.learning import learn, turned_clock
from tests.system.offices import appointed, done, signed_in
from tests.system.people import Person, administrator, eventually, participant

COUNTY, CITY, PROVINCE = "451002", "451000", "450000"
HOURS = 8
WORK = {
    "title": "三分钟学会高楼逃生",
    "text": "用毛巾和楼梯间的门演示。",
    "topic": "家庭逃生演练",
    "category": "escape_evacuation",
    "media": {"provider": "快手", "url": "https://films.example/escape"},
    "consent": True,
    "original": True,
}


async def test_r6_11_eight_hours_become_a_certificate_a_work_a_choice_and_the_figures_of_a_form(
    system: ContestSystem,
) -> None:
    nation = administrator(system)
    learner = participant(system, region_unit=COUNTY)
    before = _figures(system)
    async with turned_clock(system) as clock:
        early = learner.call("POST", f"/v1/camps/{CAMP_ID}/enrolments", json={"entry": "region"})
        missing = learner.call("POST", f"/v1/camps/{CAMP_ID}/certificate", json={"name": "王小安"})
        learnt = await learn(system, learner.headers["Authorization"].partition(" ")[2], clock, HOURS)

        assert early.status_code == 201
        assert (missing.status_code, missing.json()["code"]) == (409, "hours-missing")
        assert HOURS <= learnt["lesson_hours"] < HOURS + 0.1
        _certified(system, learner)
        _published_liked_and_selected(system, nation, learner)
        _on_boards_and_forms(system, nation, before)

        verified = system.run("verify")
    assert verified.returncode == 0, verified.stdout


def _certified(system: ContestSystem, learner: Person) -> None:
    """The certificate, and what a stranger's phone sees who scans it."""
    issued = done(learner.call("POST", f"/v1/camps/{CAMP_ID}/certificate", json={"name": "王小安"}), 201)
    assert done(learner.call("POST", f"/v1/camps/{CAMP_ID}/certificate", json={"name": "王小安"})) == issued
    paper = learner.call("GET", f"/v1/certificates/{issued['number']}/certificate.pdf").content
    page = pypdfium2.PdfDocument(paper)[0]
    assert {"王小安", issued["number"]} <= set(re.findall(r"王小安|XLY\d{16}", page.get_textpage().get_text_range()))

    code = zxingcpp.read_barcodes(page.render(scale=3).to_numpy())[0].text
    assert code == f"{system.url}/certificates/{issued['number']}"
    seen = httpx.get(code, headers={"Accept-Language": "zh-CN"})
    told = httpx.get(f"{system.url}/v1/certificates/{issued['number']}").json()

    assert seen.status_code == 200
    assert re.findall(r"<dd[^>]*>([^<]*)</dd>", seen.text) == [issued["number"], issued["issued_at"][:10], "有效"]
    assert "王小安" not in seen.text
    assert "default-src 'none'" in seen.headers["content-security-policy"]
    assert told == {
        "number": issued["number"],
        "kind": "camp",
        "issued_on": issued["issued_at"][:10],
        "state": "valid",
    }


def _published_liked_and_selected(system: ContestSystem, nation: Person, learner: Person) -> None:
    reviewer = signed_in(system, appointed(nation, "右江审核", COUNTY, "reviewer"))
    second = signed_in(system, appointed(nation, "百色推荐", CITY, "reviewer"))
    foreign = signed_in(system, appointed(nation, "北京审核", "110000", "reviewer"))
    work = done(learner.call("POST", f"/v1/camps/{CAMP_ID}/works", json=WORK), 201)["id"]
    done(learner.call("POST", f"/v1/works/{work}/submit"))
    assert foreign.call("POST", f"/v1/works/{work}/publish", json={}).status_code == 404

    published = done(reviewer.call("POST", f"/v1/works/{work}/publish", json={}))
    fans = [participant(system, region_unit="110101") for _ in range(3)]
    counts = [done(fan.call("PUT", f"/v1/works/{work}/like"))["likes"] for fan in (*fans, fans[0])]
    listed = done(nation.call("GET", f"/v1/camps/{CAMP_ID}/works?unit={COUNTY}"))["items"]
    own = reviewer.call("POST", f"/v1/works/{work}/select", json={"comment": "内容实用"})
    done(second.call("POST", f"/v1/works/{work}/select", json={"comment": "内容实用"}))

    assert published["state"] == "published"
    assert counts == [1, 2, 3, 3]
    assert [(each["id"], each["likes"]) for each in listed] == [(work, 3)]
    assert (own.status_code, own.json()["code"]) == (403, "own-publication")
    reviewed = done(second.call("GET", f"/v1/camps/{CAMP_ID}/submissions?unit={COUNTY}"))["items"]
    assert [(each["id"], [chosen["unit"] for chosen in each["selected_by"]]) for each in reviewed] == [(work, [CITY])]


def _on_boards_and_forms(system: ContestSystem, nation: Person, before: dict[str, float]) -> None:
    expected = {name: before[name] + 1 for name in ("learners", "certificates", "works")}
    assert eventually(lambda: _figures(system).items() >= expected.items(), within_s=20)
    assert _figures(system)["hours"] >= before["hours"] + HOURS

    today = datetime.now(UTC).date()
    campaign = {
        "id": "camp-story",
        "title": "逃生演练训练营总结",
        "owner_unit": CITY,
        "camp_id": CAMP_ID,
        "first_day": str(today - timedelta(days=5)),
        "last_day": str(today + timedelta(days=20)),
        "templates": [{"template_id": "camp_summary", "due_on": str(today + timedelta(days=10))}],
    }
    done(nation.call("POST", "/v1/campaigns", json=campaign), 201)
    lines = [{"template_id": "camp_summary", "unit": COUNTY, "parent": CITY}]
    done(nation.call("POST", "/v1/campaigns/camp-story/line-imports", json={"lines": lines}))
    reporter = signed_in(system, appointed(nation, "右江填报", COUNTY, "reporter"))
    opening = {"template_id": "camp_summary", "unit": COUNTY, "campaign_id": "camp-story"}
    shown = done(reporter.call("POST", "/v1/reports", json=opening), 201)
    names = {"camp_participants": "learners", "escape_camp_videos": "works", "camp_certificates": "certificates"}
    assert {names[name]: shown["values"][name] for name in names} == expected
    assert all(shown["prefilled"][name]["as_of"] for name in names)


def _figures(system: ContestSystem) -> dict[str, Any]:
    """Those of the county on the boards of the camp."""
    board = httpx.get(f"{system.url}/v1/camps/{CAMP_ID}/board/region?parent={CITY}&limit=200").json()
    row = next(each for each in board["items"] if each["unit"]["code"] == COUNTY)
    return {name: row[name] for name in ("learners", "hours", "certificates", "works")}
