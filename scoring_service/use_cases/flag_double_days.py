"""Days that a person played under several accounts are flagged for review (R6.1, R2.11, I19)."""

from collections.abc import Collection, Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.double_days import double_days
from scoring_service.domain.ledger import Person
from scoring_service.queries import flags, persons, present
from services.contracts.events import SessionFinished


async def flag_double_days(transaction: AsyncConnection, wanted: Collection[Person]) -> None:
    """Flag them whether their sessions count or not; a repeat changes nothing."""
    if wanted:
        sessions = await present.read_sessions(transaction, wanted)
        found = [each for own in sessions.values() for each in double_days(own)]
        await flags.insert_flags(transaction, found)


async def flag_late_sessions(transaction: AsyncConnection, events: Iterable[SessionFinished]) -> None:
    """The same for sessions that arrive after the merge of their accounts."""
    played = {(event.contest_id, event.participant_id) for event in events}
    merged = await persons.read_merged(transaction, {account for _, account in played})
    await flag_double_days(transaction, {Person(each, merged[id_]) for each, id_ in played if id_ in merged})
