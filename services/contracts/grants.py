"""Who may act where: roles granted at units, each valid for the unit and what is below it (R4.3, I8)."""

from collections.abc import Collection, Iterable, Sequence

import msgspec

NATION = "CN"
ENTERPRISES = "CE"
"""The root of the central enterprises: it belongs to no region, so only national administrators reach it."""
ADMINISTRATOR = "administrator"
ORGANISER = "organiser"
REPORTER = "reporter"
EDITOR = "editor"
REVIEWER = "reviewer"
ROLES = (ADMINISTRATOR, ORGANISER, REPORTER, EDITOR, REVIEWER)


class Grant(msgspec.Struct, frozen=True, gc=False):
    """One role at one unit, valid for the unit and what is below it."""

    role: str
    unit: str


NATIONAL_ADMINISTRATOR = Grant(ADMINISTRATOR, NATION)


class Reach:
    """The part of the trees where somebody holds one of some roles. A national administrator reaches everything."""

    def __init__(self, grants: Iterable[Grant], roles: Collection[str]) -> None:
        held = tuple(grants)
        self.is_national = NATIONAL_ADMINISTRATOR in held
        self.units: frozenset[str] = frozenset(grant.unit for grant in held if grant.role in roles)

    def __bool__(self) -> bool:
        return self.is_national or bool(self.units)

    def covers(self, path: Iterable[str]) -> bool:
        """Whether a unit, given by its codes from the root down, is one of these units or below one."""
        return self.is_national or not self.units.isdisjoint(path)

    def is_above(self, path: Sequence[str]) -> bool:
        """Whether a unit is below one of these: nobody decides about their equals."""
        return self.is_national or not self.units.isdisjoint(path[:-1])
