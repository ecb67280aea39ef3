"""What a ranking report looks like: Word and paper in the measures of official papers, workbooks in print (R2.10)."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import RGBColor

from scoring_service.app import FORM
from scoring_service.domain.bulletin import Bulletin, Row, Table, with_changes
from scoring_service.domain.ranking import Period, Scale, UnitFigures, Weights
from scoring_service.domain.texts import Texts
from scoring_service.files import document, paper, workbook
from scoring_service.files.measures import TEXT_WIDTH_MM, balanced, masthead_pt, setting
from scoring_service.files.report import report
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer

SCALE = Scale(5, Weights(0.4, 0.3, 0.3))
PT_PER_MM = 72 / 25.4
TWIPS_PER_MM = 20 * PT_PER_MM
LONG_NAME = "黄金集团某省矿业投资控股有限责任公司某县某岛分公司"


def row(rank: int | None, name: str, *, sessions: int = 3, parent: str = "山东省", **more: Any) -> Row:
    figures = UnitFigures(name, name, 4 * sessions, sessions, sessions, sessions // 2)
    return Row(rank, figures, more.pop("level", 2), 1, parent, 0.0, **more)


def of_a_province(**changes: Any) -> Bulletin:
    cities = [row(place, f"第{place}市") for place in range(1, 17)]
    own = row(1, "山东省", sessions=48, parent="全国", level=1)
    made = Bulletin(
        "c",
        "2026年全国“安全生产月”安全知识网络竞赛",
        date(2026, 6, 10),
        datetime(2026, 6, 10, 12, tzinfo=UTC),
        SCALE,
        [],
        period=Period.DAY,
        serial=10,
        levels=[Table("市级单位排名", cities)],
        own=[own],
        of=32,
    )
    return replace(made, **changes)


def printed(bulletin: Bulletin) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(Printer(FORM, shipped_font()).pdf(paper.data(bulletin)))


def written(bulletin: Bulletin) -> Any:
    return Document(io.BytesIO(document.write(bulletin)))


def baseline(page: pypdfium2.PdfPage, text: str) -> tuple[float, float]:
    """Left edge and bottom of the first character of a text, in points from the upper left corner."""
    words = page.get_textpage()
    found = words.search(text).get_next()
    assert found is not None, text
    left, bottom, _, _ = words.get_charbox(found[0], loose=True)
    return left, page.get_height() - bottom


def test_word_and_paper_have_the_same_lines_and_margins() -> None:
    """Both printed the same report on eight pages and on four."""
    page = printed(of_a_province())[0]
    paper_, word = of_a_province(), written(of_a_province())
    section = word.sections[0]
    opening = next(each for each in word.paragraphs if each.text.startswith("截至"))

    addressees_left, addressees = baseline(page, "各参赛单位")
    opening_left, first = baseline(page, "截至")

    assert first - addressees == pytest.approx(opening.paragraph_format.line_spacing.pt, abs=0.1)
    assert addressees_left == pytest.approx(section.left_margin.pt, abs=1)
    assert opening_left - addressees_left == pytest.approx(opening.paragraph_format.first_line_indent.pt, abs=1.5)
    assert opening.runs[0].font.size.pt == 16
    assert [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.right_margin)] == [
        37,
        35,
        26,
    ]
    assert len(report(paper_).tables) == len(word.tables)


def test_tables_of_word_and_of_paper_have_the_same_rows_and_columns() -> None:
    bulletin = of_a_province()
    page, grid = printed(bulletin)[0], written(bulletin).tables[0]
    widths = [int(each.get(qn("w:w"))) for each in grid._tbl.tblGrid]
    line = grid.rows[1].cells[1].paragraphs[0].paragraph_format.line_spacing.pt
    around = sum(int(each.get(qn("w:w"))) for each in grid._tbl.tblPr.iter(qn("w:top"), qn("w:bottom"))) / 20

    (left, first), (_, second) = baseline(page, "第1市"), baseline(page, "第2市")

    assert second - first == pytest.approx(line + around + 0.5, abs=0.1), "half a point is the line between them"
    assert sum(widths) / TWIPS_PER_MM == pytest.approx(TEXT_WIDTH_MM, abs=0.5)
    edge = 28 * PT_PER_MM + widths[0] / 20
    assert left - edge == pytest.approx(0.6 * PT_PER_MM, abs=1.0)


def test_the_masthead_is_red_and_an_issuer_with_a_letterhead_leaves_it_out() -> None:
    with_red, without = written(of_a_province()), written(of_a_province(texts=Texts(masthead="")))

    first = with_red.paragraphs[0].runs[0]
    assert (first.text, first.font.color.rgb) == ("山东省知识竞赛组织工作办公室", RGBColor(0xFF, 0, 0))
    assert b'w:color="FF0000"' in zipfile.ZipFile(io.BytesIO(document.write(of_a_province()))).read("word/document.xml")
    assert without.paragraphs[0].text == "〔2026〕第10期"
    text = printed(of_a_province(texts=Texts(masthead="")))[0].get_textpage().get_text_range()
    assert text.replace(" ", "").startswith("〔2026〕第10期")


def test_a_masthead_of_any_length_stands_on_one_line() -> None:
    assert masthead_pt("市安委会") == 36
    assert masthead_pt("山东省知识竞赛组织工作办公室") * 14 <= TEXT_WIDTH_MM * PT_PER_MM
    assert masthead_pt("字" * 60) == 20


def test_a_title_breaks_where_its_sense_does() -> None:
    assert report(of_a_province()).title == ["关于2026年全国“安全生产月”", "安全知识网络竞赛6月10日排名情况的通报"]
    assert balanced(["关于", "知识竞赛", "", "排名情况的通报"]) == ["关于知识竞赛排名情况的通报"]
    assert balanced(["长" * 50]) == ["长" * 50], "it breaks where it may"
    assert balanced(["“一”" * 40]) == ["“一”" * 40]


def test_the_signature_is_centred_above_the_date_two_characters_from_the_right() -> None:
    issuer, day = report(of_a_province()).signature
    paragraphs = written(of_a_province()).paragraphs

    assert (issuer.from_right_em, issuer.text) == (2.0, "山东省知识竞赛组织工作办公室")
    assert day.from_right_em > issuer.from_right_em
    (signed,) = [each for each in paragraphs if each.text == day.text]
    assert signed.paragraph_format.right_indent.pt == pytest.approx(day.from_right_em * 16, abs=0.1)


def test_the_closing_words_and_the_signature_stay_on_one_page() -> None:
    paragraphs = written(of_a_province()).paragraphs
    place = next(place for place, each in enumerate(paragraphs) if each.text.startswith("请各单位"))

    assert [each.paragraph_format.keep_with_next for each in paragraphs[place : place + 4]] == [True, True, True, None]


def test_pages_are_numbered_at_their_outer_edge() -> None:
    silent = [row(17, f"某某第{number}县", sessions=0, level=3, parent=f"第{number % 9}市") for number in range(200)]
    bulletin, word = of_a_province(silent=silent), written(of_a_province(silent=silent))
    pages = printed(bulletin)
    width = pages[0].get_width()

    assert baseline(pages[0], "— 1 —")[0] > width / 2 > baseline(pages[1], "— 2 —")[0]
    odd, even = word.sections[0].footer.paragraphs[0], word.sections[0].even_page_footer.paragraphs[0]
    assert "".join(each.text or "" for each in odd._p.iter(qn("w:t"), qn("w:instrText"))) == "— PAGE —"
    assert (odd.alignment, even.alignment) == (2, 0)


def test_a_heading_stays_with_its_table() -> None:
    (heading,) = [each for each in written(of_a_province()).paragraphs if each.text.startswith("一、")]

    assert heading.paragraph_format.keep_with_next is True


def headings(tables: Sequence[Any]) -> list[Sequence[str]]:
    return [table.headings for table in tables]


def test_a_column_that_says_nothing_is_left_out() -> None:
    """The same parent in every row, a rate of a base that nobody has, changes since a day on which nobody played."""
    several = Table("县级单位排名", [row(1, "甲县", parent="第1市"), row(2, "乙县", parent="第2市")])
    based = replace(several.rows[0], unit=replace(several.rows[0].unit, registered_base=300))
    risen = [replace(several.rows[0], change=1)]
    tables = [*of_a_province().levels, several, Table("又", [based]), Table("升", risen)]
    made = report(of_a_province(levels=tables))

    cities, counties, with_base, moved = headings(made.tables)
    assert "上级单位" not in cities
    assert "上级单位" in counties
    assert ("参与率" in cities, "参与率" in with_base) == (False, True)
    assert ("较上日" in cities, "较上日" in moved) == (False, True)


def test_a_long_table_shows_who_took_part_and_puts_nobody_last_who_is_merely_silent() -> None:
    """Ten of a hundred silent ones stood as the last ten, by their code."""
    active = [row(place, f"第{place}县", parent=f"第{place % 2}市") for place in range(1, 25)]
    silent = [row(25, f"无人{place}县", sessions=0) for place in range(112)]
    direct = row(None, "第1市本级", is_direct=True)
    (table,) = report(of_a_province(levels=[Table("县级单位排名", [*active, *silent, direct])])).tables

    assert (table.title, table.cut) == ("县级单位排名（共136个，列有人参赛的24个）", None)
    assert [each[1] for each in table.rows] == [*(f"第{place}县" for place in range(1, 25)), "第1市本级"]
    assert table.rows[-1][0] == "—"

    many = [row(place, f"第{place}县") for place in range(1, 51)]
    (cut,) = report(of_a_province(levels=[Table("县级单位排名", [*many, *silent])])).tables
    assert cut.title == "县级单位排名（共162个，有人参赛的50个，列前10名和后10名）"
    assert [each[0] for each in cut.rows][-1] == "50"


def test_silent_units_are_named_by_kind_and_level_behind_their_parents() -> None:
    """Groups stood among the provinces, and three districts of one name could not be told apart."""
    silent = [
        row(3, "市中区", sessions=0, level=3, parent="枣庄市"),
        row(3, "市中区", sessions=0, level=3, parent="济南市"),
        row(3, "历下区", sessions=0, level=3, parent="济南市"),
        row(9, "某某集团", sessions=0, level=1, parent="中央企业", entry="enterprise"),
    ]
    silent = [replace(each, depth=each.level) for each in silent]

    made = report(of_a_province(silent=silent))

    assert made.silent == ["县级（3个）：枣庄市市中区；济南市市中区、历下区。", "集团（1个）：某某集团。"]
    assert made.silent_title == "当日无人参赛的单位"
    assert report(of_a_province(period=Period.TOTAL)).silent_title == "尚无人参赛的单位"


def test_nobody_rises_or_falls_where_nobody_had_played() -> None:
    """All shared the first place the day before, so each but one fell."""
    now = Table("市", [row(1, "甲市"), row(2, "乙市"), row(3, "丙市", sessions=0)])
    nobody = Table("市", [row(1, each.unit.name, sessions=0) for each in now.rows])
    somebody = Table("市", [row(1, "乙市"), row(2, "甲市", sessions=0), row(2, "丙市", sessions=0)])

    assert [each.change for each in with_changes(now, nobody).rows] == [None, None, None]
    assert [each.change for each in with_changes(nobody, now).rows] == [None, None, None]
    assert [each.change for each in with_changes(now, somebody).rows] == [1, -1, None], "the last was silent twice"
    assert [each.change for each in with_changes(now, None).rows] == [None, None, None]


def test_a_unit_has_no_place_where_nobody_beside_it_played() -> None:
    nobody = of_a_province(own=[row(1, "山东省", sessions=0, parent="全国")])
    second = of_a_province(own=[row(2, "山东省", sessions=0, parent="全国")])

    assert not any("排名第" in each for each in report(nobody).paragraphs)
    assert "山东省在全国所辖32个单位中，按积分排名第2位。" in report(second).paragraphs


def test_the_final_report_says_so_and_asks_nobody_to_take_part_any_more() -> None:
    silent = [row(17, "某市", sessions=0)]
    final = {"period": Period.TOTAL, "day": None, "serial": None, "digest": "ab" * 32}
    made = report(of_a_province(silent=silent, **final))

    assert "".join(made.title).endswith("安全知识网络竞赛最终排名情况的通报")
    assert (made.silent_title, made.closing) == ("无人参赛的单位", "以上为竞赛最终结果。")
    assert "最终" not in "".join(report(of_a_province(silent=silent)).title)


def test_names_get_the_room_that_figures_leave_and_small_type_where_that_is_little() -> None:
    few = setting(["名次", "单位", "积分"], [["1", "济南市", "12"]])
    long = setting(["名次", "单位", "积分"], [["1", LONG_NAME * 3, "12"]])
    many = setting(
        ["名次", "单位", "上级单位", *("参赛人数" for _ in range(8))],
        [["1", LONG_NAME, LONG_NAME, *("100.00%" for _ in range(8))]],
    )

    assert (few.size_pt, many.size_pt) == (10.5, 9.0)
    assert few.widths_mm[1] < long.widths_mm[1]
    for each in (few, long, many):
        assert sum(each.widths_mm) == pytest.approx(TEXT_WIDTH_MM, abs=0.1)
        assert min(each.widths_mm) > 0


def test_a_workbook_prints_each_table_on_the_width_of_a_page() -> None:
    names = Table("县级单位排名", [row(1, LONG_NAME), row(2, "乙县")])
    with workbook.write(of_a_province(levels=[names], silent=[row(3, "丙县", sessions=0)])) as file:
        parts = {name: zipfile.ZipFile(file).read(name).decode() for name in zipfile.ZipFile(file).namelist()}
    book, page = parts["xl/workbook.xml"], parts["xl/worksheets/sheet1.xml"]

    assert re.findall(r'<sheet name="([^"]+)"', book) == ["县级单位排名", "未参赛单位"]
    assert 'fitToHeight="0"' in page
    assert 'orientation="landscape"' in page
    assert '<mergeCell ref="A1:P1"/>' in page
    assert "Print_Titles" in book
    heights = dict(re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', page))
    assert (float(heights["5"]) > 30, float(heights["6"]) < 21) == (True, True), "a long name has two lines"
    assert "县级单位排名　统计范围" in page
    assert {"宋体", "黑体"} <= set(re.findall(r'<name val="([^"]+)"', parts["xl/styles.xml"]))
