"""A scan against the versions that it may be of."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from reporting_service.domain.scans import Outcome, Print, Reading, Spot
from reporting_service.scanning.codes import Code, code_of
from reporting_service.scanning.comparison import Box, Look, Poor, compare
from reporting_service.scanning.ink import Ink, black_of, laid, red_of
from reporting_service.scanning.pictures import Broken, TooLong, pages_of
from reporting_service.scanning.question import Question
from reporting_service.scanning.registration import by_corners, register
from services.kit.glyphs import shipped_font
from services.kit.printing import PPI, Printer, qr

FORM = Path(__file__).parents[1] / "data" / "form.typ"
CODE = "report:"
FINEST = 1.2
"""Pixels of a scan to one of the print that are of use; a finer scan is made coarser."""
LEAST_SHARE = 0.5
"""Of the print's patches that must be found again."""
DARK, FEWEST_DARK = 0.3, 0.0005
"""On a blank page a smaller share of the pixels is dark."""
ABOVE_PT, HEIGHT_PT = 3.5, 14.5
"""A blank reaches above the place that typst names, and over a line's height."""
MM_PER_POINT = 25.4 / 72
PIXELS = PPI / 72


@dataclass(frozen=True)
class Leaf:
    """A page of a scan with its code, or with none."""

    picture: Image.Image
    code: Code | None
    is_blank: bool


@dataclass(frozen=True)
class Blank:
    """A blank of the form on a page, in points from its upper left corner."""

    cell: str
    page: int
    x: float
    y: float
    width: float


@dataclass(frozen=True, eq=False)
class Sheet:
    """A page of the print."""

    black: Ink
    code: Code
    blanks: Sequence[Blank]


def read_scan(question: Question) -> Reading:
    """Work for a workshop."""
    return examine(Path(question.file), question.media_type, question.prints, Printer(FORM, shipped_font()))


def examine(file: Path, media_type: str, prints: Sequence[Print], printer: Printer) -> Reading:
    """Which of the prints this is a scan of, and where it differs."""
    try:
        leaves = [_leaf(picture) for picture in pages_of(file, media_type)]
    except (Broken, TooLong) as error:
        return Reading(Outcome.TOO_LONG if isinstance(error, TooLong) else Outcome.BROKEN)
    codes = [leaf.code for leaf in leaves if leaf.code is not None]
    if not codes:
        return Reading(Outcome.BLANK if all(leaf.is_blank for leaf in leaves) else Outcome.WITHOUT_CODE)
    seals = {code.text for code in codes}
    if len(seals) > 1:
        return Reading(Outcome.MIXED)
    seal = seals.pop()
    version = next((each for each in prints if each.seal == seal), None)
    if version is None:
        return Reading(Outcome.FOREIGN, seal)
    printed = sheets_of(version, printer)
    return _compared(seal, [leaf for leaf in leaves if leaf.code is not None], printed)


def _leaf(picture: Image.Image) -> Leaf:
    code = code_of(picture, CODE)
    return Leaf(picture, code, code is None and float((black_of(picture) > DARK).mean()) < FEWEST_DARK)


def _compared(seal: str, leaves: Sequence[Leaf], printed: Sequence[Sheet]) -> Reading:
    looks: dict[Spot, Look] = {}
    pages: set[int] = set()
    for leaf in leaves:
        found = _looks(leaf, printed)
        if found is None:
            return Reading(Outcome.UNLIKE, seal)
        pages.add(found[0])
        looks.update(found[1])
    return Reading(
        Outcome.READ,
        seal,
        pages=sorted(pages),
        page_count=len(printed),
        differences=[spot for spot, look in looks.items() if look is Look.DIFFERENT],
        unclear=[spot for spot, look in looks.items() if look is Look.UNCLEAR],
    )


def _looks(leaf: Leaf, printed: Sequence[Sheet]) -> tuple[int, Mapping[Spot, Look]] | None:
    """Which page of the print the leaf is, and how its blanks look; None where it is like none of them."""
    code, best, best_share, best_matrix = leaf.code, None, LEAST_SHARE, np.eye(3)
    assert code is not None  # noqa: S101 - pages without a code were left out
    zoom = min(1.0, FINEST * printed[0].code.side / code.side)
    size = (round(leaf.picture.width * zoom), round(leaf.picture.height * zoom))
    picture = leaf.picture.resize(size, Image.Resampling.BOX)
    black = black_of(picture)
    for sheet in printed:
        matrix, share = register(sheet.black, black, by_corners(sheet.code.corners, code.corners * zoom))
        if share >= best_share:
            best, best_share, best_matrix = sheet, share, matrix
    if best is None:
        return None
    shape = best.black.shape
    boxes = [_box(blank) for blank in best.blanks]
    try:
        looks = compare(best.black, laid(black, best_matrix, shape), laid(red_of(picture), best_matrix, shape), boxes)
    except Poor:
        return None
    number = printed.index(best) + 1
    return number, {_spot(blank, number): look for blank, look in zip(best.blanks, looks, strict=True)}


def sheets_of(version: Print, printer: Printer) -> list[Sheet]:
    """The print of a version, page by page."""
    pages, marks = printer.pictures({**version.form, "qr": qr(version.seal)})
    blanks = [Blank(**mark) for mark in marks]
    return [
        _sheet(png, [blank for blank in blanks if blank.page == number]) for number, png in enumerate(pages, start=1)
    ]


def _sheet(png: bytes, blanks: Sequence[Blank]) -> Sheet:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    code = code_of(image, CODE)
    assert code is not None  # noqa: S101 - every page of a version's print has its code
    return Sheet(black_of(image), code, blanks)


def _box(blank: Blank) -> Box:
    """In pixels, a little wider than the blank, so that nothing written at its edge is missed."""
    left, top = int(PIXELS * blank.x) - 2, int(PIXELS * (blank.y - ABOVE_PT))
    return Box(left, top, left + int(PIXELS * blank.width) + 5, top + int(PIXELS * HEIGHT_PT))


def _spot(blank: Blank, page: int) -> Spot:
    edges = (blank.x, blank.y - ABOVE_PT, blank.width, HEIGHT_PT)
    return Spot(blank.cell, page, *(round(edge * MM_PER_POINT, 1) for edge in edges))
