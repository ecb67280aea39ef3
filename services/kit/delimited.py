"""CSV as people send it: decoded strictly, in lines of cells like those of a workbook."""

import csv
import io
import re
from collections.abc import Sequence

from services.kit.cells import Cell, Kind, Line, tidy
from services.kit.sheets import as_meant
from services.kit.texts import decoded

_SEPARATORS = ",\t;"
_DECLARED = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
"""A first line for Excel that names the separator."""


class BadlyQuoted(ValueError):
    """Quotation marks that do not end, or a cell longer than anybody writes; `row` as text editors count."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


def lines_of(content: bytes) -> Sequence[Line]:
    """Rows that hold a value, numbered as a spreadsheet does. Raises `texts.Undecodable` or `BadlyQuoted`.

    Separated by commas, or as spreadsheets write "Unicode text" by tabs, or by semicolons: as a first line `sep=` says,
    or what the header has most.
    """
    text = decoded(content)
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    header = text.partition("\n")[0]
    separator = declared[1] if declared else max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 2 if declared else 1
    try:
        rows = list(reader)
    except csv.Error:
        raise BadlyQuoted(reader.line_num + first - 1) from None
    lines = [Line(number, _cells(number, row)) for number, row in enumerate(rows, start=first)]
    return [line for line in lines if line.cells]


def _cells(number: int, row: Sequence[str]) -> dict[int, Cell]:
    return {
        column: Cell(number, column, Kind.TEXT, tidy(as_meant(text))) for column, text in enumerate(row) if text.strip()
    }
