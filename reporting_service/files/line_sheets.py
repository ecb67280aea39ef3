"""Reporting lines as a sheet that imports again: out as XLSX, in as XLSX or CSV."""

import io
from collections.abc import Iterator, Sequence

import xlsxwriter

from reporting_service.domain.lines import LineOnRecord
from services.kit import workbooks
from services.kit.cells import no_number, no_text
from services.kit.errors import FieldError, Invalid
from services.kit.headed_tables import Columns, FaultyTable, Record, records_of

HEADINGS = {
    "template_id": "报表编号",
    "unit": "单位代码",
    "unit_name": "单位名称",
    "parent": "上级单位代码",
    "parent_name": "上级单位名称",
    "seal_name": "填报单位（盖章）",
    "days_earlier": "提前天数",
    "contest_units": "竞赛统计单位",
}
WIDTHS = (30, 16, 36, 16, 36, 36, 10, 24)
COLUMNS = Columns(
    required=("template_id", "unit", "parent"),
    optional=("unit_name", "parent_name", "seal_name", "days_earlier", "contest_units"),
    other_names={zh: name for name, zh in HEADINGS.items()},
)
MOST_ROWS = 20_000


def lines_xlsx(lines: Sequence[LineOnRecord]) -> bytes:
    written = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        page = book.add_worksheet("报送关系")
        page.freeze_panes(1, 0)
        text = book.add_format({"num_format": "@"})
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width, text)
        page.write_row(0, 0, list(HEADINGS.values()), book.add_format({"bold": True}))
        for row, line in enumerate(lines, start=1):
            cells = (
                line.template_id,
                line.unit,
                line.unit_name,
                line.parent,
                line.parent_name,
                line.seal_name or "",
                str(line.days_earlier),
                " ".join(line.contest_units),
            )
            for column, content in enumerate(cells):
                page.write_string(row, column, content, text)
    return written.getvalue()


def lines_in(content: bytes) -> list[tuple[int, dict[str, object]]]:
    """The number of each row and its cells by name. Raises `Invalid` naming row and column, or `Unreadable`."""
    try:
        records = records_of(content, COLUMNS, MOST_ROWS)
    except FaultyTable as error:
        faults = [FieldError(f"/rows/{each.row}/{each.column}", each.code, each.zh, each.en) for each in error.faults]
        raise Invalid(errors=faults) from error
    except workbooks.TooLarge as error:
        zh, en = f"至多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows."
        raise Invalid(errors=[FieldError("", "too-long", zh, en)]) from error
    wrong = [fault for record in records for fault in _faults_of(record)]
    if wrong:
        raise Invalid(errors=wrong)
    return [(record.number, _cells(record)) for record in records]


def _faults_of(record: Record) -> Iterator[FieldError]:
    """Names of units are there for people."""
    for column, cell in record.cells.items():
        if column in ("unit_name", "parent_name"):
            continue
        fault = no_number(cell) if column == "days_earlier" else no_text(cell)
        if fault is not None:
            yield FieldError(f"/rows/{record.number}/{column}", fault.code, fault.zh, fault.en)


def _cells(record: Record) -> dict[str, object]:
    found: dict[str, object] = {name: record.text(name) for name in ("template_id", "unit", "parent")}
    if record.text("seal_name"):
        found["seal_name"] = record.text("seal_name")
    if record.text("days_earlier"):
        found["days_earlier"] = record.text("days_earlier")
    if record.text("contest_units"):
        found["contest_units"] = record.text("contest_units").replace("，", " ").replace(",", " ").split()
    return found
