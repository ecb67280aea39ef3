"""Campaigns, reporting lines and forms are data of their owners (R3.2, R3.12, R6.4)."""

import io
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from reporting_service.domain.access import reach_of
from reporting_service.queries.below import read_below
from reporting_service.use_cases.paper.print_report import print_report
from reporting_service.use_cases.steps.read_report import read_report
from tests.reporting.builders import CONTEST, FORM_A, HEADER, HUANCUI, SHANDONG, WEIHAI, WENDENG, body, reporter, total
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens

CITY = tokens.organiser("administrator", WEIHAI)
MONTH = {
    "id": "weihai-drills",
    "title": "威海市应急演练月",
    "owner_unit": WEIHAI,
    "first_day": "2026-06-01",
    "last_day": "2026-06-30",
    "templates": [{"template_id": FORM_A, "due_on": "2026-06-28"}],
}
FORM = {
    "owner_unit": WEIHAI,
    "indicators": [{"id": "night_drills", "label_zh": "夜间演练", "unit": "场", "type": "integer", "minimum": 0}],
    "templates": [
        {
            "id": "weihai_drills",
            "title_zh": "威海市应急演练月统计表",
            "sections": [
                {
                    "item": 1,
                    "id": "drills",
                    "title_zh": "应急演练",
                    "lines": ["夜间演练（{night_drills}）场，企业演练（{enterprise_drill_sessions}）场。"],
                }
            ],
        }
    ],
}


async def post(reporting: ReportingSystem, path: str, content: Any, caller: Any = CITY) -> httpx.Response:
    return await reporting.ask("POST", path, caller, content)


async def put_line(
    reporting: ReportingSystem, unit: str, parent: str, form: str = FORM_A, **more: Any
) -> httpx.Response:
    path = f"/v1/campaigns/{MONTH['id']}/lines/{form}/{unit}"
    return await reporting.ask("PUT", path, CITY, {"parent": parent, **more})


async def test_an_owner_sets_up_its_own_month_over_http(reporting: ReportingSystem) -> None:
    """R6.4, R3.2"""
    made = await post(reporting, "/v1/campaigns", MONTH)
    again = await post(reporting, "/v1/campaigns", MONTH)
    line = await put_line(reporting, HUANCUI, WEIHAI, seal_name="威海市环翠区应急管理局", days_earlier=3)
    content = {"template_id": FORM_A, "unit": HUANCUI, "campaign_id": MONTH["id"]}
    opened = await post(reporting, "/v1/reports", content, reporter(HUANCUI))
    listed = await reporting.ask("GET", "/v1/campaigns", reporter(HUANCUI))

    assert (made.status_code, made.json()) == (201, {**MONTH, "contest_id": None, "camp_id": None, "seal_name": None})
    assert (again.status_code, again.json()["code"]) == (409, "campaign-exists")
    assert (line.status_code, line.json()["seal_name"]) == (200, "威海市环翠区应急管理局")
    assert (opened.status_code, opened.json()["campaign_id"], opened.json()["due_on"]) == (
        201,
        MONTH["id"],
        "2026-06-25",
    )
    assert opened.json()["prefilled"] == {}
    assert [each["id"] for each in listed.json()["items"]] == [MONTH["id"], CONTEST]


async def test_which_campaign_is_asked_only_where_several_fit(reporting: ReportingSystem) -> None:
    """R6.4"""
    await post(reporting, "/v1/campaigns", MONTH)
    await put_line(reporting, HUANCUI, WEIHAI)

    unnamed = await post(reporting, "/v1/reports", {"template_id": FORM_A, "unit": HUANCUI}, reporter(HUANCUI))
    single = await post(reporting, "/v1/reports", {"template_id": FORM_A, "unit": WENDENG}, reporter(WENDENG))
    path = f"/v1/rollups/{FORM_A}/{WEIHAI}"
    rolled = [await reporting.ask("GET", path + query, reporter(WEIHAI)) for query in ("", f"?campaign={MONTH['id']}")]
    board = await reporting.ask("GET", f"/v1/completeness/{FORM_A}/{WEIHAI}?campaign={MONTH['id']}", reporter(WEIHAI))
    owed = await reporting.ask("GET", f"/v1/obligations?unit={HUANCUI}&campaign={MONTH['id']}", reporter(HUANCUI))

    assert (unnamed.status_code, unnamed.json()["code"]) == (409, "which-campaign")
    assert [each["id"] for each in unnamed.json()["campaigns"]] == [MONTH["id"], CONTEST]
    assert (single.status_code, single.json()["campaign_id"]) == (201, CONTEST)
    assert [each.status_code for each in rolled] == [409, 200]
    assert rolled[1].json()["campaign_id"] == board.json()["campaign_id"] == MONTH["id"]
    assert [(each["campaign_id"], each["template_id"]) for each in owed.json()["items"]] == [(MONTH["id"], FORM_A)]


