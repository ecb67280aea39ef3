"""The ranking report as a workbook, written row by row; its sums are formulas that hold their values too."""

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from scoring_service.domain.bulletin import Bulletin, Table
from scoring_service.domain.ranking import Scale
from scoring_service.files import layout
from scoring_service.files.faces import HEI, SONG, Faces, open_book
from scoring_service.files.layout import COLUMNS, LEVEL, NAME, PLACES, Column, Kind, Sum
from scoring_service.files.report import FORMER, change_of

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
        page.set_row(0, 30)
        for row, text in enumerate((layout.title(bulletin), layout.scope(bulletin), layout.note(bulletin))):
            page.merge_range(row, 0, row, len(columns) - 1, text, faces.note if row else faces.title)
        page.write_row(HEADING_ROW, 0, [column.heading for column in columns], faces.heading)
        _write_table(page, table, bulletin.scale, columns, styles)
    book.close()
    file.seek(0)
    return file


CHANGE = Column("名次升降", Kind.TEXT, lambda row, _: change_of(row), 10)


class _Styles:
    """By place of a column; the last one is of the change of place."""

    def __init__(self, book: Any, faces: Faces) -> None:
        look = {"font_name": SONG, "font_size": 11, "border": 1}
        columns = (*COLUMNS, CHANGE)
        self.cells = [book.add_format({**look, "num_format": FORMATS[column.kind]}) for column in columns]
        bold = {**look, "font_name": HEI}
        self.sums = [book.add_format({**bold, "num_format": FORMATS[column.kind]}) for column in columns]
        self.faces = faces


def _write_table(page: Any, table: Table, scale: Scale, columns: Sequence[Column], styles: _Styles) -> None:
    row = FIRST_ROW
    for row, each in enumerate(table.rows, start=FIRST_ROW):
        for place, value in enumerate(column.value(each, scale) for column in columns):
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
