"""Ranking reports as workbook, text and paper (R2.10), holding nothing foreign that is not public (I8)."""

import asyncio
import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import psutil
import pytest
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from scoring_service.app import FORM
from scoring_service.domain.bulletin import Bulletin, Row, Table
from scoring_service.domain.ranking import Scale, UnitFigures, Weights
from scoring_service.files import forms, paper, workbook
from services.chassis.files import Files
from services.chassis.tokens import Caller
from services.contracts.grants import Grant
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer
from services.kit.workshop import Limits, TooCostly, WorkshopBusy
from tests.scoring.builders import BEIJING, CONTEST, DAY, LIXIA, QINGDAO, SHIZHONG, STATE_GRID, finished, new_id, unit
from tests.scoring.scoring_system import ScoringSystem, rows
from tests.support import tokens
from tests.support.papers import edges_of

SHANDONG = tokens.organiser("organiser", "370000")
NATION = tokens.organiser("administrator", "CN")
SCALE = Scale(5, Weights(0.4, 0.3, 0.3))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def bulletin(scoring: ScoringSystem, caller: Caller = SHANDONG, **query: Any) -> httpx.Response:
    reply = await scoring.get(f"/v1/bulletins/{CONTEST}", caller, **query)
    assert reply.status_code == 200, reply.text
    return reply


async def lines(scoring: ScoringSystem, caller: Caller = SHANDONG, **query: Any) -> list[dict[str, str]]:
    text = (await bulletin(scoring, caller, format="csv", **query)).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def own_codes(scoring: ScoringSystem, caller: Caller) -> list[str]:
    return [
        line["单位代码"] for line in await lines(scoring, caller) if line["榜单"] == "所辖单位" and line["单位代码"]
    ]


@pytest.fixture
async def played(scoring: ScoringSystem) -> ScoringSystem:
    await scoring.record(
        finished(score=5, path=SHIZHONG),
        finished(score=3, path=LIXIA),
        finished(score=4, path=QINGDAO),
        finished(score=2, path=BEIJING, day=DAY.replace(day=11)),
        finished(score=5, path=STATE_GRID),
    )
    return scoring


async def test_r2_10_a_report_holds_the_public_boards_and_the_own_subtree_from_the_top_down(
    played: ScoringSystem,
) -> None:
    shown = await lines(played)

    table = [(line["榜单"], line["名次"], line["单位名称"], line["积分"]) for line in shown]
    assert table == [
        ("地区榜", "1", "山东省", "12"),
        ("地区榜", "2", "北京市", "2"),
        ("地区榜", "3", "广东省", "0"),
        ("地区榜", "", "合计", "14"),
        ("中央企业榜", "1", "国家电网", "5"),
        ("中央企业榜", "", "合计", "5"),
        ("所辖单位", "1", "山东省", "12"),
        ("所辖单位", "1", "济南市", "8"),
        ("所辖单位", "1", "市中区", "5"),
        ("所辖单位", "2", "历下区", "3"),
        ("所辖单位", "2", "青岛市", "4"),
        ("所辖单位", "", "第1级合计", "12"),
        ("所辖单位", "", "第2级合计", "12"),
        ("所辖单位", "", "第3级合计", "8"),
    ]
    assert shown[0]["通报"] == "安全生产月知识竞赛排名通报（累计）"


async def test_r2_10_a_unit_stands_at_its_true_place_among_its_siblings(played: ScoringSystem) -> None:
    for code, place, parent in (("370200", "2", "山东省"), ("110000", "2", "全国"), ("CN", "1", "")):
        (own,) = [
            line
            for line in await lines(played, tokens.organiser("organiser", code))
            if line["榜单"] == "所辖单位" and line["单位代码"] == code
        ]

        assert (own["名次"], own["上级单位"]) == (place, parent)


async def test_r2_10_a_day_has_its_own_report(played: ScoringSystem) -> None:
    shown = await lines(played, date="2026-06-11")

    assert [(line["单位名称"], line["积分"]) for line in shown][:2] == [("北京市", "2"), ("山东省", "0")]
    assert shown[0]["通报"] == "安全生产月知识竞赛排名通报（2026年6月11日）"


