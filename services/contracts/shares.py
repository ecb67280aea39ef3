"""What units make and everybody carries is divided among them: no unit fills the place of the others (R4.1, R6.2)."""

from collections.abc import Iterable, Sequence

MOST_OF_A_YEAR = (1200, 240, 60)
"""Of a province or central enterprise, of a unit below it, and of one below that; each with all below it."""


def full_unit(path: Sequence[str], others: Iterable[Sequence[str]]) -> tuple[str, int] | None:
    """The unit on this path (codes, root first) that has its share already, and how much that is.

    `others` are the paths of the units that made what there is. The roots have no share: they are the nation's.
    """
    known = list(others)
    for depth, (unit, most) in enumerate(zip(path[1:], MOST_OF_A_YEAR, strict=False), 1):
        if sum(each[depth : depth + 1] == path[depth : depth + 1] for each in known) >= most:
            return unit, most
    return None
