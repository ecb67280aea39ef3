"""Accounts that proved to be one person's count as one from then on, at every node (R6.1, I19, I6)."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.adjustment import reattribute
from scoring_service.domain.attribution import Changes
from scoring_service.domain.ledger import Entry, Person
from scoring_service.domain.persons import unite
from scoring_service.queries import ledger, persons, present
from scoring_service.queries.changes import write_changes
from services.contracts.events import ParticipantsMerged


async def unite_persons(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> Sequence[Person]:
    """The persons, by contest, who have sessions of several accounts now.

    An event that is repeated changes nothing, and the order of events does not matter. Frozen contests stay as they
    are.
    """
    await persons.lock(transaction)
    new = await persons.insert_merges(transaction, {(event.ended_id, event.kept_id) for event in events})
    known = await persons.read_persons(transaction, {account for pair in new for account in pair})
    into = unite(new, known)
    if not into:
        return []
    await ledger.look_up_by_key(transaction)
    met = await persons.read_in_open_contests(transaction, {*into, *into.values()})
    goes_on_as = {
        each: Person(each.contest_id, into[each.participant_id]) for each in met if each.participant_id in into
    }
    before = await present.read_counted(transaction, {*goes_on_as, *goes_on_as.values()})
    await persons.unite(transaction, into, max(new.values()))
    if goes_on_as:
        await _count_anew(transaction, goes_on_as, before)
    return sorted(set(goes_on_as.values()))


async def _count_anew(
    transaction: AsyncConnection, goes_on_as: Mapping[Person, Person], before: Mapping[Person, Sequence[Entry]]
) -> None:
    known = await ledger.lock_participants(transaction, before)
    after = await present.read_counted(transaction, set(goes_on_as.values()))
    changes = Changes()
    for person in sorted(before):
        changes.add(reattribute(person, before[person], after.get(person, [])))
    await write_changes(transaction, changes, known)
