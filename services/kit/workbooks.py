"""XLSX files as strangers send them, read linearly and within bounds: the first visible sheet, and only its values.

No reader at hand tells a date from its number, an error from a blank and a formula from its missing result, and says
where each stands; so the few parts that matter are read here (docs/decisions/0043-files-are-read-once.md).
"""

import posixpath
import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.parsers.expat import ExpatError

from services.kit.cells import Line
from services.kit.workbook_parts import BookReader, LinkReader, Malformed, StringReader, StyleReader
from services.kit.workbook_sheets import SheetReader

LARGEST_UNPACKED = 40 * 1024 * 1024
"""Of all parts that are read. Pictures and what else lies in the file are not."""
_CHUNK = 1024 * 1024
_PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BOOK = "xl/workbook.xml"


class Unreadable(ValueError):
    """No workbook."""


class TooLarge(ValueError):
    """More than `LARGEST_UNPACKED` bytes, or a value that stands farther away than anybody writes."""


def lines_of(content: bytes, most_rows: int) -> Sequence[Line]:
    """The rows of the first visible sheet that hold a value. Raises `Unreadable` or `TooLarge`."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _Parts(archive).lines(most_rows)
    except OverflowError as error:
        raise TooLarge from error
    except (zipfile.BadZipFile, ExpatError, Malformed, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable from error


class _Parts:
    """An archive of which no more is unpacked than its bounds allow, whatever its directory says."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Some writers separate folders as Windows does.
        self._names = {each.filename.replace("\\", "/").lower(): each for each in archive.infolist()}
        self._left = LARGEST_UNPACKED

    def lines(self, most_rows: int) -> Sequence[Line]:
        book = BookReader(self._read(_BOOK))
        links = LinkReader(self._read("xl/_rels/workbook.xml.rels")).targets
        # A chart may have a sheet of its own.
        tables = [links[each] for each in book.visible if each in links and links[each].kind.endswith("/worksheet")]
        if not tables:
            raise Malformed
        styles = self._optional(self._named(links, "/styles", "xl/styles.xml"))
        strings = self._optional(self._named(links, "/sharedStrings", "xl/sharedStrings.xml"))
        return SheetReader(
            self._read(_path(tables[0].target)),
            strings=StringReader(strings).texts if strings is not None else [],
            kinds=StyleReader(styles).kinds if styles is not None else [],
            counts_from_1904=book.counts_from_1904,
            most_rows=most_rows,
        ).lines

    @staticmethod
    def _named(links: "dict[str, LinkReader.Link]", kind: str, usual: str) -> str:
        return next((_path(each.target) for each in links.values() if each.kind.endswith(kind)), usual)

    def _optional(self, name: str) -> bytes | None:
        return self._read(name) if name.lower() in self._names else None

    def _read(self, name: str) -> bytes:
        member = self._names.get(name.lower())
        if member is None or member.compress_type not in _PACKED_AS:
            raise Malformed
        content = bytearray()
        with self._archive.open(member) as part:
            # In pieces: the size that the directory says may be a lie, and a whole read unpacks everything first.
            while piece := part.read(_CHUNK):
                self._left -= len(piece)
                if self._left < 0:
                    raise OverflowError
                content += piece
        return bytes(content)


def _path(target: str) -> str:
    """Targets are told from the folder of the workbook, or from the root."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
