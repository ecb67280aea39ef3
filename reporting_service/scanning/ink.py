"""Pictures of paper as ink: 0 is bare paper, 1 is black."""

from typing import cast

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Ink = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]

TILE = 48
"""Pixels of a tile whose lightest part is taken for bare paper."""
PAPER = 90
"""Percentile of a tile's light that is bare paper."""
RED = 0
"""Band of an RGB picture."""


def black_of(picture: Image.Image) -> Ink:
    """Ink seen in red light, which a red stamp reflects. Grey paper, and light that falls off, are evened out."""
    band = picture.getchannel(RED) if picture.mode == "RGB" else picture.convert("L")
    light = np.asarray(band, np.float32)
    rows, columns = (max(1, side // TILE) for side in light.shape)
    tiles = [
        [np.percentile(tile, PAPER) for tile in np.array_split(strip, columns, axis=1)]
        for strip in np.array_split(light, rows, axis=0)
    ]
    paper = Image.fromarray(np.asarray(tiles, np.float32)).resize(band.size, Image.Resampling.BICUBIC)
    return cast("Ink", np.clip(1 - light / np.maximum(np.asarray(paper), 1), 0, 1).astype(np.float32))


def red_of(picture: Image.Image) -> Ink:
    """How red each pixel is: nothing on a picture without colours."""
    if picture.mode != "RGB":
        return np.zeros((picture.height, picture.width), np.float32)
    red, green, blue = np.moveaxis(np.asarray(picture, np.float32) / 255, 2, 0)
    return cast("Ink", np.clip(red - (green + blue) / 2, 0, 1))


def laid(ink: Ink, matrix: Matrix, shape: tuple[int, ...]) -> Ink:
    """The picture on another grid of `shape`; the matrix carries places of the new grid to the old one."""
    whole = matrix / matrix[2, 2]
    data = (*whole[0], *whole[1], *whole[2, :2])
    size = (shape[1], shape[0])
    moved = Image.fromarray(ink).transform(size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC)
    return np.asarray(moved, np.float32)


def blurred(ink: Ink, sigma: float) -> Ink:
    """Convolved with a Gaussian."""
    reach = int(np.ceil(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    rows, columns = ink.shape
    padded = np.pad(ink, reach)
    across = np.zeros((padded.shape[0], columns), np.float32)
    for number, weight in enumerate(weights):
        across += weight * padded[:, number : number + columns]
    down = np.zeros_like(ink)
    for number, weight in enumerate(weights):
        down += weight * across[number : number + rows]
    return down


def spread(ink: Ink, reach: int) -> Ink:
    """The most of each pixel's neighbourhood."""
    picture = Image.fromarray((np.clip(ink, 0, 1) * 255).astype(np.uint8))
    return np.asarray(picture.filter(ImageFilter.MaxFilter(2 * reach + 1)), np.float32) / np.float32(255)


def halved(ink: Ink) -> Ink:
    rows, columns = (side // 2 * 2 for side in ink.shape)
    quarters = ink[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2)
    return cast("Ink", quarters.mean(axis=(1, 3), dtype=np.float32))
