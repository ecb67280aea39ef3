"""Finished sessions enter the ledger once and every total that follows from them (R2.1, R2.3, R2.4, I5, I6, I13).

A session that is sent again with a later score adds the difference (R1.12).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.attribution import Changes, attribute, weeks_to_look_up
from scoring_service.domain.correction import correct
from scoring_service.domain.ledger import CORRECTION, SESSION, Entry, Implausible, Person, Tally, check_plausible
from scoring_service.queries import ledger, persons
from scoring_service.queries.changes import write_changes
from scoring_service.queries.present import read_present
from services.contracts.events import SessionFinished
from services.kit.errors import Unavailable


async def record_sessions(transaction: AsyncConnection, events: Iterable[SessionFinished]) -> int:
    """Apply a batch and return how many sessions were new.

    The contest need not be known yet: an event says all that counts, and boards wait for the contest. Raises
    `Implausible` for an event that cannot be true, and `Unavailable` when another batch came in between.
    """
    newest = _newest(events)
    await ledger.begin_counting(transaction)
    newest = await _with_persons(transaction, newest)
    new = await ledger.insert_entries(transaction, SESSION, newest.values())
    rescored = _rescored(newest, new)
    if not new and not rescored:
        return 0
    known = await ledger.lock_participants(transaction, {entry.person for entry in (*new, *rescored)})
    days = weeks_to_look_up(new, known)
    attendances = await ledger.read_attendances(transaction, days, [entry.session_id for entry in new])
    changes = attribute(new, known, attendances)
    if rescored:
        await _correct(transaction, rescored, known, changes)
    if not await write_changes(transaction, changes, known):
        # Two batches met the same newcomer. The later one begins again and then finds the row.
        raise Unavailable
    return len(new)


async def _correct(
    transaction: AsyncConnection, rescored: Sequence[Entry], known: Mapping[Person, Tally], changes: Changes
) -> None:
    """Write the difference of each score that is newer than the ledger's; nobody else can while `known` is locked."""
    present = await read_present(transaction, rescored)
    differences = [
        replace(entry, points=entry.points - present[entry.session_id].points)
        for entry in rescored
        if entry.revision > present[entry.session_id].revision
    ]
    if len(await ledger.insert_entries(transaction, CORRECTION, differences)) < len(differences):
        raise Implausible("a cause that changes the same session twice")
    for difference in differences:
        before = present[difference.session_id]
        if before.is_counted:
            correct(changes, known, difference, difference.is_full_mark - before.is_full_mark)


async def _with_persons(transaction: AsyncConnection, entries: Mapping[UUID, Entry]) -> dict[UUID, Entry]:
    found = await persons.read_persons(transaction, {entry.participant_id for entry in entries.values()})
    return {each: replace(entry, person_id=found[entry.participant_id]) for each, entry in entries.items()}


def _newest(events: Iterable[SessionFinished]) -> dict[UUID, Entry]:
    newest: dict[UUID, Entry] = {}
    for event in events:
        entry = _entry_of(event)
        other = newest.get(entry.session_id)
        if other is None or other.revision < entry.revision:
            newest[entry.session_id] = entry
    return newest


def _rescored(newest: Mapping[UUID, Entry], new: Iterable[Entry]) -> list[Entry]:
    """Entries with a later score of a session that was known before."""
    later = {session_id: entry for session_id, entry in newest.items() if entry.revision}
    for entry in new if later else ():
        later.pop(entry.session_id, None)
    return list(later.values())


def _entry_of(event: SessionFinished) -> Entry:
    entry = Entry(
        contest_id=event.contest_id,
        contest_day=event.contest_day,
        session_id=event.session_id,
        participant_id=event.participant_id,
        entry=event.entry,
        unit_path=event.unit_path,
        points=event.score,
        is_full_mark=event.score == event.max_score > 0,
        started_at=event.started_at,
        finished_at=event.finished_at,
        revision=event.revision,
        cause=event.cause,
    )
    check_plausible(entry, event.max_score)
    return entry
