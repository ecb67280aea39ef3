"""QR codes on a picture, and where their corners lie."""

from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image

from reporting_service.scanning.correlation import Numbers

COARSE = 1600
"""Pictures narrower than this are looked at enlarged as well."""


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
    scales = (1, 2) if picture.width < COARSE else (1,)
    qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for scale in scales:
        size = (picture.width * scale, picture.height * scale)
        grey = picture.convert("L")
        shown = grey if scale == 1 else grey.resize(size, Image.Resampling.BICUBIC)
        for found in zxingcpp.read_barcodes(shown, formats=qr):
            if found.text.startswith(prefix):
                at = found.position
                places = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
                return Code(found.text, np.array([[each.x, each.y] for each in places], np.float64) / scale)
    return None
