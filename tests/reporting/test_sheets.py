"""The XLSX round trip and CSV (R3.11)."""

import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from reporting_service.domain.filing import Filing
from reporting_service.files import spreadsheets
from reporting_service.queries import filings
from services.kit.workbooks import LARGEST_UNPACKED
from tests.reporting.builders import FORM_A, HUANCUI, WEIHAI, WENDENG, body, reporter, total
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens

DATA = Path(__file__).parents[1] / "data"


async def filing_of(reporting: ReportingSystem, report_id: str) -> Filing:
    async with reporting.database.begin() as transaction:
        filing = await filings.read_filing(transaction, UUID(report_id))
    assert filing is not None
    return filing


def edited(content: bytes, **cells: Any) -> bytes:
    """The sheet as a person leaves it: other contents in cells of the column for own values."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        if row[0] in cells:
            row[4] = cells[row[0]]
        page.write_row(number, 0, row)
    book.close()
    return written.getvalue()


async def bring_in(
    reporting: ReportingSystem, report_id: str, unit: str, content: bytes, *, dry_run: bool = False
) -> httpx.Response:
    path = f"/v1/reports/{report_id}/sheet-imports?dry_run={str(dry_run).lower()}"
    files = {"file": ("a.xlsx", content, "application/octet-stream")}
    return await reporting.client.post(path, files=files, headers=tokens.headers(reporter(unit)))


async def exported(reporting: ReportingSystem, unit: str) -> tuple[httpx.Response, bytes]:
    opened = await reporting.open(unit)
    saved = await reporting.save(opened, reporter(unit), body())
    sheet = await reporting.ask("GET", f"/v1/reports/{opened.json()['id']}/sheet.xlsx", reporter(unit))
    assert sheet.status_code == 200
    return saved, sheet.content


async def test_a_sheet_that_comes_back_untouched_changes_nothing(reporting: ReportingSystem) -> None:
    """R3.11"""
    saved, sheet = await exported(reporting, HUANCUI)
    await reporting.keep(total(HUANCUI, 5, 6))

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, sheet)

    assert reply.json() == {"is_dry_run": False, "changes": [], "conflicts": [], "other_activities": None}


async def test_an_import_shows_cell_by_cell_what_it_would_change_before_it_saves(reporting: ReportingSystem) -> None:
    """R3.11"""
    saved, sheet = await exported(reporting, HUANCUI)
    report_id, changed = saved.json()["id"], edited(sheet, lecture_sessions=9, exposed_major_hazards=2)

    shown = await bring_in(reporting, report_id, HUANCUI, changed, dry_run=True)
    before = await reporting.read(report_id, reporter(HUANCUI))
    await bring_in(reporting, report_id, HUANCUI, changed)
    after = await reporting.read(report_id, reporter(HUANCUI))

    assert shown.json()["changes"] == [
        {"cell": "E4", "indicator": "lecture_sessions", "before": 3, "after": 9},
        {"cell": "E24", "indicator": "exposed_major_hazards", "before": None, "after": 2},
    ]
    assert before.json()["values"] == saved.json()["values"]
    assert after.json()["values"] == saved.json()["values"] | {"lecture_sessions": 9, "exposed_major_hazards": 2}


async def test_a_cell_that_was_changed_in_the_system_meanwhile_is_a_conflict(reporting: ReportingSystem) -> None:
    """R3.11, I11"""
    saved, sheet = await exported(reporting, HUANCUI)
    await reporting.save(saved, reporter(HUANCUI), {"values": {"lecture_sessions": 7}})
    changed = edited(sheet, lecture_sessions=9)

    shown = await bring_in(reporting, saved.json()["id"], HUANCUI, changed, dry_run=True)
    refused = await bring_in(reporting, saved.json()["id"], HUANCUI, changed)

    conflict = {"cell": "E4", "indicator": "lecture_sessions", "before": 7, "after": 9, "exported": 3}
    assert shown.json()["conflicts"] == [conflict]
    assert (refused.status_code, refused.json()["cells"]) == (409, ["E4"])


@pytest.mark.parametrize(
    ("content", "code"), [("很多", "not-a-number"), (-3, "negative"), (2.5, "fraction"), ("50人", "wrong-unit")]
)
async def test_a_faulty_cell_is_named_as_it_stands_in_the_sheet(
    reporting: ReportingSystem, content: Any, code: str
) -> None:
    saved, sheet = await exported(reporting, HUANCUI)

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, edited(sheet, lecture_attendances=content))

    assert reply.status_code == 422
    assert [(each["pointer"], each["code"]) for each in reply.json()["errors"]] == [("/E5", code)]


def by_hand(content: bytes, cells: dict[str, Any], formats: dict[str, str] | None = None) -> bytes:
    """The sheet after a spreadsheet program wrote these cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        book.active[place] = value
    for place, number_format in (formats or {}).items():
        book.active[place].number_format = number_format
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "figure"),
    [
        ("12", 12),
        ("１２", 12),
        ("1,200", 1200),
        ("１，２００", 1200),
        ("12 人次", 12),
        ("12人次", 12),
        (" \u3000", None),
        (7.000000000000001, 7),
    ],
)
async def test_a_text_that_shows_a_figure_is_that_figure(
    reporting: ReportingSystem, content: str | float, figure: int | None
) -> None:
    """R3.11"""
    saved, sheet = await exported(reporting, HUANCUI)

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, by_hand(sheet, {"E5": content}))

    assert reply.status_code == 200, reply.text
    assert [each["after"] for each in reply.json()["changes"] if each["cell"] == "E5"] == [figure]