async def test_r2_10_sums_of_the_workbook_are_formulas_that_hold_their_values(played: ScoringSystem) -> None:
    reply = await bulletin(played)
    book = CalamineWorkbook.from_filelike(io.BytesIO(reply.content))
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        page = archive.read("xl/worksheets/sheet4.xml").decode()

    rows = book.get_sheet_by_name("地区榜").to_python()
    assert reply.headers["content-type"] == XLSX
    assert "attachment" in reply.headers["content-disposition"]
    assert book.sheet_names == ["所辖单位", "市级单位排名", "县级单位排名", "地区榜", "中央企业榜"]
    assert [row[2:9] for row in rows[4:]] == [
        ["山东省", "全国", 1.0, 12.0, 3.0, 3.0, 1.0],
        ["北京市", "全国", 1.0, 2.0, 1.0, 1.0, 0.0],
        ["广东省", "全国", 1.0, 0.0, 0.0, 0.0, 0.0],
        ["合计", "", "", 14.0, 4.0, 4.0, 1.0],
    ]
    assert "<f>SUMIF($E$5:$E$7,1,$F$5:$F$7)</f><v>14</v>" in page
    assert "<f>IF(H8=0,0,F8/H8)</f><v>3.5</v>" in page


async def test_r2_10_the_same_figures_give_the_same_bytes(played: ScoringSystem) -> None:
    for form in ("docx", "xlsx", "csv", "pdf"):
        first, again = await bulletin(played, format=form), await bulletin(played, format=form)

        assert first.content == again.content, form


async def test_r2_10_a_report_on_paper(played: ScoringSystem) -> None:
    reply = await bulletin(played, format="pdf")

    assert reply.headers["content-type"] == "application/pdf"
    assert reply.content.startswith(b"%PDF-")


def long_report(**changes: Any) -> Bulletin:
    rows = [Row(n, UnitFigures(f"{n}", f"第{n}县", 100 - n, 1, 30, 1), 3, 3, "市", 0.0) for n in range(1, 51)]
    return Bulletin("c", "竞赛", None, datetime.now(UTC), SCALE, [], levels=[Table("县级单位排名", rows)], **changes)


def test_r2_10_paper_shows_the_first_and_the_last_ten_of_a_long_table_and_the_workbook_all() -> None:
    (table,) = paper.data(long_report())["tables"]

    assert [row[0] for row in table["rows"]] == [str(n) for n in (*range(1, 11), *range(41, 51))]
    assert (table["cut"], table["title"]) == (10, "县级单位排名（共50个，列前10名和后10名）")
    with workbook.write(long_report()) as file:
        assert len(CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()) == 4 + 50 + 1


def test_r2_10_a_glyph_that_the_font_lacks_prints_as_a_mark_and_is_named() -> None:
    row = Row(1, UnitFigures("1", "甲\U0001f600县", 1, 1, 30, 1), 3, 3, "市", 0.0)
    report = replace(long_report(), levels=[Table("县级单位排名", [row])], silent=[row])

    data = paper.data(report)

    assert data["tables"][0]["rows"][0][1] == "甲〓县"
    assert data["silent"] == ["县级（1个）：甲〓县。"]
    assert data["notes"][-1] == "文中“〓”为打印字体所缺的字：U+1F600。"
    assert Printer(FORM, shipped_font()).pdf(data).startswith(b"%PDF")


def test_r2_10_a_long_word_stays_inside_its_cell() -> None:
    row = Row(1, UnitFigures("1", "W" * 100, 1, 1, 30, 1), 3, 3, "衢", 0.0)

    data = paper.data(replace(long_report(), levels=[Table("县级单位排名", [row])]))
    printed = Printer(FORM, shipped_font()).pdf(data)

    words, (table,) = edges_of(printed, "W"), data["tables"]
    edge_mm = data["measures"]["margins"]["left"] + sum(table["setting"]["widths_mm"][:2])
    assert len(words) == 100
    assert max(right for _, right in words) < edge_mm / 25.4 * 72