async def test_a_line_that_changes_or_ends_keeps_its_history(reporting: ReportingSystem) -> None:
    """R3.2"""
    await post(reporting, "/v1/campaigns", MONTH)
    await put_line(reporting, HUANCUI, WEIHAI)
    await put_line(reporting, HUANCUI, WENDENG)
    path = f"/v1/campaigns/{MONTH['id']}/lines/{FORM_A}/{HUANCUI}"

    ended = [await reporting.ask("DELETE", path, CITY) for _ in range(2)]

    lines = f"/v1/campaigns/{MONTH['id']}/lines?template_id={FORM_A}"
    in_force = await reporting.ask("GET", lines, CITY)
    kept = await reporting.ask("GET", f"{lines}&history=true", CITY)
    assert [each.status_code for each in ended] == [204, 404]
    assert in_force.json()["items"] == []
    assert sorted(each["parent"]["code"] for each in kept.json()["items"]) == [WEIHAI, WENDENG]
    assert all(each["valid_to"] for each in kept.json()["items"])


async def test_the_sheet_of_lines_imports_again_and_a_faulty_one_changes_nothing(reporting: ReportingSystem) -> None:
    """R6.4, R6.6"""
    await post(reporting, "/v1/campaigns", MONTH)
    await put_line(reporting, HUANCUI, WEIHAI, seal_name="环翠区工信局", days_earlier=2)
    lines, imports = (f"/v1/campaigns/{MONTH['id']}/{each}" for each in ("lines", "line-imports"))
    before = (await reporting.ask("GET", lines, CITY)).json()
    sheet = (await reporting.ask("GET", f"{lines}?format=xlsx", CITY)).content

    async def bring_in(content: bytes, query: str = "") -> httpx.Response:
        return await reporting.client.post(imports + query, content=content, headers=tokens.headers(CITY))

    same = await bring_in(sheet)
    csv = f"报表编号,单位代码,上级单位代码,提前天数\n{FORM_A},{WENDENG},{WEIHAI},1\n"
    dry = await bring_in(csv.encode("gb18030"), "?dry_run=true")
    faulty = await bring_in(f"{csv}{FORM_A},ZZ-1,{WEIHAI},0\nnothing,371082,{WEIHAI},-1\n".encode())
    unchanged = (await reporting.ask("GET", lines, CITY)).json()
    done = await bring_in(csv.encode())

    assert same.json() == {"is_dry_run": False, "rows": 1, "changed": {FORM_A: []}}
    assert dry.json()["changed"] == done.json()["changed"] == {FORM_A: [WENDENG]}
    assert faulty.status_code == 422
    assert [each["pointer"] for each in faulty.json()["errors"]] == ["/rows/4/days_earlier"]
    assert unchanged == before
    assert len((await reporting.ask("GET", lines, CITY)).json()["items"]) == 2


