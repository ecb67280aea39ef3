"""A province, an enterprise and an industry line run their own month over HTTP alone (R6.4, R3.1 to R3.12)."""

import io
import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from tests.support.contest import ContestSystem
from tests.system.offices import Form, Office, appointed, done, signed_in
from tests.system.people import Person, administrator, eventually, participant

PROVINCE, ENTERPRISE, BUREAU = "330000", "CE-063", "ZJ-JXT"
FORM_A, FORM_B, OWN = "weihai_2023_annex1", "shandong_explosives_2023_annex2", "ce063_site_safety"
CITIES = {"330100": ("330102", "330106"), "330200": ("330203",), "330300": ()}
PLAYERS = {"330102": 2, "330106": 1, "330100": 1, "330203": 2}
"""Participants by the unit that they chose."""
MINES = 15
"""Sites below three companies of the enterprise."""
TODAY = datetime.now(UTC).date()
DAYS = {"first_day": str(TODAY - timedelta(days=5)), "last_day": str(TODAY + timedelta(days=20))}
SEALS = {PROVINCE: "浙江省应急管理厅"}
DUE = str(TODAY + timedelta(days=10))


class Deployment:
    """One command makes the first account; everything after it goes over HTTP."""

    def __init__(self, system: ContestSystem) -> None:
        self.system = system
        self.nation = administrator(system)

    def account(self, by: Person, unit: str, *roles: str, kind: str = "client") -> Person:
        """One account with all of these roles."""
        appointment = appointed(by, f"{unit} 经办", unit, roles[0], kind)
        for role in roles[1:]:
            done(by.call("POST", f"/v1/organisers/{appointment['id']}/grants", json={"unit": unit, "role": role}), 201)
        return signed_in(self.system, appointment)


@pytest.fixture(scope="module")
def deployment(system: ContestSystem) -> Deployment:
    return Deployment(system)


def test_a_province_counts_its_contest_in_the_official_form(deployment: Deployment) -> None:
    """R3.2 R3.7 R6.4: form A, with counties that nobody signs in for."""
    head = deployment.account(deployment.nation, PROVINCE, "administrator", "reporter", kind="person")
    contest = own_contest(head, "zj-2026", ["region"], [PROVINCE])
    campaign(head, "zj-month", PROVINCE, FORM_A, contest)
    top = Office(PROVINCE, "浙江省", head)
    for city, counties in CITIES.items():
        reporter = deployment.account(head, city, "reporter", kind="person")
        below = [Office(county, unit_name(head, county)) for county in counties]
        top.children.append(Office(city, unit_name(head, city), reporter, below))
    lines = [
        {"template_id": FORM_A, "unit": each.code, "parent": parent.code, "seal_name": f"{each.name}应急管理局"}
        for parent in top.all
        for each in parent.children
    ]
    imported = done(head.call("POST", "/v1/campaigns/zj-month/line-imports", json={"lines": lines}))
    assert sorted(imported["changed"][FORM_A]) == sorted(each["unit"] for each in lines)
    form = Form("zj-month", template(head, FORM_A), top, play(deployment.system, contest, top))
    wait_for_totals(form)

    live_through(form)

    assert "填报单位（盖章）：浙江省应急管理厅" in text_of(
        head.call("GET", f"/v1/reports/{top.report['id']}/print.pdf").content
    )
    county = done(head.call("GET", f"/v1/reports/{top.children[0].children[0].report['id']}"))
    assert county["on_behalf_of"]["code"] == "330102"
    assert county["seal_name"] == f"{top.children[0].children[0].name}应急管理局"
    verified = deployment.system.run("verify")
    assert verified.returncode == 0, verified.stdout