@pytest.mark.parametrize(
    ("content", "number_format", "code"),
    [
        ("#DIV/0!", None, "cell-is-error"),
        ("#REF!", None, "cell-is-error"),
        ("=E4*2", None, "cell-is-formula-without-value"),
        (0.5, "0%", "cell-is-percentage"),
        (46086, "yyyy-mm-dd", "cell-is-date"),
        (True, None, "cell-is-boolean"),
        ("1,2", None, "not-a-number"),
        ("12²", None, "not-a-number"),
        ("①", None, "not-a-number"),
        ("七", None, "not-a-number"),
        (7.5, "0", "fraction"),
        ("12场", None, "wrong-unit"),
    ],
)
async def test_a_cell_that_shows_no_figure_is_named_and_not_taken_for_a_blank(
    reporting: ReportingSystem, content: Any, number_format: str | None, code: str
) -> None:
    """R3.11: error cells emptied the figures of a report."""
    saved, sheet = await exported(reporting, HUANCUI)
    changed = by_hand(sheet, {"E5": content}, {"E5": number_format} if number_format else None)

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, changed)

    assert reply.status_code == 422, reply.text
    assert [(each["pointer"], each["code"]) for each in reply.json()["errors"]] == [("/E5", code)]
    read = await reporting.read(saved.json()["id"], reporter(HUANCUI))
    assert read.json()["values"] == saved.json()["values"]


async def test_the_error_cells_of_an_office_empty_no_figure(reporting: ReportingSystem) -> None:
    """R3.11, R6.6: the sheet of an office whose formulas had lost what they counted."""
    opened = await reporting.open(HUANCUI)
    first = ("commentary_articles", "discussion_sessions", "discussion_attendances")
    own = dict.fromkeys(("lecture_sessions", "lecture_attendances", *first), 7)
    saved = await reporting.save(opened, reporter(HUANCUI), {"values": own})
    book = openpyxl.load_workbook(DATA / "report-error-cells.xlsx")
    book.active["A1"] = saved.json()["id"]
    written = io.BytesIO()
    book.save(written)

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, written.getvalue())

    assert reply.status_code == 422, reply.text
    assert [(each["pointer"], each["code"]) for each in reply.json()["errors"]] == [
        ("/E4", "cell-is-error"),
        ("/E5", "cell-is-error"),
    ]
    read = await reporting.read(saved.json()["id"], reporter(HUANCUI))
    assert read.json()["values"] == saved.json()["values"]


@pytest.mark.parametrize(
    ("occurrences", "attendances"), [("3场", "40人次"), ("3次", "40 人次"), ("3 场次", 40), ("３场/次", "４０")]
)
async def test_activities_are_counted_in_either_of_their_units(
    reporting: ReportingSystem, occurrences: Any, attendances: Any
) -> None:
    """R3.11"""
    saved, sheet = await exported(reporting, HUANCUI)
    last = openpyxl.load_workbook(io.BytesIO(sheet)).active.max_row
    added = {f"C{last}": "安全吹哨人", f"E{last}": occurrences, f"F{last}": attendances}

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, by_hand(sheet, added))

    read = await reporting.read(saved.json()["id"], reporter(HUANCUI))
    kept = {"activity_name": "安全吹哨人", "occurrences": 3, "attendances": 40}
    assert kept in read.json()["other_activities"], reply.text


@pytest.mark.parametrize(("column", "below"), [("G", 0), ("G", 2), ("J", 2), ("D", 1)])
async def test_what_stands_beside_the_columns_of_a_row_is_refused_and_not_dropped(
    reporting: ReportingSystem, column: str, below: int
) -> None:
    """R3.11"""
    saved, sheet = await exported(reporting, HUANCUI)
    place = f"{column}{openpyxl.load_workbook(io.BytesIO(sheet)).active.max_row + below}"

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, by_hand(sheet, {place: 5}))

    assert [(each["pointer"], each["code"]) for each in reply.json().get("errors", ())] == [
        (f"/{place}", "surplus-row")
    ], reply.text


