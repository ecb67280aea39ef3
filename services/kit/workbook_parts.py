"""The parts of an XLSX that say what its cells show (ECMA-376 part 1, §18), each read from its first byte to its last.

Names of elements count without their namespace: Excel's strict files use another one than all others.
"""

import re
from typing import NamedTuple
from xml.parsers import expat

from services.kit import number_formats
from services.kit.cells import Kind, tidy

DEEPEST = 64
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Malformed(ValueError):
    """A part that is missing, or not as it has to be."""


class Part:
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


class BookReader(Part):
    """The sheets that are shown, in their order, by the ids of their links."""

    def __init__(self, content: bytes) -> None:
        self.visible: list[str] = []
        self.counts_from_1904 = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.visible.extend(each for key, each in attributes.items() if key.endswith(":id"))


class LinkReader(Part):
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


class StyleReader(Part):
    """What a number is taken for under each style of a cell."""

    def __init__(self, content: bytes) -> None:
        self.kinds: list[Kind] = []
        self._codes: dict[int, str] = {}
        self._is_of_cells = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_of_cells = True
        elif name == "xf" and self._is_of_cells:
            number = whole(attributes.get("numFmtId", "0"))
            self.kinds.append(number_formats.kind_of(number, self._codes.get(number)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False


class StringReader(Part):
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
            self.texts.append(text_of("".join(self._pieces)))

    def text(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)


def text_of(text: str) -> str:
    """Text of a cell: characters that XML cannot hold are written `_x000D_` there."""
    return tidy(_ESCAPED.sub(_unescaped, text) if "_x" in text else text)


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004 - halves of characters


def whole(text: str | None) -> int:
    if text is None or not (text.isascii() and text.strip().isdigit()) or len(text) > 9:  # noqa: PLR2004
        raise Malformed
    return int(text)


def _refuse(*_: object) -> None:
    raise Malformed
