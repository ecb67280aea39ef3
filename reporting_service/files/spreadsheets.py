"""Reports as spreadsheets: out with named cells and locked labels, in again cell by cell; and out as CSV."""

import io
import itertools
import json
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from reporting_service.domain.errors import WrongMedia
from reporting_service.domain.filing import Filing
from reporting_service.domain.forms import Template
from reporting_service.domain.sheet_import import (
    ACTIVITIES,
    ACTIVITIES_BELOW,
    ACTIVITIES_ZH,
    BLANK_ACTIVITIES,
    FIRST_ROW,
    Column,
    Imported,
    imported_of,
)
from services.kit import sheets, workbooks
from services.kit.errors import FieldError, Invalid
from services.kit.file_parts import FileTooLarge

LARGEST = 8 * 1024 * 1024
MOST_ROWS = 1_000
"""A form has some dozens, and names of activities below them."""
HEADINGS = ("", "活动项目", "指标", "计量单位", "本级", "下级汇总", "合计", "", "说明")
EXPLANATION = Column.EXPORTED + 1
"""Shown and not read."""
WIDTHS = {
    Column.SECTION: 24,
    Column.LABEL: 46,
    Column.UNIT: 9,
    Column.OWN: 10,
    Column.BELOW: 10,
    Column.TOTAL: 10,
    EXPLANATION: 22,
}
"""In characters of half the width of a Chinese one."""
LINE_PT = 18


def xlsx(filing: Filing) -> bytes:
    """Hidden columns hold indicator and exported value, so that an import can tell who changed what."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("统计表")
    cell = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "border": 1}
    label = book.add_format({**cell, "text_wrap": True})
    entry = book.add_format({**cell, "locked": False, "bg_color": "#FFFBE6"})
    title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
    head = book.add_format({"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "vcenter"})
    page.set_paper(9)
    page.fit_to_pages(1, 1)
    page.protect("", {"format_columns": True, "select_locked_cells": True})
    page.set_column(Column.ID, Column.ID, None, None, {"hidden": True})
    for column, width in WIDTHS.items():
        page.set_column(column, column, width)
    page.set_column(Column.EXPORTED, Column.EXPORTED, None, None, {"hidden": True})
    page.write_string(0, Column.ID, str(filing.report.id))
    page.set_row(0, 30)
    page.merge_range(0, Column.SECTION, 0, EXPLANATION, filing.template.title_zh, title)
    page.set_row(1, 30)
    page.write_string(1, Column.SECTION, f"填报单位（盖章）：{filing.place.name_on_paper}", head)
    page.write_string(1, Column.LABEL, _header(filing), head)
    page.write_string(1, Column.EXPORTED, json.dumps(list(filing.other_activities), ensure_ascii=False))
    page.write_row(FIRST_ROW - 1, 0, HEADINGS, label)
    for row, cells in enumerate(_rows(filing), start=FIRST_ROW):
        name, section, text, unit, own, below, total, is_summed = cells
        page.write_row(row, 0, (name, section, text, unit), label)
        reason = filing.report.explanations.get(name) or ""
        page.set_row(row, LINE_PT * max(_lines(text, Column.LABEL), _lines(reason, EXPLANATION)))
        _write_number(page, row, Column.OWN, own, entry)
        _write_number(page, row, Column.BELOW, below, label)
        here = row + 1
        summed = f'=IF(COUNT(E{here},F{here})=0,"",N(E{here})+N(F{here}))'
        page.write_formula(
            row,
            Column.TOTAL,
            summed if is_summed else f'=IF(E{here}="","",E{here})',
            label,
            "" if total is None else total,
        )
        _write_number(page, row, Column.EXPORTED, own, label)
        page.write_string(row, EXPLANATION, reason, label)
        book.define_name(f"v_{name}", f"=统计表!$E${here}")
    _merge_sections(page, filing, label)
    if filing.template.has_activities:
        _write_activities(page, filing, label, entry)
    page.freeze_panes(FIRST_ROW, 0)
    book.close()
    return written.getvalue()


def _merge_sections(page: Any, filing: Filing, label: Any) -> None:
    """A section's title stands once beside all its figures."""
    first = FIRST_ROW
    for section, cells in itertools.groupby(_rows(filing), key=lambda cells: cells[1]):
        count = len(list(cells))
        if count > 1:
            page.merge_range(first, Column.SECTION, first + count - 1, Column.SECTION, section, label)
        else:
            page.set_row(first, LINE_PT * _lines(section, Column.SECTION))
        first += count


