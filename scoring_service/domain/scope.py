"""Whose progress an organiser may see (R2.6, I8)."""

from collections.abc import Collection, Iterable

ROLES = ("organiser", "administrator")
NATIONAL_ADMINISTRATOR = ("administrator", "CN")


def may_see(grants: Iterable[tuple[str, str]], unit_path: Collection[str]) -> bool:
    """`grants` are pairs of role and unit. A national administrator sees enterprises too."""
    return any(grant == NATIONAL_ADMINISTRATOR or (grant[0] in ROLES and grant[1] in unit_path) for grant in grants)


def visible_units(grants: Iterable[tuple[str, str]]) -> Collection[str] | None:
    """The units that one may see with all below them; None stands for every unit."""
    own = set(grants)
    return None if NATIONAL_ADMINISTRATOR in own else {unit for role, unit in own if role in ROLES}