def test_an_industry_line_of_bureaus_and_firms_sums_what_was_typed(deployment: Deployment) -> None:
    """R3.2 R6.4 R6.6: form B, with units and lines from sheets in Chinese."""
    province = deployment.account(deployment.nation, PROVINCE, "administrator")
    bureaus = {f"{BUREAU}-{city}": f"{name}经济和信息化局" for city, name in zip("HNWJ", "杭宁温嘉", strict=True)}
    firms = {
        f"{bureau}-{number}": (f"{name[0]}州第{number}民爆公司", bureau)
        for bureau, name in bureaus.items()
        for number in (1, 2, 3, 4)
    }
    rows = [(BUREAU, "浙江省经济和信息化厅", PROVINCE, "组织"), (f"{BUREAU}-Y", "省民爆研究院", BUREAU, "")]
    rows += [(code, name, BUREAU, "") for code, name in bureaus.items()]
    rows += [(code, name, bureau, "") for code, (name, bureau) in firms.items()]
    units = "单位代码,单位名称,上级单位代码,单位类别\n" + "\n".join(",".join(row) for row in rows)
    imported = done(province.call("POST", "/v1/units/imports", files={"file": ("单位.csv", units.encode("gb18030"))}))
    assert len(imported["added"]) == len(rows)
    head = deployment.account(province, BUREAU, "administrator", "reporter", kind="person")
    campaign(head, "zj-explosives", BUREAU, FORM_B)
    top = Office(BUREAU, "浙江省经济和信息化厅", head)
    for code, name in bureaus.items():
        below = [Office(each, firm) for each, (firm, bureau) in firms.items() if bureau == code]
        reporter = deployment.account(head, code, "administrator", "reporter")
        for firm in below:
            firm.reporter = deployment.account(reporter, firm.code, "reporter")
        top.children.append(Office(code, name, reporter, below))
    top.children.append(Office(f"{BUREAU}-Y", "省民爆研究院", deployment.account(head, f"{BUREAU}-Y", "reporter")))
    lines = "报表编号,单位代码,上级单位代码,填报单位（盖章）,提前天数\n" + "\n".join(
        f"{FORM_B},{each.code},{parent.code},{each.name}（章）,{2 if each.children else 4}"
        for parent in top.all
        for each in parent.children
    )
    sheet = {"file": ("报送关系.csv", lines.encode())}
    tried = done(head.call("POST", "/v1/campaigns/zj-explosives/line-imports?dry_run=true", files=sheet))
    imported = done(head.call("POST", "/v1/campaigns/zj-explosives/line-imports", files=sheet))
    assert tried["changed"] == imported["changed"]
    assert len(imported["changed"][FORM_B]) == len(rows) - 1

    live_through(Form("zj-explosives", template(head, FORM_B), top))

    again = head.call("GET", "/v1/campaigns/zj-explosives/lines?format=xlsx").content
    same = head.call("POST", "/v1/campaigns/zj-explosives/line-imports", content=again)
    assert done(same)["changed"] == {FORM_B: []}
    verified = deployment.system.run("verify")
    assert verified.returncode == 0, verified.stdout


def test_an_enterprise_runs_a_form_of_its_own(deployment: Deployment) -> None:
    """R3.12 R6.4: drafted, tried on paper, published, and owed by its companies and their sites."""
    head = deployment.account(deployment.nation, ENTERPRISE, "administrator", "reporter", kind="person")
    companies = [f"{ENTERPRISE}-{letter}" for letter in "ABC"]
    sites = {f"{companies[number % 3]}-{number}": companies[number % 3] for number in range(MINES)}
    rows = [{"code": each, "name": f"第{place}矿业公司", "parent": ENTERPRISE} for place, each in enumerate(companies)]
    rows += [{"code": code, "name": f"{code}矿", "parent": company} for code, company in sites.items()]
    assert len(done(head.call("POST", "/v1/units/imports", json=rows))["added"]) == len(companies) + MINES
    drafted = done(head.call("POST", "/v1/templates", json=OWN_FORM), 201)
    assert (drafted["version"], drafted["state"]) == (1, "draft")
    preview = text_of(head.call("GET", f"/v1/templates/{OWN}/preview.pdf").content)
    assert "矿长：" in preview
    assert "开展（）次，参与（）人次；" in preview
    assert done(head.call("POST", f"/v1/templates/{OWN}/versions/1/publish", json={}))["state"] == "published"
    campaign(head, "ce063-month", ENTERPRISE, OWN)
    top = Office(ENTERPRISE, unit_name(head, ENTERPRISE), head)
    for row in rows[:3]:
        reporter = deployment.account(head, row["code"], "reporter")
        below = [Office(code, f"{code}矿") for code, company in sites.items() if company == row["code"]]
        top.children.append(Office(row["code"], row["name"], reporter, below))
    for parent in top.all:
        for each in parent.children:
            path = f"/v1/campaigns/ce063-month/lines/{OWN}/{each.code}"
            done(head.call("PUT", path, json={"parent": parent.code}))

    live_through(Form("ce063-month", template(head, OWN), top))

    verified = deployment.system.run("verify")
    assert verified.returncode == 0, verified.stdout