async def test_cells_of_a_sheet_of_lines_that_hold_no_text_are_named(reporting: ReportingSystem) -> None:
    """R6.4, R6.6: a spreadsheet makes a date of 1-1, a percentage of 50% and a truth value of TRUE."""
    await post(reporting, "/v1/campaigns", MONTH)
    await put_line(reporting, HUANCUI, WEIHAI)
    path = f"/v1/campaigns/{MONTH['id']}/lines"
    book = openpyxl.load_workbook(io.BytesIO((await reporting.ask("GET", f"{path}?format=xlsx", CITY)).content))
    typed = {"B2": (date(2026, 1, 1), "m-d"), "F2": (True, "General"), "G2": (0.5, "0%")}
    for place, (value, shape) in typed.items():
        book.active[place] = value
        book.active[place].number_format = shape
    written = io.BytesIO()
    book.save(written)

    imports = f"/v1/campaigns/{MONTH['id']}/line-imports"
    reply = await reporting.client.post(imports, content=written.getvalue(), headers=tokens.headers(CITY))

    assert [(each["pointer"], each["code"]) for each in reply.json()["errors"]] == [
        ("/rows/2/unit", "cell-is-date"),
        ("/rows/2/seal_name", "cell-is-boolean"),
        ("/rows/2/days_earlier", "cell-is-percentage"),
    ], reply.text
    assert reply.json()["errors"][0]["detail"] == "B2 单元格是日期，请设为文本格式后重新填写。"


async def test_every_fault_of_imported_lines_is_named_at_once(reporting: ReportingSystem) -> None:
    """R6.4"""
    await post(reporting, "/v1/campaigns", MONTH)
    line = {"template_id": FORM_A, "unit": HUANCUI, "parent": WEIHAI}
    wanted = [line, {**line, "parent": "110000"}, {**line, "template_id": "nothing", "unit": "ZZ-1"}]
    path = f"/v1/campaigns/{MONTH['id']}/line-imports"

    faulty = await post(reporting, path, {"lines": wanted})
    circle = await post(reporting, path, {"lines": [line, {**line, "unit": WEIHAI, "parent": HUANCUI}]})

    assert [(each["pointer"], each["code"]) for each in faulty.json()["errors"]] == [
        ("/lines/1/unit", "named-twice"),
        ("/lines/1/parent", "unknown-unit"),
        ("/lines/2/template_id", "unknown-template"),
        ("/lines/2/unit", "unknown-unit"),
    ]
    assert {each["code"] for each in circle.json()["errors"]} == {"circle"}
    assert (await reporting.ask("GET", f"/v1/campaigns/{MONTH['id']}/lines", CITY)).json()["items"] == []


async def test_lines_come_as_a_bare_list_too_and_their_faults_are_named_in_it(reporting: ReportingSystem) -> None:
    """R6.4"""
    await post(reporting, "/v1/campaigns", MONTH)
    line = {"template_id": FORM_A, "unit": HUANCUI, "parent": WEIHAI, "seal_name": "环翠区工信局"}
    path = f"/v1/campaigns/{MONTH['id']}/line-imports"

    shapeless = await post(reporting, path, [line, {**line, "days_earlier": -1}])
    unknown = await post(reporting, path, [line, {**line, "unit": "ZZ-1"}])
    broken = await reporting.client.post(
        path, content=b"[1", headers=tokens.headers(CITY) | {"Content-Type": "application/json"}
    )
    taken = await post(reporting, path, [line])

    assert [each["pointer"] for each in shapeless.json()["errors"]] == ["/1/days_earlier"]
    assert [each["pointer"] for each in unknown.json()["errors"]] == ["/1/unit"]
    assert (broken.status_code, broken.json()["errors"][0]["code"]) == (422, "json-invalid")
    assert taken.json() == {"is_dry_run": False, "rows": 1, "changed": {FORM_A: [HUANCUI]}}


async def test_campaigns_are_written_by_administrators_of_their_owner(reporting: ReportingSystem) -> None:
    """I8, R6.4"""
    refused = [
        await post(reporting, "/v1/campaigns", MONTH, caller)
        for caller in (reporter(WEIHAI), tokens.organiser("administrator", HUANCUI))
    ]
    await post(reporting, "/v1/campaigns", MONTH, tokens.organiser("administrator", SHANDONG))
    await put_line(reporting, HUANCUI, WEIHAI)
    path = f"/v1/campaigns/{MONTH['id']}"
    by_others = [
        await reporting.ask("PUT", path, caller, {**MONTH, "title": "另一个"})
        for caller in (reporter(HUANCUI), tokens.organiser("administrator", WENDENG))
    ]
    changed = await reporting.ask("PUT", path, CITY, {**MONTH, "title": "另一个"})
    moved = await reporting.ask("PUT", path, CITY, {**MONTH, "owner_unit": SHANDONG})

    assert [each.status_code for each in refused] == [403, 403]
    assert [each.status_code for each in by_others] == [403, 404]
    assert (changed.status_code, changed.json()["title"]) == (200, "另一个")
    assert moved.json()["errors"][0]["pointer"] == "/owner_unit"


