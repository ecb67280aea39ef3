"""The ranking report as a Word document, in the faces and margins of official papers (GB/T 9704-2012)."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from scoring_service.domain.bulletin import Bulletin
from scoring_service.files.report import Report, ReportTable, report

TITLE, HEI, FANG_SONG, SONG = "方正小标宋简体", "黑体", "仿宋_GB2312", "宋体"
BODY_PT, TABLE_PT, NOTE_PT = 16, 9, 9
TEXT_WIDTH_MM, WIDTHS_MM = 156, {"名次": 10, "单位": 34, "上级单位": 20}
TEXT_COLUMNS = ("单位", "上级单位")
MARGIN_TWIPS = "28"
RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def write(bulletin: Bulletin) -> bytes:
    """The same figures give the same bytes."""
    made = report(bulletin)
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _number_pages(page.footer.paragraphs[0])
    _head(paper, made)
    for text in made.paragraphs:
        _paragraph(paper, text, FANG_SONG, BODY_PT, indent=True)
    for number, table in enumerate(made.tables, start=1):
        _paragraph(paper, f"{_chinese(number)}、{table.title}", HEI, BODY_PT, indent=True)
        _table(paper, table)
    _foot(paper, made)
    stamp = bulletin.as_of.replace(tzinfo=None)
    paper.core_properties.title, paper.core_properties.author = made.title, made.issuer
    paper.core_properties.created = paper.core_properties.modified = stamp
    return _stable(paper, stamp)


def _head(paper: Any, made: Report) -> None:
    _paragraph(paper, made.title, TITLE, 22, align=CENTRE)
    if made.number:
        _paragraph(paper, made.number, FANG_SONG, BODY_PT, align=CENTRE)
    if made.addressees:
        _paragraph(paper, made.addressees, FANG_SONG, BODY_PT)


def _foot(paper: Any, made: Report) -> None:
    if made.silent:
        number = _chinese(len(made.tables) + 1)
        _paragraph(paper, f"{number}、尚无人参赛的单位", HEI, BODY_PT, indent=True)
        for text in made.silent:
            _paragraph(paper, text, FANG_SONG, BODY_PT, indent=True)
    if made.closing:
        _paragraph(paper, made.closing, FANG_SONG, BODY_PT, indent=True)
    for text in ("", made.issuer, made.date):
        _paragraph(paper, text, FANG_SONG, BODY_PT, align=RIGHT)
    for text in made.notes:
        _paragraph(paper, text, SONG, NOTE_PT)


def _paragraph(parent: Any, text: str, face: str, size_pt: float, *, align: Any = None, indent: bool = False) -> None:
    _write(parent.add_paragraph(), text, face, size_pt, align, indent=indent)


def _write(paragraph: Any, text: str, face: str, size_pt: float, align: Any, *, indent: bool = False) -> None:
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(max(28.0 * size_pt / BODY_PT, 14.0))
    if indent:
        form.first_line_indent = Pt(2 * size_pt)
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size_pt), face
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001 - no other way


def _table(paper: Any, table: ReportTable) -> None:
    grid = paper.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    free = (TEXT_WIDTH_MM - sum(WIDTHS_MM.values())) / (len(table.headings) - len(WIDTHS_MM))
    widths = [Mm(WIDTHS_MM.get(heading, free)) for heading in table.headings]
    _narrow_margins(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _fill(grid.rows[0], table.headings, HEI, [CENTRE] * len(widths), widths)
    properties = grid.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - no other way
    properties.append(OxmlElement("w:tblHeader"))
    aligned = [None if heading in TEXT_COLUMNS else RIGHT for heading in table.headings]
    for place, row in enumerate(table.rows):
        if place == table.cut:
            _fill(grid.add_row(), ["…"] * len(widths), SONG, [CENTRE] * len(widths), widths)
        _fill(grid.add_row(), row, SONG, aligned, widths)


def _narrow_margins(grid: Any) -> None:
    """So that a share such as 12.50% stands on one line of its column."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), MARGIN_TWIPS)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # noqa: SLF001 - no other way


def _fill(row: Any, texts: Sequence[str], face: str, aligned: Sequence[Any], widths: Sequence[Any]) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no other way
    for cell, text, align, width in zip(row.cells, texts, aligned, widths, strict=True):
        cell.width = width
        _write(cell.paragraphs[0], text, face, TABLE_PT, align)


def _number_pages(paragraph: Any) -> None:
    paragraph.alignment = CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._element.append(part)  # noqa: SLF001 - no other way


def _chinese(number: int) -> str:
    digits = "一二三四五六七八九十"
    return digits[number - 1] if number <= len(digits) else str(number)


def _stable(paper: Any, stamp: datetime) -> bytes:
    """The archive with one time for all its parts."""
    written, stable = io.BytesIO(), io.BytesIO()
    paper.save(written)
    when = (max(stamp.year, 1980), stamp.month, stamp.day, stamp.hour, stamp.minute, 0)
    with zipfile.ZipFile(written) as archive, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            copy.writestr(zipfile.ZipInfo(name, when), archive.read(name), zipfile.ZIP_DEFLATED)
    return stable.getvalue()
