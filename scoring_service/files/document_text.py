"""Lines of a Word document: a face, a size, a fixed height, as official papers have them."""

from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from scoring_service.files.measures import BODY_PT, LINE_PT, NOTE_LINE_PT, NOTE_PT, TITLE_LINE_PT, TITLE_PT

LEFT, RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY
RED = RGBColor(0xFF, 0, 0)
TWIPS_IN_PT = 20


@dataclass(frozen=True)
class Face:
    """`height_pt` is that of its lines; `tracking_pt` is added to each character's width."""

    name: str
    size_pt: float
    height_pt: float
    tracking_pt: float = 0.0


TITLE = Face("方正小标宋简体", TITLE_PT, TITLE_LINE_PT)
BODY = Face("仿宋_GB2312", BODY_PT, LINE_PT, -0.25)
HEADING = Face("黑体", BODY_PT, LINE_PT, -0.25)
NOTE = Face("宋体", NOTE_PT, NOTE_LINE_PT)


def write_line(paragraph: Any, text: str, face: Face, align: Any = JUSTIFIED, *, indent: bool = False) -> Any:
    """Its run."""
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(face.height_pt)
    form.widow_control = True
    if indent:
        form.first_line_indent = Pt(2 * face.size_pt)
    return write_run(paragraph, text, face)


def write_run(paragraph: Any, text: str, face: Face) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(face.size_pt), face.name
    properties = run._element.get_or_add_rPr()  # noqa: SLF001 - no other way
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), face.name)
    if face.tracking_pt:
        spacing = element("w:spacing", val=round(face.tracking_pt * TWIPS_IN_PT))
        properties.find(qn("w:sz")).addprevious(spacing)
    return run


def element(name: str, **attributes: object) -> Any:
    """An element of WordprocessingML, with attributes of its own namespace."""
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), str(value))
    return made
