"""Finished sessions enter the ledger once and every total that follows from them (R2.1, R2.3, R2.4, I5, I6, I13)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.attribution import attribute, weeks_to_look_up
from scoring_service.domain.ledger import Entry, check_plausible
from scoring_service.queries import ledger, totals
from services.contracts.events import SessionFinished
from services.kit.errors import Unavailable


async def record_sessions(transaction: AsyncConnection, events: Iterable[SessionFinished]) -> int:
    """Apply a batch and return how many sessions were new.

    The contest need not be known yet: an event says all that counts, and boards wait for the contest. Raises
    `Implausible` for an event that cannot be true, and `Unavailable` when another batch came in between.
    """
    entries = [_entry_of(event) for event in events]
    await ledger.look_up_by_key(transaction)
    new = await ledger.insert_entries(transaction, entries)
    if not new:
        return 0
    known = await ledger.lock_participants(transaction, {entry.person for entry in new})
    days = weeks_to_look_up(new, known)
    attendances = await ledger.read_attendances(transaction, days, [entry.session_id for entry in new])
    changes = attribute(new, known, attendances)
    newcomers = {person: tally for person, tally in changes.tallies.items() if person not in known}
    if not await ledger.insert_participants(transaction, newcomers):
        # Two batches met the same newcomer. The later one begins again and then finds the row.
        raise Unavailable
    await ledger.update_participants(transaction, {person: changes.tallies[person] for person in known})
    for version in await totals.next_versions(transaction, {entry.contest_id for entry in new}):
        await totals.add_to_units(transaction, changes.units(version.contest_id), version)
        await totals.add_to_unit_days(transaction, changes.unit_days[version.contest_id], version)
    await totals.add_to_histogram(transaction, changes.histogram)
    return len(new)


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
    )
    check_plausible(entry, event.max_score)
    return entry
