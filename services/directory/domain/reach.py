"""What an organiser may do to units and to other organisers (R2.6, R4.3, I8)."""

from collections.abc import Iterable, Sequence

from services.contracts.grants import ADMINISTRATOR, ORGANISER, REPORTER, Grant, Reach

GRANTED_BY_ADMINISTRATORS = frozenset({ADMINISTRATOR, ORGANISER, REPORTER})
GRANTED_BY_ORGANISERS = frozenset({ORGANISER, REPORTER})
"""Editors and reviewers write for the whole country, so only national administrators make them."""


class ManagersReach(Reach):
    """The part of the trees in which somebody manages units and organisers. It may be empty."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        held = tuple(grants)
        super().__init__(held, (ADMINISTRATOR, ORGANISER))
        self._delegated = Reach(held, (ADMINISTRATOR,))

    def may_grant(self, role: str, path: Sequence[str]) -> bool:
        """Whether this role may be given at a unit that one is above."""
        if self.is_national:
            return True
        return role in (GRANTED_BY_ADMINISTRATORS if self._delegated.is_above(path) else GRANTED_BY_ORGANISERS)
