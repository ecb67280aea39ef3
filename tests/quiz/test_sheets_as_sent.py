"""Sheets of questions as programs write them and people fill them in (R1.12)."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from quiz_service.domain.bank_errors import FaultyQuestionFile
from quiz_service.domain.bank_file import Row
from quiz_service.files.question_files import CSV, XLSX, SentQuestions, read_questions
from tests.quiz.editors import as_csv, as_xlsx, lines_of
from tests.quiz.past import question

ROWS = [question(1), question(2, kind="multiple_choice", answer="AC")]
TRUE_OR_FALSE = question(3, kind="true_false", options={"A": "正确", "B": "错误"}, answer="A")
TRANSITIONAL, STRICT = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
Part = tuple[str, bytes]


def read(content: bytes, media_type: str = XLSX) -> list[Row]:
    return read_questions(SentQuestions(media_type, content))


def cells_of(content: bytes, media_type: str = XLSX) -> list[dict[str, Any]]:
    return [row.cells for row in read(content, media_type)]


def rewritten(change: Callable[[str, bytes], Part]) -> bytes:
    """A workbook whose parts another program has written."""
    packed, written = zipfile.ZipFile(io.BytesIO(as_xlsx(lines_of(ROWS)))), io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in packed.namelist():
            archive.writestr(*change(name, packed.read(name)))
    return written.getvalue()


def with_prefix(name: str, content: bytes) -> Part:
    if not name.startswith("xl/worksheets/"):
        return name, content
    prefixed = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", content)
    return name, prefixed.replace(b" xmlns=", b" xmlns:x=", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: (name.replace("/", "\\"), content),
        lambda name, content: (name, re.sub(rb"<dimension[^>]*>", b'<dimension ref="A1"/>', content)),
        lambda name, content: (name, content.replace(TRANSITIONAL, STRICT)),
        lambda name, content: ("xl/SharedStrings.xml" if name == "xl/sharedStrings.xml" else name, content),
        with_prefix,
    ],
    ids=["folders of Windows", "wrong dimension", "strict", "other capitals", "prefixed"],
)
def test_a_workbook_is_read_whichever_program_wrote_it(change: Callable[[str, bytes], Part]) -> None:
    """R1.12"""
    assert [each["id"] for each in cells_of(rewritten(change))] == ["q-1", "q-2"]


def test_a_chart_that_comes_first_is_no_sheet_of_questions() -> None:
    """R1.12"""
    book, written = openpyxl.load_workbook(io.BytesIO(as_xlsx(lines_of(ROWS)))), io.BytesIO()
    book.create_chartsheet("统计图", 0)
    book.save(written)

    assert len(read(written.getvalue())) == len(ROWS)


@pytest.mark.parametrize("media_type", [XLSX, CSV])
def test_an_old_or_encrypted_workbook_is_told_what_to_do(media_type: str) -> None:
    """R1.12: both begin with the same bytes, and are neither a ZIP archive nor text."""
    with pytest.raises(FaultyQuestionFile) as refused:
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), media_type)

    assert [(each.code, "另存为 .xlsx" in each.zh) for each in refused.value.faults] == [("old-or-encrypted", True)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_first_line_that_names_the_separator_is_no_header(separator: str) -> None:
    """R1.12: Excel reads it, so people write it. Rows count as they stand."""
    plain = as_csv(lines_of(ROWS), "utf-8").decode().replace(",", separator)
    faulty = plain.replace("multiple_choice", "essay")

    assert len(read(f"\ufeffsep={separator}\r\n{plain}".encode(), CSV)) == len(ROWS)
    with pytest.raises(FaultyQuestionFile) as refused:
        read(f'"sep={separator}"\r\n{faulty}'.encode(), CSV)
    assert [(each.row, each.column) for each in refused.value.faults] == [(4, "kind")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_second_byte_order_mark_is_no_part_of_the_header(encoding: str) -> None:
    """R1.12"""
    assert len(read(("\ufeff" + as_csv(lines_of(ROWS), "utf-8").decode()).encode(encoding), CSV)) == len(ROWS)


@pytest.mark.parametrize("change", [str.upper, " {}\u3000".format, "{}*".format, "\u00a0{}".format])
def test_a_header_is_read_as_people_write_it(change: Callable[[str], str]) -> None:
    """R1.12"""
    header, *lines = lines_of(ROWS)

    assert len(read(as_csv([[change(name) for name in header], *lines]), CSV)) == len(ROWS)


@pytest.mark.parametrize("answer", ["A,C", "A、C", "A，C", "A C", "ac", "ＡＣ", "A;C", "A/C", "CA"])
def test_letters_of_an_answer_may_be_parted_and_wide(answer: str) -> None:
    """R1.12"""
    header, first, second = lines_of(ROWS)
    second[header.index("answer")] = answer

    assert set(cells_of(as_csv([header, first, second]), CSV)[1]["answer"]) == {"A", "C"}


@pytest.mark.parametrize(
    ("answer", "letter"), [("正确", "A"), ("对", "A"), ("√", "A"), ("错", "B"), ("×", "B"), ("b", "B")]
)
@pytest.mark.parametrize("options", [("正确", "错误"), ("对", "错"), ("", "")])
def test_true_and_false_are_read_in_the_words_of_people(answer: str, letter: str, options: tuple[str, str]) -> None:
    """R1.12"""
    header, line = lines_of([TRUE_OR_FALSE])
    for name, text in {"kind": "判断", "answer": answer, "option_a": options[0], "option_b": options[1]}.items():
        line[header.index(name)] = text

    (cells,) = cells_of(as_csv([header, line]), CSV)

    assert (cells["kind"], cells["answer"], cells["options"]) == ("true_false", letter, TRUE_OR_FALSE["options"])


def test_false_before_true_is_a_fault_and_not_turned_round() -> None:
    """R1.12: nobody can tell which answer was meant."""
    with pytest.raises(FaultyQuestionFile):
        read(as_csv(lines_of([{**TRUE_OR_FALSE, "options": {"A": "错误", "B": "正确"}}])), CSV)


@pytest.mark.parametrize(("level", "difficulty"), [("易", 1), ("中", 2), ("难", 3), ("２", 2)])
def test_difficulties_may_be_words(level: str, difficulty: int) -> None:
    header, line = lines_of(ROWS[:1])
    line[header.index("difficulty")] = level

    assert cells_of(as_csv([header, line]), CSV)[0]["difficulty"] == difficulty


def test_radicals_out_of_a_pdf_become_the_characters_that_they_look_like() -> None:
    """R1.12: they look the same, and no search finds them."""
    stem = "\u2f6f\u2f54\u706b\u2f55\u4e2d\u6bd2"

    assert cells_of(as_csv(lines_of([question(1, stem=stem)])), CSV)[0]["stem"] == "石水火火中毒"


def test_signs_of_markup_are_signs_like_any_other() -> None:
    """R1.12"""
    options = {"A": "a<b & c>d", "B": "&lt;b&gt;", "C": '"<script>"'}

    assert cells_of(as_xlsx(lines_of([question(1, options=options)])))[0]["options"] == options


def test_a_merged_cell_is_named_in_each_row_that_it_leaves_blank() -> None:
    """R1.12"""
    rows, written = [question(number) for number in (1, 2, 3)], io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(lines_of(rows))))
    column = lines_of(rows)[0].index("category") + 1
    book.active.merge_cells(start_row=2, end_row=4, start_column=column, end_column=column)
    book.save(written)

    with pytest.raises(FaultyQuestionFile) as refused:
        read(written.getvalue())

    assert [(each.row, each.column) for each in refused.value.faults] == [(3, "category"), (4, "category")]
