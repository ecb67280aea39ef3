"""Measures of a ranking report on A4, the same in Word and on paper (GB/T 9704-2012): 22 lines of 28 characters."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MARGINS_MM = {"top": 37.0, "bottom": 35.0, "left": 28.0, "right": 26.0}
TEXT_WIDTH_MM = 156.0
MM_PER_PT = 25.4 / 72
BODY_PT, LINE_PT, TRACKING_PT = 16.0, 28.9, -0.25
MASTHEAD_PT, SMALLEST_MASTHEAD_PT, MASTHEAD_LINE_PT = 36.0, 20.0, 48.0
TITLE_PT, TITLE_LINE_PT = 22.0, 34.0
PAGE_NUMBER_PT, FOOT_MM = 14.0, 7.0
TABLE_PTS = (10.5, 9.0)
"""Of these the first in which the names still find room."""
TABLE_LINE_EM, CELL_MM, CELL_PT = 1.36, 0.6, 2.5
NOTE_PT, NOTE_LINE_PT = 9.0, 14.0
SPARE_MM, AIRY = 2.0, 1.35
LATIN_EM = 0.56
LEAST_NAME_EM = 9.0
NAMES = ("单位", "上级单位")
MOST_PIECES = 12
BREAKS_AFTER, BREAKS_BEFORE = "”》）", "“《（"


def for_paper() -> Mapping[str, Any]:
    """What the template of the paper is told of them."""
    return {
        "margins": MARGINS_MM,
        "body": BODY_PT,
        "line": LINE_PT,
        "tracking": TRACKING_PT,
        "masthead_line": MASTHEAD_LINE_PT,
        "title": TITLE_PT,
        "title_line": TITLE_LINE_PT,
        "page_number": PAGE_NUMBER_PT,
        "foot": FOOT_MM,
        "table_line": TABLE_LINE_EM,
        "cell_x": CELL_MM,
        "cell_y": CELL_PT,
        "note": NOTE_PT,
        "note_line": NOTE_LINE_PT,
    }


def em(text: str) -> float:
    """How wide a line is, in characters: figures and Latin letters take about half of one."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else LATIN_EM for each in text)


def masthead_pt(text: str) -> float:
    """So large that it stands on one line."""
    room = TEXT_WIDTH_MM / MM_PER_PT / max(em(text), 1.0)
    return max(SMALLEST_MASTHEAD_PT, min(MASTHEAD_PT, float(int(room))))


@dataclass(frozen=True)
class Setting:
    """A table's size of type, and the widths of its columns, which fill the width of the text."""

    size_pt: float
    widths_mm: Sequence[float]


def heading_lines(heading: str) -> Sequence[str]:
    """A heading of four characters stands on two lines."""
    return [heading] if len(heading) <= 3 or heading in NAMES else [heading[:2], heading[2:]]  # noqa: PLR2004


def setting(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Setting:
    """Figures get what the longest of them needs, names the rest."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headings)
    needs = [_need(heading, column) for heading, column in zip(headings, columns, strict=True)]
    names = [place for place, heading in enumerate(headings) if heading in NAMES]
    for size in TABLE_PTS:
        widths = [need * size * MM_PER_PT + 2 * CELL_MM + SPARE_MM for need in needs]
        room = TEXT_WIDTH_MM - sum(width for place, width in enumerate(widths) if place not in names)
        if room >= len(names) * LEAST_NAME_EM * size * MM_PER_PT or size == TABLE_PTS[-1]:
            break
    given = _shared(room, [needs[place] * size * MM_PER_PT + 2 * CELL_MM + SPARE_MM for place in names])
    spare = (room - sum(given)) / (len(widths) - len(names))
    widths = [width + spare for width in widths]
    for place, width in zip(names, given, strict=True):
        widths[place] = width
    return Setting(size, [round(width, 2) for width in widths])


def _need(heading: str, column: Iterable[str]) -> float:
    return max([em(line) for line in heading_lines(heading)] + [em(text) for text in column])


def _shared(room: float, needs: Sequence[float]) -> Sequence[float]:
    """What names get of the room: all of it where they need it, else a good deal more than they need.

    The second of two gets no more than four tenths.
    """
    wished = [AIRY * need for need in needs]
    if sum(wished) <= room:
        return wished
    if len(needs) == 1:
        return [room]
    second = min(needs[1], 0.4 * room)
    return [room - second, second]


def balanced(pieces: Iterable[str]) -> Sequence[str]:
    """A title on lines that end where a piece does or beside a bracket or quotation mark, as few and even as can be.

    One line of any length where its pieces are too long for that: it breaks where it may.
    """
    parts = [part for piece in pieces for part in _split(piece) if part]
    whole = "".join(parts)
    room = TEXT_WIDTH_MM / MM_PER_PT / TITLE_PT
    for number in range(1, 5 if len(parts) <= MOST_PIECES else 2):
        found = [lines for lines in _splits(parts, number) if all(em(line) <= room for line in lines)]
        if found:
            return min(found, key=lambda lines: max(map(em, lines)) - min(map(em, lines)))
    return [whole]


def _split(piece: str) -> list[str]:
    parts = [""]
    for each in piece:
        if each in BREAKS_BEFORE:
            parts.append("")
        parts[-1] += each
        if each in BREAKS_AFTER:
            parts.append("")
    return parts


def _splits(parts: Sequence[str], number: int) -> list[list[str]]:
    if number == 1:
        return [["".join(parts)]]
    return [["".join(parts[:end]), *rest] for end in range(1, len(parts)) for rest in _splits(parts[end:], number - 1)]
