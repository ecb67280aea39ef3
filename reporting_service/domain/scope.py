"""Who may do what to a unit's reports (I8). Grants are pairs of role and unit."""

from collections.abc import Collection

Grants = Collection[tuple[str, str]]
NATIONAL_ADMINISTRATOR = ("administrator", "CN")


def is_reporter(grants: Grants) -> bool:
    """Whether the caller has to do with forms at all."""
    return NATIONAL_ADMINISTRATOR in grants or any(role == "reporter" for role, _ in grants)


def acts_for(grants: Grants, unit: str) -> bool:
    return NATIONAL_ADMINISTRATOR in grants or ("reporter", unit) in grants


def may_decide(grants: Grants, parent: str | None) -> bool:
    """Accepting and returning is for the parent in the line; nobody but an administrator is above its top."""
    return acts_for(grants, "CN" if parent is None else parent)


def may_read(grants: Grants, unit: str, ancestors: Collection[str]) -> bool:
    return any(acts_for(grants, each) for each in (unit, *ancestors))