OWN_FORM: dict[str, Any] = {
    "owner_unit": ENTERPRISE,
    "indicators": [
        {"id": "night_patrols", "label_zh": "夜班巡查", "unit": "次"},
        {"id": "patrol_attendances", "label_zh": "夜班巡查", "unit": "人次", "measure": "attendance"},
    ],
    "header_fields": [{"id": "mine_manager", "label_zh": "矿长"}],
    "id": OWN,
    "title_zh": "矿山“安全生产月”夜班巡查统计表",
    "header": ["reporting_unit", "contact_name", "contact_phone", "report_date", "mine_manager"],
    "sections": [
        {
            "item": 1,
            "id": "patrols",
            "title_zh": "夜班巡查",
            "lines": [
                "开展（{night_patrols}）次，参与（{patrol_attendances}）人次；",
                "企业组织事故应急演练（{enterprise_drill_sessions}）场。",
            ],
        }
    ],
}


def own_contest(by: Person, contest_id: str, entries: list[str], units: list[str]) -> str:
    now = datetime.now(UTC)
    body = {
        "id": contest_id,
        "title": "浙江省安全知识竞赛",
        "opens_at": (now - timedelta(days=3)).isoformat(),
        "closes_at": (now + timedelta(days=20)).isoformat(),
        "time_zone": "Asia/Shanghai",
        "rules": {
            "questions_per_session": 5,
            "points_per_question": 1,
            "time_limit_seconds": 150,
            "sessions_per_day": 1,
        },
        "entries": entries,
        "bank_id": "safety-month",
        "eligible_units": units,
    }
    return str(done(by.call("POST", "/v1/contests", json=body), 201)["id"])


def campaign(by: Person, campaign_id: str, owner: str, form: str, contest: str | None = None) -> None:
    body = {"id": campaign_id, "title": "安全生产月统计", "owner_unit": owner, "contest_id": contest, **DAYS}
    body["seal_name"] = SEALS.get(owner)
    done(by.call("POST", "/v1/campaigns", json={**body, "templates": [{"template_id": form, "due_on": DUE}]}), 201)


def template(by: Person, form: str) -> dict[str, Any]:
    return done(by.call("GET", f"/v1/templates/{form}"))


def unit_name(by: Person, code: str) -> str:
    return str(done(by.call("GET", f"/v1/units/{code}"))["name"])


def play(system: ContestSystem, contest: str, top: Office) -> dict[str, tuple[int, int]]:
    """Everybody of `PLAYERS` plays once; participants and sessions of each node."""
    for unit, number in PLAYERS.items():
        for _ in range(number):
            person = participant(system, region_unit=unit)
            assert person.hand_in(person.start(contest).json()["id"]).status_code == 200
    counted = {node.code: sum(PLAYERS.get(each.code, 0) for each in node.all) for node in top.all}
    return {code: (number, number) for code, number in counted.items()}


def wait_for_totals(form: Form) -> None:
    """Until the draft of every unit holds what was played: the totals of each come as events of their own."""
    fillers = {form.top.code: by_of(form.top)}
    for parent in form.top.all:
        fillers |= {child.code: by_of(child, parent) for child in parent.children}

    def has_come(unit: str) -> bool:
        body = {"template_id": form.id, "unit": unit, "campaign_id": form.campaign}
        values = fillers[unit].call("POST", "/v1/reports", json=body).json()["values"]
        return tuple(values[name] for name in form.contest_lines) == form.counted[unit]

    for unit in form.counted:
        assert eventually(lambda unit=unit: has_come(unit), within_s=20), unit


def by_of(office: Office, parent: Office | None = None) -> Person:
    """Who fills in for a unit: its own reporter, or the parent's."""
    found = office.reporter or (parent.reporter if parent else None)
    assert found is not None
    return found


