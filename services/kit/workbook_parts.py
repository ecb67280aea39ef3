"""The parts of an XLSX that say what its cells show (ECMA-376 part 1, §18), each read from its first byte to its last.

Names of elements count without their namespace: Excel's strict files use another one than all others.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.parsers import expat

from services.kit import number_formats
from services.kit.cells import Cell, Kind, Line, tidy

DEEPEST = 64
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_WIDEST = 26 + 26 * 26
"""Columns: beyond ZZ nobody writes."""
_TRUTH = {"1": "TRUE", "0": "FALSE"}


class Malformed(ValueError):
    """A part that is missing, or not as it has to be."""


class _Part:
    """Elements and text as they come; names without their namespace."""

    def __init__(self, content: bytes) -> None:
        self._depth = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = _refuse
        # At once: in pieces, an element that never ends is read anew with every piece.
        parser.Parse(content, True)  # noqa: FBT003

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Malformed
        self.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text of the element that was begun last."""


class BookReader(_Part):
    """Which sheet comes first among those that are shown, by the id of its link."""

    def __init__(self, content: bytes) -> None:
        self.first_visible: str | None = None
        self.counts_from_1904 = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")
        is_shown = name == "sheet" and attributes.get("state", "visible") == "visible"
        if is_shown and self.first_visible is None:
            self.first_visible = next((each for key, each in attributes.items() if key.endswith(":id")), None)


class LinkReader(_Part):
    """Where the parts lie that a workbook names, by the ids of their links."""

    class Link(NamedTuple):
        kind: str
        target: str

    def __init__(self, content: bytes) -> None:
        self.targets: dict[str, LinkReader.Link] = {}
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            link = LinkReader.Link(attributes.get("Type", ""), attributes.get("Target", ""))
            self.targets[attributes.get("Id", "")] = link


class StyleReader(_Part):
    """What a number is taken for under each style of a cell."""

    def __init__(self, content: bytes) -> None:
        self.kinds: list[Kind] = []
        self._codes: dict[int, str] = {}
        self._is_of_cells = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_of_cells = True
        elif name == "xf" and self._is_of_cells:
            number = _whole(attributes.get("numFmtId", "0"))
            self.kinds.append(number_formats.kind_of(number, self._codes.get(number)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False


class StringReader(_Part):
    """The texts that cells share. How a text is pronounced (`rPh`) is none of it."""

    def __init__(self, content: bytes) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_phonetic = False
        super().__init__(content)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces = []
        self._is_phonetic = self._is_phonetic or name == "rPh"
        self._is_text = name == "t" and not self._is_phonetic

    def end(self, name: str) -> None:
        self._is_text = False
        if name == "rPh":
            self._is_phonetic = False
        elif name == "si":
            self.texts.append(_text("".join(self._pieces)))

    def text(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)


class SheetReader(_Part):
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
        self._is_value = self._is_phonetic = self._has_formula = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
            self._column, self._cells = -1, {}
        elif name == "c":
            self._begin_cell(attributes)
        self._has_formula = self._has_formula or name == "f"
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
        self._attributes, self._value, self._has_formula = attributes, [], False

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
        if kind == "s":
            value = self._shared(value)
        if kind in ("s", "str", "inlineStr"):
            text = value if kind == "s" else _text(value)
            return Cell(row, column, Kind.TEXT, text) if text.strip() else None
        if not value.strip():
            return Cell(row, column, Kind.WITHOUT_VALUE, "") if self._has_formula else None
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
        style = _whole(self._attributes.get("s", "0"))
        kind = self._kinds[style] if style < len(self._kinds) else Kind.NUMBER
        text = number_formats.shown(number, kind, counts_from_1904=self._counts_from_1904)
        return Cell(self._row, self._column, kind, text, number)

    def _shared(self, value: str) -> str:
        number = _whole(value)
        if number >= len(self._strings):
            raise Malformed
        return self._strings[number]


def _text(text: str) -> str:
    """Text of a cell: characters that XML cannot hold are written `_x000D_` there."""
    return tidy(_ESCAPED.sub(_unescaped, text) if "_x" in text else text)


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004 - halves of characters


def _column_of(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - ord("A") + 1
    return number - 1


def _whole(text: str | None) -> int:
    if text is None or not (text.isascii() and text.strip().isdigit()) or len(text) > 9:  # noqa: PLR2004
        raise Malformed
    return int(text)


def _refuse(*_: object) -> None:
    raise Malformed