async def test_activities_beyond_the_prepared_rows_are_read(reporting: ReportingSystem) -> None:
    """R3.11"""
    opened = await reporting.open(HUANCUI)
    sheet = await reporting.ask("GET", f"/v1/reports/{opened.json()['id']}/sheet.xlsx", reporter(HUANCUI))
    last = openpyxl.load_workbook(io.BytesIO(sheet.content)).active.max_row
    added = {f"C{last + 2}": "第二十一项\u3000活动", f"E{last + 2}": "3", f"F{last + 2}": 40}

    reply = await bring_in(reporting, opened.json()["id"], HUANCUI, by_hand(sheet.content, added))

    assert reply.json()["other_activities"] == [
        {"activity_name": "第二十一项 活动", "occurrences": 3, "attendances": 40}
    ], reply.text


async def test_faults_of_activities_name_their_cells(reporting: ReportingSystem) -> None:
    """R3.11: F40, not an index"""
    opened = await reporting.open(HUANCUI)
    sheet = await reporting.ask("GET", f"/v1/reports/{opened.json()['id']}/sheet.xlsx", reporter(HUANCUI))
    last = openpyxl.load_workbook(io.BytesIO(sheet.content)).active.max_row
    added = {
        f"C{last}": "某\u202e活动",
        f"E{last}": 1,
        f"E{last - 1}": 1,
        f"F{last}": "#N/A",
        f"B{last + 3}": "填表人：张三",
    }

    reply = await bring_in(reporting, opened.json()["id"], HUANCUI, by_hand(sheet.content, added))

    assert [(each["pointer"], each["code"]) for each in reply.json()["errors"]] == [
        (f"/C{last - 1}", "invalid-name"),
        (f"/C{last}", "invalid-name"),
        (f"/F{last}", "cell-is-error"),
        (f"/B{last + 3}", "surplus-row"),
    ]
    assert "U+202E" in reply.json()["errors"][1]["detail"]


async def test_a_row_that_was_written_between_ours_is_refused_and_not_dropped(reporting: ReportingSystem) -> None:
    """R3.11"""
    saved, sheet = await exported(reporting, HUANCUI)
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    book.active.insert_rows(6)
    book.active["E6"] = 5
    written = io.BytesIO()
    book.save(written)

    reply = await bring_in(reporting, saved.json()["id"], HUANCUI, written.getvalue())

    assert [(each["pointer"], each["code"]) for each in reply.json()["errors"]] == [("/E6", "surplus-row")]


async def test_what_is_no_sheet_of_this_report_is_refused(reporting: ReportingSystem) -> None:
    saved, _ = await exported(reporting, HUANCUI)
    _, others = await exported(reporting, WENDENG)

    no_sheet = await bring_in(reporting, saved.json()["id"], HUANCUI, b"PK\x03\x04 and no more")
    of_another = await bring_in(reporting, saved.json()["id"], HUANCUI, others)
    by_another = await bring_in(reporting, saved.json()["id"], WENDENG, others)

    assert [no_sheet.status_code, of_another.status_code, by_another.status_code] == [415, 422, 404]


def far(row: int, column: int) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.add_worksheet().write(row, column, "x")
    return written.getvalue()


def bomb(said: int) -> bytes:
    """A workbook with a part that unpacks to more than is taken, and says that it unpacks to `said`."""
    packed = zipfile.ZipFile(io.BytesIO(far(0, 0)))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in packed.namelist():
            is_shared = name == "xl/sharedStrings.xml"
            archive.writestr(name, b" " * (LARGEST_UNPACKED + 1) if is_shared else packed.read(name))
    true_size = (LARGEST_UNPACKED + 1).to_bytes(4, "little")
    return written.getvalue().replace(true_size, said.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("content", "status"),
    [(far(1_048_575, 16_383), 413), (far(2, 16_383), 413), (bomb(LARGEST_UNPACKED + 1), 413), (bomb(9), 415)],
    ids=["far", "wide", "packed", "said to be small"],
)
async def test_a_sheet_that_would_grow_beyond_bounds_is_refused(
    reporting: ReportingSystem, content: bytes, status: int
) -> None:
    opened = await reporting.open(HUANCUI)

    reply = await bring_in(reporting, opened.json()["id"], HUANCUI, content, dry_run=True)

    assert reply.status_code == status, reply.text


async def test_a_dry_run_does_not_use_up_an_idempotency_key(reporting: ReportingSystem) -> None:
    """I10"""
    saved, sheet = await exported(reporting, HUANCUI)
    path = f"/v1/reports/{saved.json()['id']}/sheet-imports"
    headers = tokens.headers(reporter(HUANCUI)) | {"Idempotency-Key": "sheet-1"}
    content = edited(sheet, lecture_attendances=77)

    dry = await reporting.client.post(f"{path}?dry_run=true", content=content, headers=headers)
    real = await reporting.client.post(path, content=content, headers=headers)
    again = await reporting.client.post(path, content=content, headers=headers)

    assert [dry.json()["is_dry_run"], real.json()["is_dry_run"]] == [True, False]
    assert again.content == real.content
    read = await reporting.read(saved.json()["id"], reporter(HUANCUI))
    assert read.json()["values"]["lecture_attendances"] == 77


