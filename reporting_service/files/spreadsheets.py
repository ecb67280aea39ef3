"""Reports as spreadsheets: out with named cells and locked labels, in again cell by cell; and out as CSV."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from reporting_service.domain.errors import FileTooLarge, WrongMedia
from reporting_service.domain.filing import Filing
from reporting_service.domain.forms import Template
from reporting_service.domain.report import State
from reporting_service.domain.roll_up import Child
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

LARGEST = 8 * 1024 * 1024
MOST_ROWS = 1_000
"""A form has some dozens, and names of activities below them."""
HEADINGS = ("", "活动项目", "指标", "计量单位", "本级", "下级汇总", "合计", "")
CHILD_HEADINGS = ("单位代码", "单位名称", "状态", "接收版本")
STATES: Mapping[str | None, str] = {
    None: "未填报",
    State.DRAFT: "草稿",
    State.SUBMITTED: "已上报",
    State.RETURNED: "已退回",
    State.ACCEPTED: "已接收",
    State.AMENDED: "修订中",
}


def xlsx(filing: Filing) -> bytes:
    """Hidden columns hold indicator and exported value, so that an import can tell who changed what."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("统计表")
    label = book.add_format({"text_wrap": True, "valign": "vcenter", "border": 1})
    entry = book.add_format({"locked": False, "border": 1, "bg_color": "#FFFBE6"})
    page.protect("", {"format_columns": True, "select_locked_cells": True})
    page.set_column(Column.ID, Column.ID, None, None, {"hidden": True})
    page.set_column(Column.SECTION, Column.SECTION, 28)
    page.set_column(Column.LABEL, Column.LABEL, 52)
    page.set_column(Column.UNIT, Column.TOTAL, 11)
    page.set_column(Column.EXPORTED, Column.EXPORTED, None, None, {"hidden": True})
    page.write_string(0, Column.ID, str(filing.report.id))
    page.write_string(0, Column.SECTION, filing.template.title_zh, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, Column.SECTION, f"填报单位（盖章）：{filing.place.name_on_paper}")
    page.write_string(1, Column.EXPORTED, json.dumps(list(filing.other_activities), ensure_ascii=False))
    page.write_row(FIRST_ROW - 1, 0, HEADINGS, label)
    for row, cells in enumerate(_rows(filing), start=FIRST_ROW):
        name, section, text, unit, own, below, total, is_summed = cells
        page.write_row(row, 0, (name, section, text, unit), label)
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
        book.define_name(f"v_{name}", f"=统计表!$E${here}")
    if filing.template.has_activities:
        _write_activities(page, filing, label, entry)
    page.freeze_panes(FIRST_ROW, 0)
    book.close()
    return written.getvalue()


@dataclass(frozen=True)
class ChildrenOrder:
    template: Template
    children: Sequence[Child]


def children_xlsx(order: ChildrenOrder) -> bytes:
    """A row for each unit that reports to one, row by row to memory: there may be thousands."""
    written, template = io.BytesIO(), order.template
    book = xlsxwriter.Workbook(
        written, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet("下级单位")
    page.freeze_panes(1, len(CHILD_HEADINGS))
    page.set_column(1, 1, 36)
    labels = [f"{each.label_zh}（{each.unit}）" for each in template.indicators]
    page.write_row(0, 0, [*CHILD_HEADINGS, *labels], book.add_format({"text_wrap": True, "valign": "vcenter"}))
    for row, child in enumerate(order.children, start=1):
        state = "免报" if child.is_excused else STATES[child.state]
        page.write_row(row, 0, [child.unit, child.name, state])
        for column, value in enumerate((child.version, *map(child.total.get, template.indicator_ids)), start=3):
            if value is not None:
                page.write_number(row, column, value)
    book.close()
    return written.getvalue()


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
