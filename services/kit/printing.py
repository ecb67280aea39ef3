"""Paper: typst with a font out of a wheel, reused between documents."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from services.kit.errors import Unavailable
from services.kit.glyphs import glyphs_of

PPI = 144
"""Of pictures: two pixels a point."""
STANDS_FOR_A_GLYPH = "〓"


class FontMissing(Unavailable):
    code = "font-missing"
    zh = "服务器缺少中文字体，暂时无法打印。"
    en = "The Chinese font is missing on the server; nothing can be printed now."


@dataclass(frozen=True)
class Order:
    """What is to be printed: `data` through the template, both of which JSON can hold."""

    template: str
    font: str | None
    data: Mapping[str, Any]


def print_pdf(order: Order) -> bytes:
    """Work for a workshop, whose process keeps the font open. Raises as `Printer.pdf` does."""
    return _kept(order.template, order.font).pdf(order.data)


class Printer:
    """Prints data through one template. The same data gives the same bytes.

    A character that the font lacks is printed as 〓 and stops nothing. The template is told of all of them in
    `lacking`, as in `U+1F600、U+305A7`, and names them on the paper; it is empty where none is.
    """

    def __init__(self, template: Path, font: Path | None) -> None:
        """`font` None, or a file that is not there: the printer refuses, everything else goes on."""
        self._template = template
        self._font = font

    def order(self, data: Mapping[str, Any]) -> Order:
        return Order(str(self._template), None if self._font is None else str(self._font), data)

    def pdf(self, data: Mapping[str, Any]) -> bytes:
        """`data` is what JSON can hold. Raises `FontMissing`."""
        document = self._compiled(data, "pdf")
        assert isinstance(document, bytes)  # noqa: S101 - one file, however many pages
        return document

    def pictures(self, data: Mapping[str, Any]) -> tuple[list[bytes], list[Any]]:
        """The same pages as pictures (PNG), and what the template marked as `<mark>`. Raises as `pdf` does."""
        pages = self._compiled(data, "png")
        marks: list[Any] = json.loads(self._compiler.query("<mark>", field="value"))
        return (pages if isinstance(pages, list) else [pages]), marks

    def _compiled(self, data: Mapping[str, Any], kind: Literal["pdf", "png"]) -> bytes | list[bytes]:
        if self._font is None or not self._font.exists():
            raise FontMissing
        inputs = {"data": json.dumps(_printable(data, self._glyphs), ensure_ascii=False)}
        document, warnings = self._compiler.compile_with_warnings(format=kind, ppi=PPI, sys_inputs=inputs)
        # A font that typst cannot find is a warning only, and boxes on paper.
        if warnings or document is None:
            raise FontMissing
        return document

    @cached_property
    def _compiler(self) -> typst.Compiler:
        assert self._font is not None  # noqa: S101 - looked at first
        return typst.Compiler(
            self._template, root=self._template.parent, font_paths=[self._font.parent], ignore_system_fonts=True
        )

    @cached_property
    def _glyphs(self) -> frozenset[int]:
        assert self._font is not None  # noqa: S101 - looked at first
        return glyphs_of(self._font)


@lru_cache(maxsize=2)
def _kept(template: str, font: str | None) -> Printer:
    return Printer(Path(template), None if font is None else Path(font))


def qr(text: str) -> str:
    """A QR code as SVG; nothing for nothing."""
    if not text:
        return ""
    written = io.BytesIO()
    segno.make(text, error="m").save(written, kind="svg", border=0, xmldecl=False, nl=False)
    return written.getvalue().decode()


def _printable(data: Mapping[str, Any], glyphs: frozenset[int]) -> dict[str, Any]:
    lacking = sorted({each for text in _texts(data) for each in text if ord(each) not in glyphs and not each.isspace()})
    table = str.maketrans(dict.fromkeys(lacking, STANDS_FOR_A_GLYPH))
    return {**_mended(data, table), "lacking": "、".join(f"U+{ord(each):04X}" for each in lacking)}


def _mended(part: Any, table: Mapping[int, str]) -> Any:
    if isinstance(part, str):
        return part.translate(table)
    if isinstance(part, Mapping):
        return {name: _mended(each, table) for name, each in part.items()}
    return [_mended(each, table) for each in part] if isinstance(part, list | tuple) else part


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _texts(each)
    elif isinstance(part, Sequence):
        for each in part:
            yield from _texts(each)
