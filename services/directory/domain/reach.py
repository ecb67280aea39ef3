"""What an organiser may do to units and to other organisers (R2.6, R4.3, I8)."""

from collections.abc import Iterable, Sequence

from services.contracts.grants import ADMINISTRATOR, ORGANISER, REPORTER, ROLES, Grant, Reach

GRANTED_BY_ADMINISTRATORS = frozenset(ROLES)
"""Editors and reviewers too: they work on the banks of their unit and of those below it."""
GRANTED_BY_ORGANISERS = frozenset({ORGANISER, REPORTER})


class ManagersReach(Reach):
    """The part of the trees in which somebody manages units and organisers. It may be empty."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        held = tuple(grants)
        super().__init__(held, (ADMINISTRATOR, ORGANISER))
        self._delegated = Reach(held, (ADMINISTRATOR,))

    def may_grant(self, role: str, path: Sequence[str]) -> bool:
        """Whether this role may be given at a unit: administrators grant at their own and below, organisers below."""
        if self.is_national:
            return True
        if self._delegated.covers(path):
            return role in GRANTED_BY_ADMINISTRATORS
        return self.is_above(path) and role in GRANTED_BY_ORGANISERS

    def may_take_back(self, role: str, path: Sequence[str]) -> bool:
        """Like `may_grant`, but nobody removes an administrator of their own unit, who is their equal."""
        return self.may_grant(role, path) and (role != ADMINISTRATOR or self.is_above(path))