async def test_a_form_in_use_stays_in_its_campaign(reporting: ReportingSystem) -> None:
    """R3.4"""
    await post(reporting, "/v1/campaigns", MONTH)
    await put_line(reporting, HUANCUI, WEIHAI)
    content = {"template_id": FORM_A, "unit": HUANCUI, "campaign_id": MONTH["id"]}
    await post(reporting, "/v1/reports", content, reporter(HUANCUI))

    reply = await reporting.ask("PUT", f"/v1/campaigns/{MONTH['id']}", CITY, {**MONTH, "templates": []})

    assert (reply.status_code, reply.json()["code"]) == (409, "template-in-use")


async def test_a_form_is_written_previewed_and_published_by_its_owner(reporting: ReportingSystem) -> None:
    """R3.12, R6.4"""
    drafted = await post(reporting, "/v1/templates", FORM)
    rewritten = await post(reporting, "/v1/templates", FORM)
    form = "/v1/templates/weihai_drills"
    previews = [await reporting.ask("GET", f"{form}/preview.pdf", caller) for caller in (CITY, reporter(HUANCUI))]
    unpublished = await reporting.client.get(form)
    in_a_campaign = await post(
        reporting, "/v1/campaigns", {**MONTH, "templates": [{"template_id": "weihai_drills", "due_on": "2026-06-28"}]}
    )
    published = await post(reporting, f"{form}/versions/1/publish", {})
    read = await reporting.client.get(form)
    further = await post(reporting, "/v1/templates", FORM)

    assert (drafted.status_code, drafted.json()["version"], drafted.json()["state"]) == (201, 1, "draft")
    assert rewritten.json()["version"] == 1
    assert [each.status_code for each in previews] == [200, 404]
    assert previews[0].content.startswith(b"%PDF-")
    assert unpublished.status_code == 404
    assert in_a_campaign.json()["errors"][0]["pointer"] == "/templates/0/template_id"
    assert published.json()["state"] == "published"
    assert set(read.json()["schema"]["properties"]) == {"night_drills", "enterprise_drill_sessions"}
    assert [each["id"] for each in read.json()["header"]] == ["reporting_unit", *HEADER]
    assert further.json()["version"] == 2
    assert (await reporting.client.get(form)).json()["version"] == 1


async def test_a_form_of_ones_own_goes_all_the_way_up(reporting: ReportingSystem) -> None:
    """R6.4, R3.12"""
    await post(reporting, "/v1/templates", FORM)
    await post(reporting, "/v1/templates/weihai_drills/versions/1/publish", {})
    use = {"template_id": "weihai_drills", "due_on": "2026-06-28"}
    await post(reporting, "/v1/campaigns", {**MONTH, "templates": [use]})
    await put_line(reporting, HUANCUI, WEIHAI, "weihai_drills")
    opened = await reporting.open(HUANCUI, "weihai_drills")
    values = {"night_drills": 2, "enterprise_drill_sessions": 5}
    await reporting.save(opened, reporter(HUANCUI), {"header": HEADER, "values": values})
    report_id = opened.json()["id"]
    await reporting.act(report_id, "submit", reporter(HUANCUI))
    accepted = await reporting.act(report_id, "accept", reporter(WEIHAI))

    assert accepted.status_code == 200, accepted.text
    assert (await reporting.roll_up(WEIHAI, "weihai_drills"))["total"] == values


