"""What the units below a unit reported, as a sheet: a title, a row for each in administrative order, and their sums."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from reporting_service.domain.forms import Template
from reporting_service.domain.report import State
from reporting_service.domain.roll_up import Child

HEADINGS = ("单位代码", "单位名称", "状态", "接收版本")
WIDTHS = (14, 30, 9, 9)
WIDTH, CHARACTERS_IN_WIDTH, LINE_PT = 9, 4, 15
PAGES_ACROSS = 2
"""A form has some thirty figures; on one page nobody could read them."""
HEADING_ROW = 1
FIRST_ROW = HEADING_ROW + 1
STATES: Mapping[str | None, str] = {
    None: "未填报",
    State.DRAFT: "草稿",
    State.SUBMITTED: "已上报",
    State.RETURNED: "已退回",
    State.ACCEPTED: "已接收",
    State.AMENDED: "修订中",
}


@dataclass(frozen=True)
class ChildrenOrder:
    template: Template
    unit_name: str
    children: Sequence[Child]


def children_xlsx(order: ChildrenOrder) -> bytes:
    """Row by row to memory: there may be thousands. What is counted in the contest is nowhere added up."""
    written, template = io.BytesIO(), order.template
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, options)
    cell = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter"}
    plain = book.add_format(cell)
    heading = book.add_format({**cell, "font_name": "黑体", "text_wrap": True, "align": "center"})
    title = book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
    page = book.add_worksheet("下级单位")
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(PAGES_ACROSS, 0)
    page.repeat_rows(0, HEADING_ROW)
    page.repeat_columns(0, 1)
    page.set_footer("&C第 &P 页　共 &N 页")
    page.freeze_panes(FIRST_ROW, len(HEADINGS))
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    labels = [f"{each.label_zh}（{each.unit}）" for each in template.indicators]
    page.set_row(0, 30)
    page.set_column(len(HEADINGS), len(HEADINGS) + len(labels) - 1, WIDTH)
    page.merge_range(0, 0, 0, len(HEADINGS) + len(labels) - 1, f"{order.unit_name}　{template.title_zh}", title)
    page.set_row(HEADING_ROW, LINE_PT * max(-(-len(label) // CHARACTERS_IN_WIDTH) for label in [*labels, "四个字的"]))
    page.write_row(HEADING_ROW, 0, [*HEADINGS, *labels], heading)
    row = FIRST_ROW
    for row, child in enumerate(order.children, start=FIRST_ROW):
        state = "免报" if child.is_excused else STATES[child.state]
        page.write_row(row, 0, [child.unit, child.name, state], plain)
        for column, value in enumerate((child.version, *map(child.total.get, template.indicator_ids)), start=3):
            page.write(row, column, value, plain)
    if order.children:
        page.write_row(row + 1, 0, ["", "合计", "", ""], heading)
        for column, each in enumerate(template.indicators, start=len(HEADINGS)):
            known = [value for child in order.children if (value := child.total.get(each.id)) is not None]
            if each.is_contest_line or not known:
                page.write_blank(row + 1, column, None, heading)
            else:
                name = xl_col_to_name(column)
                formula = f"=SUM({name}{FIRST_ROW + 1}:{name}{row + 1})"
                page.write_formula(row + 1, column, formula, heading, sum(known))
    book.close()
    return written.getvalue()
