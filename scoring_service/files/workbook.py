"""The ranking report as a workbook, written row by row; its sums are formulas that hold their values too."""

import math
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from scoring_service.domain.bulletin import Bulletin, Row, Table
from scoring_service.domain.ranking import Scale
from scoring_service.files import layout
from scoring_service.files.faces import HEI, SONG, Faces, open_book
from scoring_service.files.layout import COLUMNS, LEVEL, NAME, PARENT, PLACES, Column, Kind, Sum
from scoring_service.files.measures import em
from scoring_service.files.report_tables import FORMER, change_of

HEADING_ROW = 3
FIRST_ROW = HEADING_ROW + 1
FORMATS = {Kind.TEXT: "@", Kind.COUNT: "#,##0", Kind.DECIMAL: "#,##0.00", Kind.SHARE: "0.00%"}


def write(bulletin: Bulletin) -> IO[bytes]:
    """A temporary file, at its beginning, what is the issuer's own first. The same figures give the same bytes."""
    file = TemporaryFile()  # noqa: SIM115 - the reply closes it
    book, faces = open_book(file, layout.title(bulletin), bulletin.as_of, constant_memory=True)
    styles = _Styles(book, faces)
    boards = [each for each in bulletin.tables if each.title in layout.BOARDS]
    own = [each for each in bulletin.tables if each.title not in layout.BOARDS]
    silent = [Table("未参赛单位", bulletin.silent)] if bulletin.silent else []
    columns = [*COLUMNS, CHANGE] if bulletin.period in FORMER else COLUMNS
    for table in (*own, *bulletin.levels, *silent, *boards):
        page = book.add_worksheet(table.title)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.set_footer("&C第 &P 页　共 &N 页")
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADING_ROW)
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
        page.freeze_panes(FIRST_ROW, NAME + 1)
        page.set_row(0, TITLE_HEIGHT_PT)
        scope = f"{table.title}　{layout.scope(bulletin)}"
        for row, text in enumerate((layout.title(bulletin), scope, layout.note(bulletin))):
            page.merge_range(row, 0, row, len(columns) - 1, text, faces.note if row else faces.title)
        page.set_row(HEADING_ROW, ROW_HEIGHT_PT)
        page.write_row(HEADING_ROW, 0, [column.heading for column in columns], faces.heading)
        _write_table(page, table, bulletin.scale, columns, styles)
    book.close()
    file.seek(0)
    return file


TITLE_HEIGHT_PT, ROW_HEIGHT_PT, LINE_PT = 30, 20, 15
CENTRED = ("名次", "层级", "名次升降")
CHANGE = Column("名次升降", Kind.TEXT, lambda row, _: change_of(row), 10)


class _Styles:
    """By place of a column; the last one is of the change of place."""

    def __init__(self, book: Any, faces: Faces) -> None:
        looks = [self._look(column) for column in (*COLUMNS, CHANGE)]
        self.cells = [book.add_format(look) for look in looks]
        self.sums = [book.add_format(look | {"font_name": HEI}) for look in looks]
        self.faces = faces

    @staticmethod
    def _look(column: Column) -> dict[str, object]:
        look = {
            "font_name": SONG,
            "font_size": 11,
            "border": 1,
            "valign": "vcenter",
            "text_wrap": column.kind is Kind.TEXT,
        }
        centred = {"align": "center"} if column.heading in CENTRED else {}
        return look | {"num_format": FORMATS[column.kind]} | centred


def _write_table(page: Any, table: Table, scale: Scale, columns: Sequence[Column], styles: _Styles) -> None:
    row = FIRST_ROW
    for row, each in enumerate(table.rows, start=FIRST_ROW):
        page.set_row(row, ROW_HEIGHT_PT + LINE_PT * (_lines_of(each) - 1))
        for place, value in enumerate(column.value(each, scale) for column in columns):
            _write(page, row, place, value, styles.cells[place])
    for below, each_sum in enumerate(layout.sums(table), start=1):
        page.set_row(row + below, ROW_HEIGHT_PT)
        _write_sum(page, row + below, row, each_sum, styles)
        for place in range(len(COLUMNS), len(columns)):
            page.write_blank(row + below, place, None, styles.sums[place])


def _lines_of(row: Row) -> int:
    """How many the longest of its names needs: widths are in characters of half the width of a Chinese one."""
    names = ((row.unit.name, COLUMNS[NAME].width), (row.parent_name, COLUMNS[PARENT].width))
    return max(math.ceil((2 * em(name) + 1) / width) for name, width in names)


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
