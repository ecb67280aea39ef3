"""Paper: typst with a font out of a wheel, reused between documents."""

import asyncio
import io
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from reporting_service.domain.errors import FontMissing, GlyphMissing
from reporting_service.glyphs import glyphs_of

FONT_WHEEL = "noto_cjk_sans_otc"
FONT_FILE = "NotoSansCJK-Regular.ttc"
FORM = "form.typ"
PPI = 144
"""Of pictures: two pixels a point."""


@dataclass(frozen=True)
class Blank:
    """A blank of the form on a page, in points from its upper left corner."""

    cell: str
    page: int
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Picture:
    png: bytes
    blanks: Sequence[Blank]


class Printer:
    """Prints forms as PDF. The same data gives the same bytes."""

    def __init__(self, font: Path | None) -> None:
        """`font` None, or a file that is not there: the printer refuses, everything else goes on."""
        self._font = font
        self._turn = threading.Lock()

    async def pdf(self, form: Mapping[str, Any], seal: str | None) -> bytes:
        """Raises `FontMissing`, and `GlyphMissing` naming what would be printed as boxes."""
        return await asyncio.to_thread(self._pdf, form, seal)

    def pictures(self, form: Mapping[str, Any], seal: str) -> list[Picture]:
        """The pages of the same print as pictures, with their blanks. Raises as `pdf` does."""
        with self._turn:
            pages = self._compiled(form, seal, "png")
            blanks = json.loads(self._compiler.query("<cell>", field="value"))
        return [
            Picture(page, [Blank(**each) for each in blanks if each["page"] == number])
            for number, page in enumerate(pages if isinstance(pages, list) else [pages], start=1)
        ]

    def _pdf(self, form: Mapping[str, Any], seal: str | None) -> bytes:
        with self._turn:
            document = self._compiled(form, seal, "pdf")
        assert isinstance(document, bytes)  # noqa: S101 - one file, however many pages
        return document

    def _compiled(self, form: Mapping[str, Any], seal: str | None, kind: Literal["pdf", "png"]) -> bytes | list[bytes]:
        if self._font is None or not self._font.exists():
            raise FontMissing
        lacking = sorted({each for text in _texts(form) for each in text if ord(each) not in self._glyphs})
        if lacking:
            raise GlyphMissing(extra={"characters": lacking})
        data = json.dumps({**form, "qr": _qr(seal)}, ensure_ascii=False)
        document, warnings = self._compiler.compile_with_warnings(format=kind, ppi=PPI, sys_inputs={"data": data})
        # A font that typst cannot find is a warning only, and boxes on paper.
        if warnings or document is None:
            raise FontMissing
        return document

    @cached_property
    def _compiler(self) -> typst.Compiler:
        folder = Path(str(files("reporting_service") / "data"))
        assert self._font is not None  # noqa: S101 - looked at first
        return typst.Compiler(folder / FORM, root=folder, font_paths=[self._font.parent], ignore_system_fonts=True)

    @cached_property
    def _glyphs(self) -> frozenset[int]:
        assert self._font is not None  # noqa: S101 - looked at first
        return glyphs_of(self._font)


def shipped_font() -> Path | None:
    """The font inside its wheel, if that is installed."""
    spec = find_spec(FONT_WHEEL)
    return None if spec is None or spec.origin is None else Path(spec.origin).with_name(FONT_FILE)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _texts(each)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)


def _qr(seal: str | None) -> str:
    if seal is None:
        return ""
    written = io.BytesIO()
    segno.make(seal, error="m").save(written, kind="svg", border=0, xmldecl=False)
    return written.getvalue().decode()
