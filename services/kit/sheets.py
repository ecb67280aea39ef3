"""CSV that a spreadsheet opens as it was meant: UTF-8 with a byte order mark, and no cell that begins as a formula."""

import csv
import io
import re
from collections.abc import Iterable

_BEGINS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""The last four are the wide ones of Chinese keyboards, which spreadsheets there take for the same."""
_FORMULA = re.compile("'*" + _BEGINS)
_MARKED = re.compile("'+" + _BEGINS)


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """None becomes an empty cell."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([_harmless(cell) for cell in row] for row in rows)
    return ("\ufeff" + written.getvalue()).encode()


def as_meant(cell: str) -> str:
    """The text of a cell that comes back: without the mark that made it harmless."""
    return cell[1:] if _MARKED.match(cell) else cell


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and _FORMULA.match(cell):
        return "'" + cell
    return "" if cell is None else cell
