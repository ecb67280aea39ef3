"""Laying a scan over its print: coarsely by the QR code, then by the print's own text and lines."""

from dataclasses import dataclass

import numpy as np

from reporting_service.scanning.correlation import Numbers, find
from reporting_service.scanning.ink import Ink, Matrix, halved, laid


@dataclass(frozen=True)
class Stage:
    """A round: patches of this size are looked for this far around. The first one works on halved pictures."""

    is_halved: bool
    patch: int
    reach: int


STAGES = (Stage(is_halved=True, patch=64, reach=24), Stage(False, 96, 12), Stage(False, 96, 5))  # noqa: FBT003
HALVED = np.array([[2, 0, 0.5], [0, 2, 0.5], [0, 0, 1.0]])
"""From places of a halved picture to those of the whole one."""
LEAST_INK = 0.02
LEAST_LIKENESS = 0.45
FEWEST_PATCHES = 12
ROUNDS = 6


def by_corners(printed: Numbers, scanned: Numbers) -> Matrix:
    """The turn, scale and shift that carry the code's corners on the print to those on the scan."""
    x, y = printed.T
    zero, one = np.zeros(len(printed)), np.ones(len(printed))
    rows = np.concatenate([np.column_stack([x, -y, one, zero]), np.column_stack([y, x, zero, one])])
    cosine, sine, right, down = np.linalg.lstsq(rows, scanned.T.reshape(-1), rcond=None)[0]
    return np.array([[cosine, -sine, right], [sine, cosine, down], [0, 0, 1]])


def register(printed: Ink, scan: Ink, matrix: Matrix) -> tuple[Matrix, float]:
    """The matrix from print to scan, mended by the page itself, and the share of the print that was found there."""
    share = 0.0
    for stage in STAGES:
        zoom = HALVED if stage.is_halved else np.eye(3)
        small = halved(printed) if stage.is_halved else printed
        there, here, share = _moves(small, laid(scan, matrix @ zoom, small.shape), stage)
        if len(there) < FEWEST_PATCHES:
            return matrix, 0.0
        matrix = matrix @ zoom @ _fitted(there, here) @ np.linalg.inv(zoom)
    return matrix, share


def _moves(printed: Ink, over: Ink, stage: Stage) -> tuple[Numbers, Numbers, float]:
    """Middles of the print's patches and where each lies on the scan; the share of patches that were found."""
    there, here, looked_for = [], [], 0
    patch, reach = stage.patch, stage.reach
    rows, columns = printed.shape
    for y in range(reach, rows - patch - reach, patch):
        for x in range(reach, columns - patch - reach, patch):
            wanted = printed[y : y + patch, x : x + patch]
            if wanted.mean() < LEAST_INK:
                continue
            looked_for += 1
            at, likeness = find(wanted, over[y - reach : y + patch + reach, x - reach : x + patch + reach])
            if likeness >= LEAST_LIKENESS and np.abs(at - reach).max() < reach - 1:
                middle = np.array([x, y]) + (patch - 1) / 2
                there.append(middle)
                here.append(middle + at - reach)
    return np.array(there), np.array(here), len(there) / max(looked_for, 1)


def _fitted(there: Numbers, here: Numbers) -> Matrix:
    """The projection of most patches; those that went elsewhere (a stamp, handwriting) lose their say."""
    weights = np.ones(len(there))
    matrix = np.eye(3)
    for _ in range(ROUNDS):
        matrix = _solved(there, here, weights)
        off = np.linalg.norm(carried(matrix, there) - here, axis=1)
        weights = 1 / (1 + (off / max(1.5 * float(np.median(off)), 0.2)) ** 2)
    return matrix


def _solved(there: Numbers, here: Numbers, weights: Numbers) -> Matrix:
    """Least squares of the eight numbers of a projection, in coordinates around the middle."""
    middle, size = there.mean(axis=0), float(there.std())
    normal = np.array([[1 / size, 0, -middle[0] / size], [0, 1 / size, -middle[1] / size], [0, 0, 1]])
    x, y = ((there - middle) / size).T
    u, v = ((here - middle) / size).T
    zero, one = np.zeros_like(x), np.ones_like(x)
    across = np.column_stack([x, y, one, zero, zero, zero, -u * x, -u * y])
    down = np.column_stack([zero, zero, zero, x, y, one, -v * x, -v * y])
    root = np.sqrt(np.concatenate([weights, weights]))
    rows = np.concatenate([across, down]) * root[:, None]
    solution = np.linalg.lstsq(rows, np.concatenate([u, v]) * root, rcond=None)[0]
    return np.asarray(np.linalg.inv(normal) @ np.append(solution, 1.0).reshape(3, 3) @ normal)


def carried(matrix: Matrix, points: Numbers) -> Numbers:
    """The points under a projection."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])
