"""Flagged sessions are held, released or voided: ledger entries, and the sums that follow from them (R2.11, I6)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.adjustment import reattribute
from scoring_service.domain.attribution import Changes
from scoring_service.domain.errors import DecisionNotPossible, SessionNotInLedger
from scoring_service.domain.integrity import Decision, State
from scoring_service.domain.ledger import Entry
from scoring_service.queries import flags, ledger, present
from scoring_service.queries.changes import write_changes
from scoring_service.queries.flags import Flag


async def decide_flags(
    transaction: AsyncConnection, decided: Sequence[Flag], decision: Decision, reason: str, decided_by: UUID
) -> None:
    """All of them or none. Raises `DecisionNotPossible` where a state forbids it, whoever brought it there meanwhile.

    And `SessionNotInLedger` when the days of a session have been detached.
    """
    ids = [flag.id for flag in decided]
    states = await flags.lock_states(transaction, ids)
    refused = sorted(str(each) for each, state in states.items() if state not in decision.possible_in)
    if refused:
        raise DecisionNotPossible(extra={"ids": refused})
    numbers = await flags.decide(transaction, ids, decision, reason, decided_by)
    await ledger.begin_counting(transaction)
    sessions = [await present.read_session(transaction, flag.contest_day, flag.session_id) for flag in decided]
    entries: list[tuple[Entry, State]] = []
    for flag, session in zip(decided, sessions, strict=True):
        if session is None:
            raise SessionNotInLedger
        cause = f"{flag.id}/{numbers[flag.id]}"
        entries.append((replace(session, points=0, is_full_mark=False, revision=0, cause=cause), states[flag.id]))
    await _apply(transaction, decision, entries)


async def _apply(transaction: AsyncConnection, decision: Decision, entries: Sequence[tuple[Entry, State]]) -> None:
    """`entries` with the state that each one's flag was in."""
    persons = sorted({entry.person for entry, _ in entries})
    known = await ledger.lock_participants(transaction, persons)
    before = await present.read_counted(transaction, persons)
    by_kind: Mapping[str, list[Entry]] = {
        kind: [entry for entry, state in entries if kind in decision.entries_from(state)]
        for kind in dict.fromkeys(kind for _, state in entries for kind in decision.entries_from(state))
    }
    for kind, of_kind in by_kind.items():
        await ledger.insert_entries(transaction, kind, of_kind)
    after = await present.read_counted(transaction, persons)
    changes = Changes()
    for person in persons:
        changes.add(reattribute(person, before[person], after[person]))
    await write_changes(transaction, changes, known)
