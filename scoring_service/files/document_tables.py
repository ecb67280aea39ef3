"""Tables of a ranking report in Word: widths, heights and lines are those of the paper."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm

from scoring_service.files.document_text import CENTRE, LEFT, RIGHT, TWIPS_IN_PT, Face, element, write_line, write_run
from scoring_service.files.measures import CELL_MM, CELL_PT, MM_PER_PT, TABLE_LINE_EM, heading_lines
from scoring_service.files.report_tables import ReportTable

SIDES = {"left": LEFT, "right": RIGHT, "center": CENTRE}


def add(paper: Any, table: ReportTable) -> None:
    made = table.setting
    widths = [Mm(width) for width in made.widths_mm]
    grid = paper.add_table(rows=1, cols=len(widths), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _margins(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    height = made.size_pt * TABLE_LINE_EM
    bold, plain = Face("黑体", made.size_pt, height), Face("宋体", made.size_pt, height)
    heads = [heading_lines(heading) for heading in table.headings]
    _fill(grid.rows[0], heads, bold, [CENTRE] * len(widths), widths)
    grid.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001 - no other way
    sides = [SIDES[side] for side in table.sides]
    for place, row in enumerate(table.rows):
        if place == table.cut:
            _fill(grid.add_row(), [["…"]] * len(widths), plain, [CENTRE] * len(widths), widths)
        _fill(grid.add_row(), [[text] for text in row], plain, sides, widths)


def _margins(grid: Any) -> None:
    """In their order: Word refuses another."""
    margins = element("w:tblCellMar")
    across, along = round(CELL_MM / MM_PER_PT * TWIPS_IN_PT), round(CELL_PT * TWIPS_IN_PT)
    for side, twips in (("top", along), ("left", across), ("bottom", along), ("right", across)):
        margins.append(element(f"w:{side}", w=twips, type="dxa"))
    grid._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # noqa: SLF001 - no other way


def _fill(row: Any, texts: Sequence[Sequence[str]], face: Face, sides: Sequence[Any], widths: Sequence[Any]) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - no other way
    for cell, lines, side, width in zip(row.cells, texts, sides, widths, strict=True):
        cell.width = width
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        run = write_line(cell.paragraphs[0], lines[0], face, side)
        for line in lines[1:]:
            run.add_break()
            run = write_run(cell.paragraphs[0], line, face)
