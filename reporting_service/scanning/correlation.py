"""Finding a small picture in a larger one."""

from typing import cast

import numpy as np
import numpy.typing as npt

from reporting_service.scanning.ink import Ink

Numbers = npt.NDArray[np.float64]
LEAST_SPREAD = 1e-6


def find(patch: Ink, window: Ink) -> tuple[Numbers, float]:
    """Where (x, y) in the window the patch correlates best, to parts of a pixel, and how well (-1 to 1)."""
    rows, columns = (there - here + 1 for there, here in zip(window.shape, patch.shape, strict=True))
    flat = patch - patch.mean()
    spectrum = np.fft.rfft2(window) * np.conj(np.fft.rfft2(flat, window.shape))
    products = np.fft.irfft2(spectrum, window.shape)[:rows, :columns]
    sums, squares = _sums(window, patch.shape), _sums(window * window, patch.shape)
    there = np.sqrt(np.maximum(squares - sums * sums / patch.size, LEAST_SPREAD))
    here = max(float(np.sqrt((flat * flat).sum())), LEAST_SPREAD)
    scores = products / (there * here)
    y, x = np.unravel_index(int(np.argmax(scores)), scores.shape)
    return np.array([_top(scores[y, :], int(x)), _top(scores[:, x], int(y))]), float(scores[y, x])


def _sums(values: Ink, shape: tuple[int, ...]) -> Numbers:
    """The sum of every part of this shape."""
    total = np.pad(values.astype(np.float64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    rows, columns = shape
    parts = total[rows:, columns:] - total[:-rows, columns:] - total[rows:, :-columns] + total[:-rows, :-columns]
    return cast("Numbers", parts)


def _top(scores: Numbers, at: int) -> float:
    """The top of the parabola through a maximum and its neighbours."""
    if not 0 < at < len(scores) - 1:
        return float(at)
    before, top, after = (float(each) for each in scores[at - 1 : at + 2])
    bend = before - 2 * top + after
    return at if bend == 0 else at + 0.5 * (before - after) / bend
