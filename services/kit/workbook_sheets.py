"""The sheet of an XLSX, row by row: what its cells show (ECMA-376 part 1, §18.3.1)."""

import re
from collections.abc import Mapping, Sequence

from services.kit import number_formats
from services.kit.cells import Cell, Kind, Line
from services.kit.workbook_parts import Malformed, Part, text_of, whole

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WIDEST = 26 + 26 * 26
"""Columns: beyond ZZ nobody writes."""
_TRUTH = {"1": "TRUE", "0": "FALSE"}


class SheetReader(Part):
    """The rows of a sheet that hold a value. Raises `OverflowError` for one that is too far away."""

    def __init__(
        self, content: bytes, *, strings: Sequence[str], kinds: Sequence[Kind], counts_from_1904: bool, most_rows: int
    ) -> None:
        self.lines: list[Line] = []
        self._strings, self._kinds, self._counts_from_1904 = strings, kinds, counts_from_1904
        self._most_rows = most_rows
        self._row, self._column = 0, -1
        self._cells: dict[int, Cell] = {}
        self._attributes: Mapping[str, str] = {}
        self._value: list[str] = []
        self._is_value = self._is_phonetic = self._has_formula = self._has_value = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = whole(attributes["r"]) if "r" in attributes else self._row + 1
            self._column, self._cells = -1, {}
        elif name == "c":
            self._begin_cell(attributes)
        self._has_formula = self._has_formula or name == "f"
        self._has_value = self._has_value or name == "v"
        self._is_phonetic = self._is_phonetic or name == "rPh"
        self._is_value = name in ("v", "t") and not self._is_phonetic

    def end(self, name: str) -> None:
        self._is_value = False
        if name == "rPh":
            self._is_phonetic = False
        elif name == "c":
            self._end_cell()
        elif name == "row" and self._cells:
            self.lines.append(Line(self._row, self._cells))

    def text(self, text: str) -> None:
        if self._is_value:
            self._value.append(text)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            found = _PLACE.fullmatch(place)
            if found is None or int(found[2]) != self._row:
                raise Malformed
            self._column = _column_of(found[1])
        self._attributes, self._value = attributes, []
        self._has_formula = self._has_value = False

    def _end_cell(self) -> None:
        cell = self._cell("".join(self._value))
        if cell is None:
            return
        if self._row > self._most_rows or self._column >= _WIDEST:
            raise OverflowError
        if self._column in self._cells:
            raise Malformed
        self._cells[self._column] = cell

    def _cell(self, value: str) -> Cell | None:
        """None where nothing is shown."""
        kind, row, column = self._attributes.get("t", "n"), self._row, self._column
        if kind == "e":
            return Cell(row, column, Kind.ERROR, value)
        is_text = kind in ("s", "str", "inlineStr")
        if is_text:
            value = self._shared(value) if kind == "s" else text_of(value)
        if not value.strip():
            # A text that a formula made may be empty on purpose; without a result it shows nobody knows what.
            is_missing = self._has_formula and not (is_text and self._has_value)
            return Cell(row, column, Kind.WITHOUT_VALUE, "") if is_missing else None
        if is_text:
            return Cell(row, column, Kind.TEXT, value)
        if kind == "b":
            return Cell(row, column, Kind.BOOLEAN, _TRUTH.get(value, value))
        if kind == "d":
            return Cell(row, column, Kind.DATE, value)
        return self._number(value)

    def _number(self, value: str) -> Cell:
        try:
            number = float(value)
        except ValueError:
            raise Malformed from None
        style = whole(self._attributes.get("s", "0"))
        kind = self._kinds[style] if style < len(self._kinds) else Kind.NUMBER
        text = number_formats.shown(number, kind, counts_from_1904=self._counts_from_1904)
        return Cell(self._row, self._column, kind, text, number)

    def _shared(self, value: str) -> str:
        number = whole(value)
        if number >= len(self._strings):
            raise Malformed
        return self._strings[number]


def _column_of(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - ord("A") + 1
    return number - 1
