"""Workbooks in Chinese faces: what every sheet of ours is written with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

import xlsxwriter

SONG, HEI = "宋体", "黑体"
"""Faces that come with every Chinese office suite."""
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Faces:
    title: Any
    note: Any
    heading: Any
    text: Any
    number: Any


def open_book(file: IO[bytes], title: str, made_at: datetime = BEGINNING, **options: object) -> tuple[Any, Faces]:
    """A workbook whose cells are never taken for formulas or links. The same content gives the same bytes."""
    book = xlsxwriter.Workbook(file, OPTIONS | options)
    book.set_properties({"title": title, "created": made_at.astimezone(UTC).replace(tzinfo=None)})
    cell = {"font_name": SONG, "font_size": 11, "border": 1, "valign": "vcenter"}
    faces = Faces(
        title=book.add_format({"font_name": HEI, "font_size": 16, "align": "center", "valign": "vcenter"}),
        note=book.add_format({"font_name": SONG, "font_size": 10, "text_wrap": True, "valign": "top"}),
        heading=book.add_format({**cell, "font_name": HEI, "align": "center", "bg_color": "#DCE6F1"}),
        text=book.add_format({**cell, "num_format": "@"}),
        number=book.add_format({**cell, "num_format": "General"}),
    )
    return book, faces