async def test_a_form_put_together_anew_is_a_repeat_all_the_same(reporting: ReportingSystem) -> None:
    """I10: its parts are divided otherwise each time."""
    saved, sheet = await exported(reporting, HUANCUI)
    path = f"/v1/reports/{saved.json()['id']}/sheet-imports"
    headers = tokens.headers(reporter(HUANCUI)) | {"Idempotency-Key": "sheet-2"}
    form = {"file": ("sheet.xlsx", edited(sheet, lecture_attendances=78))}

    first, again = [await reporting.client.post(path, files=form, headers=headers) for _ in range(2)]

    assert first.status_code == 200, first.text
    assert (again.status_code, again.content) == (200, first.content)


async def test_the_sheet_shows_the_numbers_of_the_roll_up(reporting: ReportingSystem) -> None:
    """R3.2, R3.11"""
    await reporting.keep(total(WEIHAI, 500, 900))
    await reporting.accepted(HUANCUI, WEIHAI, exposed_major_hazards=4)
    saved, _ = await exported(reporting, WEIHAI)
    rolled = await reporting.roll_up(WEIHAI)

    sheet = await reporting.ask("GET", f"/v1/reports/{saved.json()['id']}/sheet.xlsx", reporter(WEIHAI))

    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    shown = {row[0]: row[4:7] for row in rows if row[0] in rolled["own"]}
    numbers = {name: [None if cell == "" else int(cell) for cell in cells] for name, cells in shown.items()}
    assert numbers == {name: [rolled[part][name] for part in ("own", "subordinate", "total")] for name in rolled["own"]}


async def test_the_sheet_of_a_form_names_the_contact_and_the_reasons_and_prints_on_one_page(
    reporting: ReportingSystem,
) -> None:
    """R3.11"""
    opened = await reporting.open(HUANCUI)
    said = {**body(), "explanations": {"lecture_sessions": "与往年口径不同"}}
    saved = await reporting.save(opened, reporter(HUANCUI), said)
    assert saved.status_code == 200, saved.text

    sheet = await reporting.ask("GET", f"/v1/reports/{opened.json()['id']}/sheet.xlsx", reporter(HUANCUI))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    contact = body()["header"]["contact_name"]
    assert rows[1][2].startswith(f"联系人：{contact}　电话：")
    assert next(row[8] for row in rows if row[0] == "lecture_sessions") == "与往年口径不同"
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert '<pageSetUpPr fitToPage="1"/>' in page
    assert 'fitToHeight="0"' not in page
    assert {"宋体", "黑体"} <= {each.split('"')[0] for each in styles.split('<name val="')[1:]}
    again = await bring_in(reporting, opened.json()["id"], HUANCUI, sheet.content)
    assert again.json()["changes"] == []


async def test_csv_has_a_byte_order_mark_and_no_formulas(reporting: ReportingSystem) -> None:
    """R3.11"""
    opened = await reporting.open(HUANCUI)
    row = {"activity_name": "=HYPERLINK(1)", "occurrences": 1, "attendances": 2}
    await reporting.save(opened, reporter(HUANCUI), {"other_activities": [row]})

    reply = await reporting.ask("GET", f"/v1/reports/{opened.json()['id']}/sheet.csv", reporter(HUANCUI))

    text = reply.content.decode()
    assert text.startswith("\ufeff指标编号")
    assert ",'=HYPERLINK(1)," in text
    assert ",=" not in text


async def test_activities_come_back_from_the_sheet(reporting: ReportingSystem) -> None:
    """R3.1: the repeatable seventh item"""
    opened = await reporting.open(HUANCUI)
    filing = await filing_of(reporting, opened.json()["id"])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheets.xlsx(filing))).get_sheet_by_index(0)
    start = next(n for n, row in enumerate(rows.to_python(skip_empty_area=False)) if row[0] == "other_activities")
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows.to_python(skip_empty_area=False)):
        page.write_row(number, 0, ["other_activities", "", "安全吹哨人", "", 2, 80, "", ""] if number == start else row)
    book.close()

    await bring_in(reporting, opened.json()["id"], HUANCUI, written.getvalue())

    after = await reporting.read(opened.json()["id"], reporter(HUANCUI))
    assert after.json()["other_activities"] == [{"activity_name": "安全吹哨人", "occurrences": 2, "attendances": 80}]
    assert after.json()["template_id"] == FORM_A
