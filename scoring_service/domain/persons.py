"""Which accounts are one person's (I19)."""

from collections.abc import Iterable, Mapping
from uuid import UUID


def unite(pairs: Iterable[tuple[UUID, UUID]], persons: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Who goes on as whom when the two accounts of each pair are one person's.

    A person has the id of their oldest account, whatever the order of the pairs. `persons` tells who accounts belong to
    already; one that is not in it is a person of its own.
    """
    into: dict[UUID, UUID] = {}

    def person(account: UUID) -> UUID:
        found = persons.get(account, account)
        while found in into:
            found = into[found]
        return found

    for one, other in pairs:
        oldest, younger = sorted((person(one), person(other)))
        if oldest != younger:
            into[younger] = oldest
    return {each: person(each) for each in into}
