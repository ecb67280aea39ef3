"""A flagged session is held, released or voided: a ledger entry, and the sums that follow from it (R2.11, I6)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.adjustment import reattribute
from scoring_service.domain.errors import DecisionNotPossible, SessionNotInLedger
from scoring_service.domain.integrity import Decision
from scoring_service.queries import flags, ledger, present
from scoring_service.queries.changes import write_changes
from scoring_service.queries.flags import Flag


async def decide_flag(transaction: AsyncConnection, flag: Flag, decision: Decision, reason: str) -> None:
    """Raises `DecisionNotPossible` where the flag's state forbids it, whoever brought it there meanwhile.

    And `SessionNotInLedger` when the days of the session have been detached.
    """
    number = await flags.decide(transaction, flag.id, decision, reason)
    if number is None:
        raise DecisionNotPossible
    await ledger.look_up_by_key(transaction)
    session = await present.read_session(transaction, flag.contest_day, flag.session_id)
    if session is None:
        raise SessionNotInLedger
    known = await ledger.lock_participants(transaction, [session.person])
    before = await present.read_counted(transaction, session.person)
    entry = replace(session, points=0, is_full_mark=False, revision=0, cause=f"{flag.id}/{number}")
    await ledger.insert_entries(transaction, decision.act, [entry])
    after = await present.read_counted(transaction, session.person)
    await write_changes(transaction, reattribute(session.person, before, after), known)
