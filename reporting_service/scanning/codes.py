"""QR codes on a picture, and where their corners lie."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from reporting_service.scanning.correlation import Numbers

COARSE = 2000
"""Pictures narrower than this are looked at enlarged as well; a page of A4 has 1654 at 200 dots per inch."""


@dataclass(frozen=True)
class Code:
    """`corners` run clockwise from the code's own upper left one, as x and y."""

    text: str
    corners: Numbers

    @property
    def side(self) -> float:
        return float(np.linalg.norm(np.roll(self.corners, -1, axis=0) - self.corners, axis=1).mean())


def code_of(picture: Image.Image, prefix: str) -> Code | None:
    """The first code whose text begins so."""
    qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for shown in _looks(picture.convert("L")):
        for found in zxingcpp.read_barcodes(shown, formats=qr):
            if found.text.startswith(prefix):
                at = found.position
                places = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
                corners = np.array([[each.x, each.y] for each in places], np.float64)
                return Code(found.text, corners * picture.width / shown.width)
    return None


def _looks(grey: Image.Image) -> Iterator[Image.Image]:
    """As it is, enlarged, and smoothed: a grey that is told by black dots is one only from afar."""
    yield grey
    if grey.width < COARSE:
        grey = grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.BICUBIC)
        yield grey
    yield grey.filter(ImageFilter.GaussianBlur(1))
