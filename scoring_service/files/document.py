"""The ranking report as a Word document, in the faces and margins of official papers (GB/T 9704-2012)."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.shared import Mm, Pt

from scoring_service.domain.bulletin import Bulletin
from scoring_service.files import document_tables
from scoring_service.files.document_text import (
    BODY,
    CENTRE,
    HEADING,
    LEFT,
    NOTE,
    RED,
    RIGHT,
    TITLE,
    Face,
    element,
    write_line,
    write_run,
)
from scoring_service.files.measures import (
    BODY_PT,
    CELL_PT,
    FOOT_MM,
    MARGINS_MM,
    MASTHEAD_LINE_PT,
    MM_PER_PT,
    PAGE_NUMBER_PT,
    masthead_pt,
)
from scoring_service.files.report import Report, report

PAGE_NUMBER = Face("宋体", PAGE_NUMBER_PT, PAGE_NUMBER_PT * 1.2)
EIGHTHS_IN_PT = 8


def write(bulletin: Bulletin) -> bytes:
    """The same figures give the same bytes."""
    made = report(bulletin)
    paper = Document()
    _set_page(paper)
    _head(paper, made)
    for text in made.paragraphs:
        write_line(paper.add_paragraph(), text, BODY, indent=True)
    for number, table in enumerate(made.tables):
        _heading(paper, number, table.title)
        document_tables.add(paper, table)
        _space(paper, 2 * CELL_PT)
    _foot(paper, made)
    stamp = bulletin.as_of.replace(tzinfo=None)
    paper.core_properties.title, paper.core_properties.author = "".join(made.title), made.signature[0].text
    paper.core_properties.created = paper.core_properties.modified = stamp
    return _stable(paper, stamp)


def _set_page(paper: Any) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for side, width in MARGINS_MM.items():
        setattr(page, f"{side}_margin", Mm(width))
    page.footer_distance = Mm(MARGINS_MM["bottom"] - FOOT_MM - PAGE_NUMBER.height_pt * MM_PER_PT)
    paper.settings.odd_and_even_pages_header_footer = True
    squeezed = element("w:characterSpacingControl", val="compressPunctuation")
    for former in paper.settings.element.findall(squeezed.tag):
        paper.settings.element.replace(former, squeezed)
    for footer, align in ((page.footer, RIGHT), (page.even_page_footer, LEFT)):
        _number_pages(footer.paragraphs[0], align)


def _number_pages(paragraph: Any, side: Any) -> None:
    """`— 1 —`, a character from the outer edge."""
    write_line(paragraph, "— ", PAGE_NUMBER, side)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(PAGE_NUMBER_PT)
    for kind in ("begin", "", "end"):
        part = element("w:fldChar", fldCharType=kind) if kind else element("w:instrText")
        part.text = None if kind else "PAGE"
        write_run(paragraph, "", PAGE_NUMBER)._element.append(part)  # noqa: SLF001 - no other way
    write_run(paragraph, " —", PAGE_NUMBER)


def _head(paper: Any, made: Report) -> None:
    if made.masthead:
        face = Face(TITLE.name, masthead_pt(made.masthead), MASTHEAD_LINE_PT)
        write_line(paper.add_paragraph(), made.masthead, face, CENTRE).font.color.rgb = RED
        _blank(paper)
    if made.number:
        write_line(paper.add_paragraph(), made.number, BODY, CENTRE)
    if made.masthead:
        _red_rule(paper)
    if made.masthead or made.number:
        _blank(paper)
    _title(paper.add_paragraph(), made.title)
    _blank(paper)
    if made.addressees:
        write_line(paper.add_paragraph(), made.addressees, BODY)


def _title(paragraph: Any, lines: Sequence[str]) -> None:
    run = write_line(paragraph, lines[0], TITLE, CENTRE)
    for line in lines[1:]:
        run.add_break()
        run = write_run(paragraph, line, TITLE)


def _red_rule(paper: Any) -> None:
    """Four millimetres below the number, as wide as the text."""
    rule = _space(paper, 4 / MM_PER_PT)
    border = element("w:pBdr")
    border.append(element("w:bottom", val="single", sz=round(1.5 * EIGHTHS_IN_PT), space=0, color="FF0000"))
    rule._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")  # noqa: SLF001 - no other way


def _heading(paper: Any, number: int, text: str) -> None:
    paragraph = paper.add_paragraph()
    write_line(paragraph, f"{_chinese(number + 1)}、{text}", HEADING, indent=True)
    paragraph.paragraph_format.keep_with_next = True


def _blank(paper: Any) -> Any:
    paragraph = paper.add_paragraph()
    write_line(paragraph, "", BODY)
    return paragraph


def _space(paper: Any, height_pt: float) -> Any:
    paragraph = paper.add_paragraph()
    write_line(paragraph, "", Face(BODY.name, 1, height_pt))
    return paragraph


def _foot(paper: Any, made: Report) -> None:
    if made.silent:
        _heading(paper, len(made.tables), made.silent_title)
        for text in made.silent:
            write_line(paper.add_paragraph(), text, BODY, indent=True)
    together = []
    if made.closing:
        together.append(paper.add_paragraph())
        write_line(together[0], made.closing, BODY, indent=True)
    together.append(_blank(paper))
    for each in made.signature:
        together.append(paper.add_paragraph())
        write_line(together[-1], each.text, BODY, RIGHT)
        together[-1].paragraph_format.right_indent = Pt(each.from_right_em * BODY_PT)
    for paragraph in together[:-1]:
        paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True
    _blank(paper)
    _notes(paper, made.notes)


def _notes(paper: Any, notes: Sequence[str]) -> None:
    for number, text in enumerate(notes):
        paragraph = paper.add_paragraph()
        write_line(paragraph, text, NOTE)
        if not number:
            border = element("w:pBdr")
            border.append(element("w:top", val="single", sz=4, space=0, color="auto"))
            paragraph._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")  # noqa: SLF001


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
