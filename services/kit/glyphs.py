"""Which characters a font can print: its character map (OpenType, table `cmap`, format 12), read without the rest."""

import struct
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FONT_WHEEL = "noto_cjk_sans_otc"
FONT_FILE = "NotoSansCJK-Regular.ttc"
COLLECTION = b"ttcf"
FULL_UNICODE = (3, 10)
"""Platform Windows, encoding UCS-4: the map that knows every plane."""
SEGMENTED_COVERAGE = 12


def glyphs_of(font: Path) -> frozenset[int]:
    """Code points that the first face of the font has. Raises `ValueError` for a font without such a map."""
    content = memoryview(font.read_bytes())
    (start,) = struct.unpack_from(">I", content, 12) if content[:4] == COLLECTION else (0,)
    (tables,) = struct.unpack_from(">H", content, start + 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", content, start + 12 + 16 * number)
        if tag == b"cmap":
            return _mapped(content, offset)
    raise ValueError("the font has no character map")


def shipped_font() -> Path | None:
    """The font inside its wheel, if that is installed."""
    spec = find_spec(FONT_WHEEL)
    return None if spec is None or spec.origin is None else Path(spec.origin).with_name(FONT_FILE)


@cache
def shipped_glyphs() -> frozenset[int] | None:
    """What the shipped font has, or None where there is no font to ask."""
    font = shipped_font()
    return None if font is None or not font.exists() else glyphs_of(font)


def _mapped(content: memoryview, start: int) -> frozenset[int]:
    (subtables,) = struct.unpack_from(">H", content, start + 2)
    for number in range(subtables):
        platform, encoding, offset = struct.unpack_from(">HHI", content, start + 4 + 8 * number)
        if (platform, encoding) == FULL_UNICODE:
            kind, _, _, _, groups = struct.unpack_from(">HHIII", content, start + offset)
            if kind == SEGMENTED_COVERAGE:
                ranges = struct.iter_unpack(">III", content[start + offset + 16 :][: 12 * groups])
                return frozenset(code for first, last, _ in ranges for code in range(first, last + 1))
    raise ValueError("the font has no map of full Unicode")