def _lines(text: str, column: int) -> int:
    return max(1, -(-(2 * len(text) + 1) // WIDTHS[column]))


def _header(filing: Filing) -> str:
    """Contact, telephone, day: what the form asks for beside the unit."""
    fields = [each for each in filing.template.header if each["id"] in filing.template.header_fields]
    return "　".join(f"{each['label_zh']}：{filing.report.header.get(each['id']) or ''}" for each in fields)


def _write_number(page: Any, row: int, column: int, value: int | None, style: Any) -> None:
    if value is None:
        page.write_blank(row, column, None, style)
    else:
        page.write_number(row, column, value, style)


def _write_activities(page: Any, filing: Filing, label: Any, entry: Any) -> None:
    start = FIRST_ROW + len(filing.template.indicators)
    page.write_row(start, 0, ("", ACTIVITIES_ZH, "活动名称", "", "组织（场/次）", "参与（人次）"), label)
    known = list(filing.other_activities)
    for number in range(len(known) + BLANK_ACTIVITIES):
        row = start + 1 + number
        each = known[number] if number < len(known) else {}
        page.write_string(row, Column.ID, ACTIVITIES)
        page.write_string(row, Column.LABEL, each.get("activity_name", ""), entry)
        _write_number(page, row, Column.OWN, each.get("occurrences"), entry)
        _write_number(page, row, Column.BELOW, each.get("attendances"), entry)
    start += len(known) + BLANK_ACTIVITIES + 1
    for number, below in enumerate(filing.roll_up.activities):
        cells = (ACTIVITIES_BELOW, below.unit_name, below.activity_name, "")
        page.write_row(start + number, Column.ID, cells, label)
        _write_number(page, start + number, Column.OWN, below.occurrences, label)
        _write_number(page, start + number, Column.BELOW, below.attendances, label)


def _rows(filing: Filing) -> list[tuple[str, str, str, str, int | None, int | None, int | None, bool]]:
    rolled = filing.roll_up
    section_of = {place: each.title_zh for each in filing.template.sections for place in each.places}
    return [
        (
            each.id,
            section_of[each.id],
            each.label_zh,
            each.unit,
            rolled.own[each.id],
            rolled.subordinate[each.id],
            rolled.total[each.id],
            not each.is_contest_line,
        )
        for each in filing.template.indicators
    ]


def csv_text(filing: Filing) -> bytes:
    headings = ["指标编号", "活动项目", "指标", "计量单位", "本级", "下级汇总", "合计"]
    activities = [
        [
            ACTIVITIES,
            ACTIVITIES_ZH,
            row["activity_name"],
            "场/次；人次",
            row["occurrences"],
            "",
            row["attendances"],
        ]
        for row in filing.other_activities
    ]
    activities += [
        [ACTIVITIES_BELOW, each.unit_name, each.activity_name, "场/次；人次", each.occurrences, "", each.attendances]
        for each in filing.roll_up.activities
    ]
    return sheets.csv_bytes([headings, *(cells[:7] for cells in _rows(filing)), *activities])


@dataclass(frozen=True)
class SentSheet:
    """A workbook that is said to be this report's."""

    content: bytes
    report_id: str
    template: Template


def read_xlsx(sent: SentSheet) -> Imported:
    """What stands in the sheet. Raises `WrongMedia`, `FileTooLarge`, or `Invalid` for the sheet of another report."""
    try:
        lines = workbooks.lines_of(sent.content, MOST_ROWS)
    except workbooks.TooLarge as error:
        raise FileTooLarge(extra={"largest_bytes": workbooks.LARGEST_UNPACKED, "most_rows": MOST_ROWS}) from error
    except workbooks.Unreadable as error:
        raise WrongMedia from error
    first = next((line for line in lines if line.number == 1), None)
    if first is None or first.text(Column.ID) != sent.report_id:
        fault = FieldError(
            "/A1", "other-report", "这不是本报表导出的表格。", "This sheet was not made from this report."
        )
        raise Invalid(errors=[fault])
    return imported_of(lines, sent.template)