async def test_no_cell_is_taken_for_a_formula(played: ScoringSystem) -> None:
    await played.keep(unit(QINGDAO, version=2, name="=1+1"))

    names = [line["单位名称"] for line in await lines(played)]
    content = (await bulletin(played)).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("所辖单位").to_python()

    assert "'=1+1" in names
    assert "=1+1" in [row[2] for row in rows]


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ([("organiser", "370100")], ["370100", "370103", "370102"]),
        ([("administrator", "370100")], ["370100", "370103", "370102"]),
        ([("organiser", "370100"), ("organiser", "370102")], ["370100", "370103", "370102"]),
        ([("organiser", "370200"), ("organiser", "CE-020")], ["370200", "CE-020"]),
        ([("organiser", "CE")], ["CE", "CE-020"]),
        ([("organiser", "370200"), ("reporter", "110000")], ["370200"]),
        ([("organiser", "999999")], []),
    ],
)
async def test_i8_only_the_own_subtrees_are_in_it(
    played: ScoringSystem, grants: list[tuple[str, str]], expected: list[str]
) -> None:
    caller = Caller(str(new_id()), {}, tuple(Grant(*grant) for grant in grants))

    assert await own_codes(played, caller) == expected


async def test_i8_a_national_administrator_sees_enterprises_too(played: ScoringSystem) -> None:
    nation = await own_codes(played, NATION)

    assert {"CN", "110101", "370103", "CE", "CE-020"} <= set(nation)
    assert "CE" not in await own_codes(played, tokens.organiser("organiser", "CN"))


@pytest.mark.parametrize(
    ("caller", "path", "status", "code"),
    [
        (tokens.organiser("reporter", "370000"), f"/v1/bulletins/{CONTEST}?format=doc", 403, "forbidden"),
        (tokens.organiser("editor", "CN"), f"/v1/bulletins/{CONTEST}", 403, "forbidden"),
        (tokens.participant(), f"/v1/bulletins/{CONTEST}", 403, "forbidden"),
        (SHANDONG, "/v1/bulletins/unknown?format=doc", 404, "contest-not-found"),
        (SHANDONG, "/v1/bulletins/%00", 404, "contest-not-found"),
        (SHANDONG, f"/v1/bulletins/{CONTEST}?format=doc", 422, "invalid-request"),
        (SHANDONG, f"/v1/bulletins/{CONTEST}?date=2026-5-31", 422, "invalid-request"),
        (SHANDONG, f"/v1/bulletins/{CONTEST}?date=2026-05-31", 422, "invalid-request"),
        (SHANDONG, f"/v1/bulletins/{CONTEST}?date=2026-07-01", 422, "invalid-request"),
    ],
)
async def test_refusals_come_in_order(
    scoring: ScoringSystem, caller: Caller, path: str, status: int, code: str
) -> None:
    reply = await scoring.client.get(path, headers=tokens.headers(caller))

    assert (reply.status_code, reply.json()["code"]) == (status, code)


async def test_strangers_get_no_report(scoring: ScoringSystem) -> None:
    assert (await scoring.client.get(f"/v1/bulletins/{CONTEST}")).status_code == 401