def live_through(form: Form) -> None:
    """From the bottom up: fill in, return one, correct it, accept all in one call; every sum is reckoned anew."""
    form.invent(random.Random(form.campaign))
    fill_below(form, form.top)
    form.fill(form.top, by_of(form.top))
    check_sums(form, form.top)
    check_paper(form, form.top, by_of(form.top))


def fill_below(form: Form, parent: Office) -> None:
    """The reports of everybody below a unit, until all of them are accepted."""
    for child in parent.children:
        fill_below(form, child)
        form.fill(child, by_of(child, parent))
    if not parent.children:
        return
    return_and_correct(form, parent.children[0], parent)
    decider = by_of(parent)
    waiting = decider.call("GET", f"/v1/inbox?campaign={form.campaign}").json()["items"]
    to_accept = {each["report_id"]: each["version"] for each in waiting if each["kind"] == "to_accept"}
    assert to_accept.keys() == {child.report["id"] for child in parent.children}
    reports = [{"id": report, "version": version} for report, version in to_accept.items()]
    verdicts = done(decider.call("POST", "/v1/reports/acceptances", json={"reports": reports}))["items"]
    assert {each["verdict"] for each in verdicts} == {"accepted"}, verdicts
    board = done(decider.call("GET", f"/v1/completeness/{form.id}/{parent.code}?campaign={form.campaign}"))
    assert (board["accepted"], board["missing"]) == (board["obligated"], [])
    check_sums(form, parent)


def return_and_correct(form: Form, child: Office, parent: Office) -> None:
    """The first cell was wrong by ten."""
    name = next(iter(child.own))
    reasons = [{"indicator": name, "code": "wrong-figure", "comment": "与台账不符，请核对"}]
    path = f"/v1/reports/{child.report['id']}"
    done(by_of(parent).call("POST", f"{path}/return", json={"reasons": reasons}))
    child.own[name] = (child.own[name] or 0) + 10
    form.fill(child, by_of(child, parent))
    history = done(by_of(child, parent).call("GET", f"{path}/versions"))["history"]
    assert [each["action"] for each in history if each["action"] in ("submit", "return")] == [
        "submit",
        "return",
        "submit",
    ]


def check_sums(form: Form, office: Office) -> None:
    rolled = form.roll_up(office, by_of(office))
    below = [form.reckoned(child) for child in office.children]
    for name in form.summed:
        known = [value for total in below if (value := total[name]) is not None]
        assert rolled["subordinate"][name] == (sum(known) if known else None), name
    assert sorted(rolled["other_activities"], key=str) == sorted(office.activities_below(), key=str)
    assert [each["code"] for each in rolled["missing_units"]] == []
    if office.report:
        assert rolled["total"] == form.reckoned(office)
        assert not rolled["is_stale"]


def check_paper(form: Form, office: Office, by: Person) -> None:
    """The print says what was reckoned, sentence by sentence, and so do the sheets."""
    path = f"/v1/reports/{office.report['id']}"
    text, at = text_of(by.call("GET", f"{path}/print.pdf").content), 0
    for sentence in form.printed(office):
        assert sentence in text[at:], sentence
        at = text.index(sentence, at)
    total = form.reckoned(office)
    rows = rows_of(by.call("GET", f"{path}/sheet.xlsx").content)
    shown = {row[0]: row[6] for row in rows if row[0] in total}
    assert shown == {name: "" if value is None else float(value) for name, value in total.items()}
    children = rows_of(
        by.call("GET", f"/v1/rollups/{form.id}/{office.code}/sheet.xlsx?campaign={form.campaign}").content
    )
    names = {each["id"]: f"{each['label_zh']}（{each['unit']}）" for each in form.template["indicators"]}
    head = next(row for row in children if names[next(iter(total))] in row)
    for child in office.children:
        row = next(row for row in children if child.code in row)
        cells = {name: row[head.index(label)] for name, label in names.items()}
        expected = form.reckoned(child)
        assert cells == {name: "" if value is None else float(value) for name, value in expected.items()}


def rows_of(book: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()


def text_of(pdf: bytes) -> str:
    """Without spaces and breaks, and without what each page repeats."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"第\d+页共\d+页(活动项目活动进展情况)?", "", re.sub(r"[\s\ufffe\u2060]", "", text))
