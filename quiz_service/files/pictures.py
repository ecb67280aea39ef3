"""A picture is drawn anew from its pixels: what else was in its file, or behind it, goes no further (R1.12).

Work for a workshop, loaded there alone: whoever sends a picture may mean harm.
"""

import io

from PIL import Image, ImageOps

from quiz_service.domain.bank_errors import PictureTooLarge, PictureUnreadable
from quiz_service.domain.picture import LARGEST, MOST_PIXELS, Drawn, Sent

FORMATS = ("PNG", "JPEG", "WEBP")
LONG_SIDE = 960
"""Pixels: twice the width of a phone's page."""
ENOUGH = 60_000
"""Bytes; of a photograph that stays larger, the coarsest version is kept."""
QUALITIES = (82, 70, 58, 46)
COLOURS = 128
FEW_COLOURS = 4096
"""A drawing has no more, the smoothed edges of its shapes included."""


def redraw(sent: Sent) -> Drawn:
    """PNG of a drawing, JPEG of a photograph. Raises `PictureTooLarge` or `PictureUnreadable`."""
    try:
        pixels = _pixels_of(sent.content)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, OverflowError, EOFError) as error:
        raise PictureUnreadable(extra={"allowed": ["image/png", "image/jpeg", "image/webp"]}) from error
    return _drawing(pixels) if pixels.getcolors(FEW_COLOURS) is not None else _photograph(pixels)


def _pixels_of(content: bytes) -> Image.Image:
    """Upright, on white, no larger than a phone shows."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large()
        picture.draft(None, (LONG_SIDE, LONG_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        if upright.mode.startswith("I;16"):
            upright = upright.point(lambda value: value / 256, "L")
        if upright.mode in ("P", "PA", "LA", "La", "RGBa") or upright.has_transparency_data:
            clear = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        plain = upright.convert("RGB")
        plain.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        return Image.frombytes("RGB", plain.size, plain.tobytes())


def _drawing(pixels: Image.Image) -> Drawn:
    few = pixels.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return _written(few, "PNG", optimize=True)


def _photograph(pixels: Image.Image) -> Drawn:
    for quality in QUALITIES:
        drawn = _written(pixels, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(drawn.content) <= ENOUGH:
            break
    return drawn


def _written(pixels: Image.Image, name: str, **how: bool | int) -> Drawn:
    file = io.BytesIO()
    pixels.save(file, name, **how)
    return Drawn(file.getvalue(), f"image/{name.lower()}")


def _too_large() -> PictureTooLarge:
    return PictureTooLarge(extra={"largest_bytes": LARGEST, "most_pixels": MOST_PIXELS})