async def test_a_report_of_more_units_than_paper_takes_is_refused_while_the_others_go_on(
    played: ScoringSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2.10, R4.4: the paper of twelve thousand units took 3.3 GB of the service, and nobody else could print."""
    monkeypatch.setattr(played.app.state, "process", replace(played.app.state.process, most_units_on_paper=8))

    refused = await played.get(f"/v1/bulletins/{CONTEST}", NATION, format="pdf")
    of_a_city = await played.get(f"/v1/bulletins/{CONTEST}", tokens.organiser("organiser", "370200"), format="pdf")

    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["most_units"]) == (413, "bulletin-too-long", 8)
    assert problem["units"] > 8
    assert of_a_city.status_code == 200
    assert (await bulletin(played, NATION, format="xlsx")).content.startswith(b"PK")


async def test_forty_thousand_units_on_paper_are_ended_by_their_limits(played: ScoringSystem) -> None:
    """R4.1, R4.4: whatever the cap says, memory and time are bounded, and end with the process."""
    units = [Row(1, UnitFigures(str(each), f"第{each}户企业", 1, 1, 1, 1), 1, 1, "县", 0.0) for each in range(40_000)]
    levels = [Table(f"第{first}级", units[first : first + 40]) for first in range(0, 40_000, 40)]
    report = Bulletin("c", "竞赛", None, datetime.now(UTC), SCALE, [], levels=levels)
    order = forms.PaperOrder(report, Printer(FORM, shipped_font()).order({}))
    files: Files = replace(played.app.state.shared.files, of_papers=Limits(700, 2, 128))
    before = psutil.Process().memory_info().rss
    heavy = asyncio.create_task(files.make(SHANDONG, forms.write_paper, order))
    await asyncio.sleep(0)

    other = await played.get(f"/v1/bulletins/{CONTEST}", tokens.organiser("organiser", "110000"), format="pdf")

    assert other.status_code == 200
    with pytest.raises((TooCostly, WorkshopBusy)):
        await heavy
    assert psutil.Process().memory_info().rss - before < 200 * 1024 * 1024


async def test_without_the_font_the_other_forms_go_on(played: ScoringSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    process = replace(played.app.state.process, printer=Printer(FORM, None))
    monkeypatch.setattr(played.app.state, "process", process)

    refused = await played.get(f"/v1/bulletins/{CONTEST}", SHANDONG, format="pdf")

    assert (refused.status_code, refused.json()["code"]) == (503, "font-missing")
    assert (await bulletin(played, format="csv")).status_code == 200


def words(content: bytes) -> str:
    """All text of a Word document, cells included, in order."""
    paper_ = Document(io.BytesIO(content))
    return "\n".join(each.text or "" for each in paper_.element.body.iter(qn("w:t")))


async def test_r2_10_a_days_report_is_written_as_an_office_sends_it(played: ScoringSystem) -> None:
    await played.record(finished(score=1, path=SHIZHONG, day=DAY.replace(day=11)), finished(score=4, path=QINGDAO[:2]))

    text = words((await bulletin(played, format="docx", date="2026-06-10")).content)

    assert text.startswith(
        "山东省知识竞赛组织工作办公室\n〔2026〕第10期\n关于安全生产月知识竞赛\n6月10日排名情况的通报\n各参赛单位：\n截至2026年"
    )
    assert "山东省6月10日共有4人参赛，答题4人次，获得积分16分，满分1人次，场均得分4.00分。" in text
    assert "山东省在全国所辖3个单位中，按积分排名第1位。" in text
    assert "，按积分排名第2位，较上日下降1位。" in words(
        (await bulletin(played, format="docx", date="2026-06-11")).content
    )
    assert text.index("一、市级单位排名") < text.index("二、县级单位排名") < text.index("三、地区榜")
    assert "山东省本级\n4\n1\n1\n4.00" in text
    assert "山东省知识竞赛组织工作办公室\n2026年" in text


async def test_r2_10_units_without_anybody_are_named_level_by_level(played: ScoringSystem) -> None:
    text = words(
        (await bulletin(played, tokens.organiser("organiser", "CN"), format="docx", date="2026-06-11")).content
    )

    assert "当日无人参赛的单位\n省级（2个）：山东省、广东省。\n市级（2个）：济南市、青岛市。\n" in text
    assert "县级（2个）：历下区、市中区。" in text
    assert text.count("地区榜") == 0, "the level of provinces is the board of regions"


async def test_r2_10_a_report_shows_how_places_changed_since_the_day_before(played: ScoringSystem) -> None:
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO((await bulletin(played, date="2026-06-11")).content)
    ).get_sheet_by_name("地区榜")
    heading, *units = rows.to_python()[3:6]

    assert heading[-1] == "名次升降"
    assert [(row[2], row[-1]) for row in units] == [("北京市", "↑1"), ("山东省", "↓1")]


async def test_r2_10_nobody_moved_since_a_day_on_which_nobody_played(played: ScoringSystem) -> None:
    """All shared the first place on the ninth: the second and the third of the tenth fell, and nobody rose."""
    book = CalamineWorkbook.from_filelike(io.BytesIO((await bulletin(played, date="2026-06-10")).content))
    text = words((await bulletin(played, format="docx", date="2026-06-10")).content)

    for name in ("所辖单位", "市级单位排名", "地区榜"):
        assert {row[-1] for row in book.get_sheet_by_name(name).to_python()[4:]} == {""}, name
    assert "按积分排名第1位。" in text
    assert not {"↑", "↓", "持平"} & set(text.split("\n"))


async def test_r2_10_a_national_report_is_the_nations_and_tells_of_the_enterprises_too(played: ScoringSystem) -> None:
    """It was signed by the enterprises, whose code comes first."""
    text = words((await bulletin(played, NATION, format="docx")).content)

    assert text.startswith("全国知识竞赛组织工作办公室\n")
    assert "，全国共有4人参赛，答题4人次，获得积分14分，满分1人次，场均得分3.50分。现将有关情况通报如下。\n" in text
    assert "\n中央企业共有1人参赛，答题1人次，获得积分5分，满分1人次，场均得分5.00分。\n" in text


async def test_r2_10_a_week_is_its_days_together_and_any_metric_ranks(played: ScoringSystem) -> None:
    week = await lines(played, period="week", date="2026-06-11", metric="average_score")
    whole = await lines(played, metric="average_score")

    assert week[0]["通报"] == "安全生产月知识竞赛排名通报（2026年6月8日至2026年6月14日）"
    assert [(line["名次"], line["单位名称"], line["场均得分"]) for line in week[:2]] == [
        ("1", "山东省", "4.0"),
        ("2", "北京市", "2.0"),
    ]
    assert [line["积分"] for line in week] == [line["积分"] for line in whole]
    assert (await bulletin(played, period="total", date="2026-06-11", format="csv")).status_code == 200


async def test_r2_10_an_issuer_changes_the_words_of_its_reports(played: ScoringSystem) -> None:
    path = "/v1/bulletins/texts/370000"
    shipped = (await played.get(path, SHANDONG)).json()
    body = {"issuer": "山东省应急管理厅", "opening": "{unit}共{participants}人参赛。", "closing": ""}

    changed = await played.client.put(path, json=body, headers=tokens.headers(SHANDONG))
    text = words((await bulletin(played, format="docx")).content)

    assert shipped["title"] == "关于{contest}{period}排名情况的通报"
    assert (changed.status_code, changed.json()) == (200, shipped | body)
    assert "山东省共3人参赛。" in text
    assert "\n山东省应急管理厅\n" in text
    assert "请各单位" not in text
    assert await rows(played.database, "SELECT act, target FROM scoring.audit") == [("bulletin.texts", "370000")]


@pytest.mark.parametrize(
    ("unit_code", "body", "status"),
    [
        ("370000", {"opening": "{secret}"}, 422),
        ("370000", {"opening": "{unit.__class__}"}, 422),
        ("370000", {"title": "长" * 101}, 422),
        ("370000", {"letterhead": "x"}, 422),
        ("370000", {"masthead": "{secret}"}, 422),
        ("370000", {"further": "{secret}"}, 422),
        ("110000", {}, 404),
        ("999999", {}, 404),
    ],
)
async def test_words_of_others_and_unknown_figures_are_refused(
    played: ScoringSystem, unit_code: str, body: dict[str, str], status: int
) -> None:
    path = f"/v1/bulletins/texts/{unit_code}"
    reply = await played.client.put(path, json=body, headers=tokens.headers(SHANDONG))

    assert reply.status_code == status
    assert await rows(played.database, "SELECT * FROM scoring.bulletin_texts") == []


async def test_i8_a_report_may_be_asked_for_a_unit_below_and_for_no_other(played: ScoringSystem) -> None:
    below = [line["单位代码"] for line in await lines(played, unit="370100") if line["榜单"] == "所辖单位"]
    foreign = await played.get(f"/v1/bulletins/{CONTEST}", SHANDONG, unit="110000")

    assert [code for code in below if code] == ["370100", "370103", "370102"]
    assert foreign.status_code == 404
