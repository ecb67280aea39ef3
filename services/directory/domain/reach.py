"""What an organiser may do to units and to other organisers (R2.6, R4.3, I8)."""

from collections.abc import Collection, Iterable, Sequence

ADMINISTRATOR = "administrator"
MANAGERS = (ADMINISTRATOR, "organiser")
NATIONAL = (ADMINISTRATOR, "CN")
GRANTED_BY_ADMINISTRATORS = frozenset({ADMINISTRATOR, "organiser", "reporter"})
GRANTED_BY_ORGANISERS = frozenset({"organiser", "reporter"})
"""Editors and reviewers write for the whole country, so only national administrators make them."""


class Reach:
    """The part of the trees in which somebody manages, by pairs of role and unit. It may be empty."""

    def __init__(self, grants: Iterable[tuple[str, str]]) -> None:
        managing = [(role, unit) for role, unit in grants if role in MANAGERS]
        self.is_national = NATIONAL in managing
        self.units: frozenset[str] = frozenset(unit for _, unit in managing)
        self._delegated = frozenset(unit for role, unit in managing if role == ADMINISTRATOR)

    def __bool__(self) -> bool:
        return bool(self.units)

    def covers(self, path: Collection[str]) -> bool:
        """Whether a unit, given by its path, is one's own or below it."""
        return self.is_national or not self.units.isdisjoint(path)

    def is_above(self, path: Sequence[str]) -> bool:
        """Whether a unit is below one's own: nobody appoints or removes their equals."""
        return self.is_national or not self.units.isdisjoint(path[:-1])

    def may_grant(self, role: str, path: Sequence[str]) -> bool:
        """Whether this role may be given at a unit that one is above."""
        if self.is_national:
            return True
        is_delegated = not self._delegated.isdisjoint(path[:-1])
        return role in (GRANTED_BY_ADMINISTRATORS if is_delegated else GRANTED_BY_ORGANISERS)