async def test_a_form_that_prints_the_official_repeated_row_need_not_define_it(reporting: ReportingSystem) -> None:
    """R3.12, R6.4: a form of the shipped file may be sent by itself."""
    form: dict[str, Any] = FORM["templates"][0]  # type: ignore[assignment,index]
    row = "活动名称（{activity_name}），组织（{occurrences}）场/次，参与（{attendances}）人次。"
    further = {"item": 7, "id": "other_activities", "title_zh": "其他特色活动", "lines": [row]}
    alone = {"owner_unit": WEIHAI, "indicators": FORM["indicators"], **form, "sections": [*form["sections"], further]}
    halved = {**further, "lines": ["活动名称（{activity_name}），组织（{occurrences}）场/次。"]}

    faulty = await post(reporting, "/v1/templates", {**alone, "sections": [*form["sections"], halved]})
    drafted = await post(reporting, "/v1/templates", alone)
    await post(reporting, "/v1/templates/weihai_drills/versions/1/publish", {})
    read = (await reporting.client.get("/v1/templates/weihai_drills")).json()

    assert {each["code"] for each in faulty.json()["errors"]} == {"unknown-indicator"}
    assert drafted.status_code == 201, drafted.text
    [repeat] = read["repeats"]
    assert (repeat["id"], repeat["item"]) == ("other_activities", 7)
    assert [each["id"] for each in repeat["columns"]] == ["activity_name", "occurrences", "attendances"]


@pytest.mark.parametrize(
    ("line", "pointer", "code"),
    [
        ("夜间演练（{no_such}）场", "/templates/0/sections/0/lines/0", "unknown-indicator"),
        ("（{night_drills}）（{night_drills}）", "/templates/0/sections/0/lines/0", "named-twice"),
        ("（{night drills}）（{night_drills}）", "/templates/0/sections/0/lines/0", "stray-brace"),
        ("没有填空", "/templates/0/sections", "no-blank"),
    ],
)
async def test_a_fault_of_a_form_names_its_place(
    reporting: ReportingSystem, line: str, pointer: str, code: str
) -> None:
    """R6.4"""
    form: dict[str, Any] = FORM["templates"][0]  # type: ignore[assignment,index]
    section = {**form["sections"][0], "lines": [line]}

    in_file = await post(reporting, "/v1/templates", {**FORM, "templates": [{**form, "sections": [section]}]})
    alone = {"owner_unit": WEIHAI, "indicators": FORM["indicators"], **form, "sections": [section]}
    by_itself = await post(reporting, "/v1/templates", alone)

    assert [(each["pointer"], each["code"]) for each in in_file.json()["errors"]] == [(pointer, code)]
    assert [each["pointer"] for each in by_itself.json()["errors"]] == [pointer.removeprefix("/templates/0")]


async def test_an_indicator_keeps_its_meaning(reporting: ReportingSystem) -> None:
    """R3.1: 人 and 人次 are never swapped."""
    swapped = {"id": "lecture_attendances", "label_zh": "宣讲", "unit": "人", "measure": "attendance"}

    reply = await post(reporting, "/v1/templates", {**FORM, "indicators": [swapped]})

    assert ("/indicators/0/unit", "indicator-differs") in [
        (each["pointer"], each["code"]) for each in reply.json()["errors"]
    ]


async def test_forms_offer_their_values_and_take_none_unasked(reporting: ReportingSystem) -> None:
    """R3.8"""
    await reporting.keep(total(HUANCUI, 120, 300))
    report_b = await reporting.submitted(HUANCUI, "shandong_explosives_2023_annex2", lecture_sessions=9)
    opened = await reporting.open(HUANCUI)
    path = f"/v1/reports/{opened.json()['id']}/adoptions"

    unoffered = await post(reporting, path, {"indicators": ["live_streams"]}, reporter(HUANCUI))
    adopted = await post(reporting, path, {"indicators": ["lecture_sessions"]}, reporter(HUANCUI))

    offer = opened.json()["offered"]["lecture_sessions"]
    assert (offer["value"], offer["from_template"]) == (9, "shandong_explosives_2023_annex2")
    assert opened.json()["values"]["lecture_sessions"] is None
    assert (unoffered.status_code, unoffered.json()["errors"][0]["code"]) == (422, "not-offered")
    assert adopted.json()["values"]["lecture_sessions"] == 9
    assert "lecture_sessions" not in adopted.json()["offered"]
    assert (await reporting.read(report_b, reporter(HUANCUI))).json()["version"] == 1


