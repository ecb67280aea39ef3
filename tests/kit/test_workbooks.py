"""Workbooks are read in one pass and within bounds: what cells show, and nothing else (R1.12)."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from services.kit.cells import Kind, no_number, no_text
from services.kit.workbooks import LARGEST_UNPACKED, TooLarge, Unreadable, lines_of


def written(fill: Callable[[Any], None], **options: Any) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        fill(book)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with another part in the place of its own."""
    packed, file = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in {*packed.namelist(), name}:
            archive.writestr(each, part if each == name else packed.read(each))
    return file.getvalue()


def sheet(rows: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    return with_part(written(lambda book: book.add_worksheet()), "xl/worksheets/sheet1.xml", part)


def shown(content: bytes) -> dict[str, tuple[Kind, str]]:
    cells = [cell for line in lines_of(content, 1000) for cell in line.cells.values()]
    return {cell.place: (cell.kind, cell.text) for cell in cells}


def test_each_type_of_a_spreadsheet_is_told_from_the_others() -> None:
    book = openpyxl.Workbook()
    page = book.active
    typed = {
        "A1": ("文字", None),
        "B1": (119, None),
        "C1": (0.21, "0%"),
        "D1": (date(2026, 3, 5), 'm"月"d"日"'),
        "E1": (0.6263888888888889, "h:mm"),
        "F1": (1000, "#,##0"),
        "G1": (True, None),
        "H1": ("=1/0", None),
        "I1": (1.251388888888889, "[h]:mm"),
        "J1": (1.5, 'General"场"'),
        "K1": (46086, "[$-804]aaaa"),
        "L1": (12, "@"),
        "AB9": ("远", None),
    }
    for place, (value, number_format) in typed.items():
        page[place] = value
        if number_format:
            page[place].number_format = number_format
    file = io.BytesIO()
    book.save(file)

    assert shown(file.getvalue()) == {
        "A1": (Kind.TEXT, "文字"),
        "B1": (Kind.NUMBER, "119"),
        "C1": (Kind.PERCENTAGE, "21%"),
        "D1": (Kind.DATE, "2026-03-05"),
        "E1": (Kind.TIME, "15:02:00"),
        "F1": (Kind.SHAPED, "1000"),
        "G1": (Kind.BOOLEAN, "TRUE"),
        "H1": (Kind.WITHOUT_VALUE, ""),
        "I1": (Kind.TIME, "30:02:00"),
        "J1": (Kind.SHAPED, "1.5"),
        "K1": (Kind.SHAPED, "46086"),
        "L1": (Kind.NUMBER, "12"),
        "AB9": (Kind.TEXT, "远"),
    }


def test_dates_that_count_from_1904_are_shown_as_they_stand() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write_datetime(0, 0, date(2026, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert shown(written(fill, date_1904=True)) == {"A1": (Kind.DATE, "2026-03-05")}


@pytest.mark.parametrize(
    ("number", "is_certain"), [(30, True), (0.5, True), (12345678901, True), (123456789012, False)]
)
def test_a_number_is_a_text_as_long_as_it_shows_its_own_digits(number: float, *, is_certain: bool) -> None:
    (line,) = lines_of(written(lambda book: book.add_worksheet().write(0, 0, number)), 10)

    assert (no_text(line.cells[0]) is None) == is_certain
    assert no_number(line.cells[0]) is None


def test_the_first_sheet_that_is_shown_is_read() -> None:
    def fill(book: Any) -> None:
        hidden, second, third = (book.add_worksheet() for _ in range(3))
        hidden.write(0, 0, "藏")
        hidden.hide()
        second.write(0, 0, "示")
        second.activate()
        second.set_first_sheet()
        third.write(0, 0, "后")

    assert shown(written(fill)) == {"A1": (Kind.TEXT, "示")}


def test_text_in_pieces_is_one_text_without_its_pronunciation() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write_rich_string(0, 0, "安全", book.add_format({"bold": True}), "生产")

    spoken = sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c></row>'
    )
    assert shown(written(fill)) == {"A1": (Kind.TEXT, "安全生产")}
    assert shown(spoken) == {"A1": (Kind.TEXT, "东京")}


def test_breaks_are_line_feeds_and_tabs_are_spaces() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write_row(0, 0, ["一\r\n二", "一\r二", "一\t二", "_x4E00_"])

    assert [text for _, text in shown(written(fill)).values()] == ["一\n二", "一\n二", "一 二", "_x4E00_"]


@pytest.mark.parametrize("kind", ["", ' t="n"', ' t="str"', ' t="b"'])
def test_a_formula_without_a_result_is_no_blank(kind: str) -> None:
    content = sheet(f'<row r="1"><c r="A1"{kind}><f>SUM(B1:B9)</f></c></row>')

    assert shown(content) == {"A1": (Kind.WITHOUT_VALUE, "")}


def test_a_formula_that_shows_nothing_is_a_blank() -> None:
    assert shown(sheet('<row r="1"><c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c></row>')) == {}


def test_cells_without_a_place_stand_one_beside_the_other() -> None:
    content = sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")

    assert {place: text for place, (_, text) in shown(content).items()} == {"A1": "1", "B1": "2", "A2": "3"}


def test_only_values_count_and_neither_pictures_nor_formats_far_below() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        page.write(0, 0, "一")
        page.set_row(1_048_575, 20)
        page.write_blank(1_048_574, 16_383, None, book.add_format({"border": 1}))

    content = with_part(written(fill), "xl/media/image1.png", b"<c <c r=" * (LARGEST_UNPACKED // 8 + 1))

    assert shown(content) == {"A1": (Kind.TEXT, "一")}


@pytest.mark.parametrize(("row", "column"), [(1_000, 0), (0, 26 + 26 * 26)])
def test_a_value_that_stands_too_far_away_is_refused(row: int, column: int) -> None:
    with pytest.raises(TooLarge):
        lines_of(written(lambda book: book.add_worksheet().write(row, column, "x")), 1_000)


@pytest.mark.parametrize(
    "part",
    [
        b"<c " * 20_000_000,
        b"<c>" * 10_000_000,
        b"<a " + b"b" * 39_000_000,
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<worksheet><row r="1"><c r="B2"><v>1</v></c></row></worksheet>',
        b'<worksheet><row r="1"><c r="A1"><v>x</v></c></row></worksheet>',
        b'<worksheet><row r="1"><c r="A1" t="s"><v>9</v></c></row></worksheet>',
        b"",
    ],
    ids=["never ends", "nests", "one name", "entities", "elsewhere", "no number", "no such text", "empty"],
)
def test_what_is_no_sheet_is_refused_in_the_time_of_one_reading(part: bytes) -> None:
    """R4.4: a few hundred bytes held the interpreter for seconds, and a few hundred thousand for minutes."""
    content = with_part(written(lambda book: book.add_worksheet()), "xl/worksheets/sheet1.xml", part)
    started = time.process_time()

    with pytest.raises((Unreadable, TooLarge)):
        lines_of(content, 1_000)

    assert time.process_time() - started < 2


def test_a_directory_that_lies_about_sizes_unpacks_nothing_more() -> None:
    """R4.4: what the directory said to be small was unpacked whole and cut afterwards."""
    true_size = 60_000_000
    blank = written(lambda book: book.add_worksheet())
    honest = with_part(blank, "xl/worksheets/sheet1.xml", b" " * true_size)
    lying = honest.replace(true_size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    tracemalloc.start()

    with pytest.raises((Unreadable, TooLarge)):
        lines_of(lying, 1_000)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024
