"""The ranking report as a workbook, written row by row; its sums are formulas that hold their values too."""

from datetime import UTC
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from scoring_service.domain.bulletin import Bulletin, Table
from scoring_service.domain.ranking import Scale
from scoring_service.files import layout
from scoring_service.files.layout import COLUMNS, LEVEL, NAME, PLACES, Kind, Sum

HEADING_ROW = 3
FIRST_ROW = HEADING_ROW + 1
FORMATS = {Kind.TEXT: "@", Kind.COUNT: "#,##0", Kind.DECIMAL: "#,##0.00", Kind.SHARE: "0.00%"}


def write(bulletin: Bulletin) -> IO[bytes]:
    """A temporary file, at its beginning. The same figures give the same bytes."""
    file = TemporaryFile()  # noqa: SIM115 - the reply closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties(
        {"title": layout.title(bulletin), "created": bulletin.as_of.astimezone(UTC).replace(tzinfo=None)}
    )
    styles = _Styles(book)
    for table in bulletin.tables:
        page = book.add_worksheet(table.title)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADING_ROW)
        for place, column in enumerate(COLUMNS):
            page.set_column(place, place, column.width)
        page.freeze_panes(FIRST_ROW, NAME + 1)
        for row, text in enumerate((layout.title(bulletin), layout.scope(bulletin), layout.NOTE)):
            page.write_string(row, 0, text, styles.title if row == 0 else None)
        page.write_row(HEADING_ROW, 0, [column.heading for column in COLUMNS], styles.heading)
        _write_table(page, table, bulletin.scale, styles)
    book.close()
    file.seek(0)
    return file


class _Styles:
    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.heading = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#DCE6F1"})
        self.cells = [book.add_format({"border": 1, "num_format": FORMATS[column.kind]}) for column in COLUMNS]
        self.sums = [
            book.add_format({"border": 1, "num_format": FORMATS[column.kind], "bold": True}) for column in COLUMNS
        ]


def _write_table(page: Any, table: Table, scale: Scale, styles: _Styles) -> None:
    row = FIRST_ROW
    for row, each in enumerate(table.rows, start=FIRST_ROW):
        for place, value in enumerate(layout.cells(each, scale)):
            _write(page, row, place, value, styles.cells[place])
    for below, each_sum in enumerate(layout.sums(table), start=1):
        _write_sum(page, row + below, row, each_sum, styles)


def _write(page: Any, row: int, place: int, value: str | float | None, style: Any) -> None:
    if value is None:
        page.write_blank(row, place, None, style)
    elif isinstance(value, str):
        page.write_string(row, place, value, style)
    else:
        page.write_number(row, place, value, style)


def _write_sum(page: Any, row: int, last: int, each: Sum, styles: _Styles) -> None:
    """`last` is the row of the last unit."""

    def span(place: int) -> str:
        name = xl_col_to_name(place)
        return f"${name}${FIRST_ROW + 1}:${name}${last + 1}"

    for place, column in enumerate(COLUMNS):
        value, style = each.values[place], styles.sums[place]
        if column.is_summed:
            page.write_formula(row, place, f"=SUMIF({span(LEVEL)},{each.level},{span(place)})", style, value)
        elif column.quotient:
            over, under = (xl_rowcol_to_cell(row, PLACES[name]) for name in column.quotient)
            page.write_formula(row, place, f"=IF({under}=0,0,{over}/{under})", style, value)
        else:
            _write(page, row, place, value, style)
