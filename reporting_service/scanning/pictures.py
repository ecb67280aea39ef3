"""A file as pictures of its pages, within bounds: whoever sends it may mean harm."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from reporting_service.domain.scans import MOST_PAGES

PDF = "application/pdf"
MOST_PIXELS = 40_000_000
"""A sheet of A4 at 600 dots per inch has 35 million."""
MOST_PIXELS_OF_JPEG = 110_000_000
"""Of a photograph, which is decoded at a fraction."""
GREY = ("1", "LA", "I;16")
LONG_SIDE = 2000
"""Pixels that are enough: 170 dots per inch on A4."""


class Broken(ValueError):
    """The file cannot be read, or is larger than any scan."""


class TooLong(ValueError):
    """More than `MOST_PAGES`."""


def pages_of(file: Path, media_type: str) -> Iterator[Image.Image]:
    """The pages in grey or in RGB. Raises `Broken` or `TooLong`."""
    try:
        yield from _of_pdf(file) if media_type == PDF else [_of_picture(file)]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, pypdfium2.PdfiumError, MemoryError) as error:
        raise Broken from error


def _of_picture(file: Path) -> Image.Image:
    with Image.open(file, formats=("JPEG", "PNG")) as picture:
        most = MOST_PIXELS_OF_JPEG if picture.format == "JPEG" else MOST_PIXELS
        if picture.width * picture.height > most:
            raise Broken
        share = LONG_SIDE / max(picture.size)
        # Before anything reads its pixels: a JPEG is decoded at the smallest fraction that is enough.
        picture.draft(None, (round(picture.width * share), round(picture.height * share)))
        small = picture if picture.mode in ("RGB", "L") else picture.convert("L" if picture.mode in GREY else "RGB")
        if picture.mode == "1":
            # Without greys, whole pixels make strokes uneven; between pixels they keep their widths.
            small = small.resize((round(small.width * share), round(small.height * share)), Image.Resampling.BICUBIC)
        small.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
        return ImageOps.exif_transpose(small)


def _of_pdf(file: Path) -> Iterator[Image.Image]:
    # Opened here: the library would look for a file of this name, and an upload has none any more.
    with file.open("rb") as content:
        yield from _pages(pypdfium2.PdfDocument(content))


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    try:
        if len(document) > MOST_PAGES:
            raise TooLong
        for page in document:
            scale = LONG_SIDE / max(page.get_size())
            yield page.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
