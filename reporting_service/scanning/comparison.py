"""Which blanks of a print look otherwise on its scan.

Ink in a blank is unexplained where it is more than the print has there, and less where the print has more; under a
stamp a pixel may be as dark as that stamp makes bare paper. Smoothed over the width of a stroke, noise and what is left
of a shift fall below what one changed stroke leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from reporting_service.scanning.correlation import find
from reporting_service.scanning.ink import Ink, blurred, laid, spread

STROKE = 1.6
"""Sigma, in pixels of the print, of the smoothing: about the width of a stroke."""
SOFTNESS = (0.6, 0.9, 1.2, 1.5, 1.8, 2.2)
"""What a printer and a scanner may do to an edge, as sigmas."""
LEAST_DIFFERENCE = 0.16
"""Changed strokes leave 0.18 and more, unchanged blanks 0.11 and less."""
YARDSTICK, OVER_YARDSTICK = 75, 1.5
POOREST = 0.24
STAMP_RED, STAMP_PIXELS = 0.2, 200
STAMP_REACH = 3
"""JPEG keeps colours at half resolution, so a stamp's redness ends beside its ink."""
FAINT_RED, FULL_RED = 0.06, 0.20
STAMP_DEPTH = 99.5
FADED = 0.4
"""Share of its ink that black may lose under a stamp."""
BESIDE = (60, 8)
"""Pixels around a blank that are its surroundings."""
REACH = 4
HIDDEN = 0.5


class Look(Enum):
    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int

    def part(self, ink: Ink) -> Ink:
        return ink[self.top : self.bottom, self.left : self.right]

    def grown(self, across: int, down: int, shape: tuple[int, ...], margin: int) -> "Box":
        """Larger on every side, and not beyond a margin of the page."""
        rows, columns = shape
        return Box(
            max(margin, self.left - across),
            max(margin, self.top - down),
            min(columns - margin, self.right + across),
            min(rows - margin, self.bottom + down),
        )


@dataclass(frozen=True)
class Residue:
    """What is unexplained in a blank and beside it: the most that was added, and the most that is missing."""

    added: float
    missing: float
    added_beside: float
    missing_beside: float
    hidden: float


class Poor(ValueError):
    """The scan is too poor to compare anything."""


def compare(printed: Ink, scan: Ink, red: Ink, boxes: Sequence[Box]) -> list[Look]:
    """How each blank looks; all three pictures lie on the print's grid. Raises `Poor`."""
    cover = _cover(red)
    soft, depth = _softened(printed, scan, cover), _depth(printed, scan, cover)
    blanks = np.zeros_like(printed)
    for box in boxes:
        blanks[box.top : box.bottom, box.left : box.right] = 1
    residues = [_residue(box, soft, scan, cover, depth, blanks) for box in boxes]
    beside = [max(each.added_beside, each.missing_beside) for each in residues if each.hidden == 0]
    least = max(LEAST_DIFFERENCE, OVER_YARDSTICK * float(np.percentile(beside or [0.0], YARDSTICK)))
    if least > POOREST:
        raise Poor
    return [_look(each, least) for each in residues]


def _look(found: Residue, least: float) -> Look:
    if found.missing > least:
        return Look.DIFFERENT
    if found.added > least:
        # What lies across a blank and its surroundings alike was laid over both.
        return Look.UNCLEAR if found.added_beside > 1.5 * least else Look.DIFFERENT
    return Look.UNCLEAR if found.hidden > HIDDEN else Look.SAME


def _cover(red: Ink) -> Ink:
    """Where a stamp may lie, 0 to 1, with a margin."""
    if int((red > STAMP_RED).sum()) < STAMP_PIXELS:
        return np.zeros_like(red)
    reached = (spread(red, STAMP_REACH) - FAINT_RED) / (FULL_RED - FAINT_RED)
    return np.asarray(np.clip(reached, 0, 1), np.float32)


def _depth(printed: Ink, scan: Ink, cover: Ink) -> float:
    """How dark the stamp alone makes bare paper."""
    bare = (blurred(printed, STROKE) < 0.01) & (cover > 0.3)  # noqa: PLR2004 - no ink, surely stamped
    if int(bare.sum()) < STAMP_PIXELS:
        return 0.0
    return float(np.percentile(scan[bare] / cover[bare], STAMP_DEPTH))


def _softened(printed: Ink, scan: Ink, cover: Ink) -> Ink:
    """The print as this printer and scanner show it: as soft and as dark as they make its strokes."""
    free = cover < 0.05  # noqa: PLR2004 - no stamp
    best, least = printed, np.inf
    for sigma in SOFTNESS:
        soft = blurred(printed, sigma)
        gain = float((soft * scan)[free].sum() / max(float((soft * soft)[free].sum()), 1e-6))
        off = float(((scan - gain * soft)[free] ** 2).mean())
        if off < least:
            best, least = np.asarray(gain * soft, np.float32), off
    return best


def _residue(box: Box, soft: Ink, scan: Ink, cover: Ink, depth: float, blanks: Ink) -> Residue:
    around = box.grown(*BESIDE, soft.shape, REACH)
    there = around.grown(REACH, REACH, soft.shape, 0)
    at, _ = find(around.part(soft), there.part(scan))
    shift = at - REACH
    if np.abs(shift).max() > REACH / 2:
        shift = np.zeros(2)
    matrix = np.array([[1, 0, REACH + shift[0]], [0, 1, REACH + shift[1]], [0, 0, 1]])
    seen = laid(there.part(scan), matrix, around.part(soft).shape)
    wanted, stamped = around.part(soft), around.part(cover)
    most = wanted * (1 - stamped) + stamped * (np.maximum(wanted, 0.5 * spread(wanted, 2)) + depth * (1 - wanted))
    left = np.maximum(seen - most, 0) - np.maximum(wanted * (1 - FADED * stamped) - seen, 0)
    left = blurred(left / max(float(soft.max()), 0.5), STROKE)
    inner = Box(box.left - around.left, box.top - around.top, box.right - around.left, box.bottom - around.top)
    inside, outside = inner.part(left), left[around.part(blanks) == 0]
    return Residue(
        added=float(inside.max()),
        missing=float(-inside.min()),
        added_beside=float(outside.max()),
        missing_beside=float(-outside.min()),
        hidden=float((inner.part(stamped) > 0.3).mean()),  # noqa: PLR2004 - surely stamped
    )
