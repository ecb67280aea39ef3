"""XLSX files as strangers send them: looked over before a reader makes a table of their first sheet."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

Cell = str | int | float | bool | date | time | timedelta | None

LARGEST_UNPACKED = 40 * 1024 * 1024
OTHER_KINDS = ("xl/workbook.bin", "content.xml")
"""By which the reader knows kinds of workbooks that are not looked over here."""
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"""<(?:\w+:)?(?:c|row)\b[^>]*?\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_WIDEST = 2
"""Letters of a column: beyond ZZ nobody writes."""


class Unreadable(ValueError):
    """No workbook, or one that does not say where its cells are."""


class TooLarge(ValueError):
    """More than `LARGEST_UNPACKED` bytes, or a cell that is farther away than anybody writes."""


def rows_of(content: bytes, most_rows: int) -> Sequence[Sequence[Cell]]:
    """The first sheet from its upper left corner on. Raises `Unreadable` or `TooLarge`."""
    try:
        plain = _unpacked(content, most_rows)
        return CalamineWorkbook.from_filelike(plain).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (Unreadable, TooLarge):
        raise
    except (
        zipfile.BadZipFile,
        CalamineError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        IndexError,
    ) as error:
        raise Unreadable from error


def _unpacked(content: bytes, most_rows: int) -> io.BytesIO:
    """The same workbook without compression, so that no more is read of it than was counted here.

    The reader makes a table as large as the farthest cell says, so a cell that is far away is refused too.
    """
    plain, total = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(plain, "w") as unpacked:
        names = set(packed.namelist())
        if "xl/workbook.xml" not in names or not names.isdisjoint(OTHER_KINDS):
            raise Unreadable
        for member in packed.infolist():
            total += member.file_size
            if total > LARGEST_UNPACKED:
                raise TooLarge
            part = packed.read(member)
            _check_extent(part, most_rows)
            unpacked.writestr(member.filename, part)
    plain.seek(0)
    return plain


def _check_extent(part: bytes, most_rows: int) -> None:
    places = _PLACE.findall(part)
    if sum(1 for column, _ in places if column) != len(_CELL.findall(part)):
        raise Unreadable
    if any(int(row) > most_rows or len(column) > _WIDEST for column, row in places):
        raise TooLarge