async def test_what_was_typed_for_an_industry_is_summed_and_not_counted_from_everybody(
    reporting: ReportingSystem,
) -> None:
    """R3.7: form B is of the explosives industry."""
    form_b = "shandong_explosives_2023_annex2"
    await reporting.keep(total(HUANCUI, 120, 300), total(WEIHAI, 500, 900))
    typed = {"online_quiz_participants": 58, "online_quiz_attempts": 90}
    await reporting.accepted(HUANCUI, WEIHAI, form_b, **typed)

    rolled = await reporting.roll_up(WEIHAI, form_b)

    assert rolled["own"]["online_quiz_participants"] is None
    assert {name: rolled["total"][name] for name in typed} == typed


async def test_a_line_may_name_the_units_that_its_contest_lines_count(reporting: ReportingSystem) -> None:
    """R3.7"""
    form: dict[str, Any] = {
        **FORM["templates"][0],  # type: ignore[dict-item,index]
        "contest_lines": "units",
        "sections": [
            {
                "item": 1,
                "id": "quiz",
                "title_zh": "竞赛",
                "lines": ["（{online_quiz_participants}）人，（{online_quiz_attempts}）人次"],
            }
        ],
    }
    await reporting.keep(total(HUANCUI, 120, 300), total(WENDENG, 30, 60))
    await post(reporting, "/v1/templates", {"owner_unit": WEIHAI, "templates": [form]})
    await post(reporting, "/v1/templates/weihai_drills/versions/1/publish", {})
    use = {"template_id": "weihai_drills", "due_on": "2026-06-28"}
    await post(reporting, "/v1/campaigns", {**MONTH, "contest_id": CONTEST, "templates": [use]})
    counted = [HUANCUI, WENDENG]
    outside = await put_line(reporting, HUANCUI, WEIHAI, "weihai_drills", contest_units=["110000"])
    line = await put_line(reporting, HUANCUI, WEIHAI, "weihai_drills", contest_units=counted)

    opened = await reporting.open(HUANCUI, "weihai_drills")

    assert outside.json()["errors"][0]["pointer"] == "/contest_units"
    assert line.json()["contest_units"] == counted
    assert opened.json()["values"] == {"online_quiz_participants": 150, "online_quiz_attempts": 360}


async def test_activities_of_accepted_children_stand_in_the_roll_up(reporting: ReportingSystem) -> None:
    """R3.1, R3.2"""
    row = {"activity_name": "安全吹哨人", "occurrences": 2, "attendances": 80}
    opened = await reporting.open(HUANCUI)
    await reporting.save(opened, reporter(HUANCUI), {**body(), "other_activities": [row]})
    await reporting.act(opened.json()["id"], "submit", reporter(HUANCUI))
    await reporting.act(opened.json()["id"], "accept", reporter(WEIHAI))
    rolled = await reporting.roll_up(WEIHAI)
    await reporting.accepted(WEIHAI, SHANDONG)
    city = (await reporting.open(WEIHAI)).json()["id"]
    sheet = await reporting.ask("GET", f"/v1/reports/{city}/sheet.xlsx", reporter(WEIHAI))
    shown = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    async with reporting.database.begin() as transaction:
        filing = await read_report(transaction, reach_of(reporter(WEIHAI).grants), UUID(city))
        printed, _ = await print_report(transaction, read_below, filing, is_blank=False)

    blanks = [part["blank"] for line in printed["rows"][6]["lines"] for part in line if "blank" in part]
    assert blanks == ["环翠区：安全吹哨人", "2", "80"]
    assert ["环翠区", "安全吹哨人", "", 2.0, 80.0] in [row[1:6] for row in shown]
    assert rolled["other_activities"] == [{"unit": HUANCUI, "unit_name": "环翠区", **row}]
    assert (await reporting.roll_up(SHANDONG))["other_activities"] == rolled["other_activities"]
