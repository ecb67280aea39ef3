"""The ledger gives back what the record lost in a failover after scoring had booked it (I22).

Nothing is deleted: a session is taken back by an entry, and entered again when quiz comes to hold it after all.
"""

from collections.abc import Mapping, Sequence

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.domain.adjustment import reattribute
from scoring_service.domain.attribution import Changes
from scoring_service.domain.ledger import REINSTATEMENT, REVERSAL, Person, Tally
from scoring_service.domain.reconciliation import Held, Mend, mend
from scoring_service.queries import ledger, present, reconciliation, state
from scoring_service.queries.changes import write_changes
from scoring_service.tables import outbox
from services.chassis.publishing import publish
from services.contracts.buckets import bounds
from services.contracts.comparisons import SessionsListed
from services.contracts.events import ResendRequested
from services.kit.errors import Unavailable

log = structlog.get_logger(__name__)


async def reconcile_sessions(transaction: AsyncConnection, events: Sequence[SessionsListed]) -> None:
    """Raises `Unavailable` while the ledger is behind: what is on its way could be what was lost."""
    if await state.is_behind(transaction, state.MOST_BEHIND_S):
        raise Unavailable
    for listed in events:
        if await reconciliation.frozen_at(transaction, listed.contest_id) is not None:
            log.error("record differs from frozen results", contest=listed.contest_id, bucket=listed.bucket)
            continue
        await _reconcile(transaction, listed)


async def _reconcile(transaction: AsyncConnection, listed: SessionsListed) -> None:
    await ledger.begin_counting(transaction)
    held = {each.session_id: Held(each.score, each.is_full_mark, each.revision) for each in listed.sessions}
    found = mend(await reconciliation.read_recorded(transaction, listed), held)
    if persons := _persons(found):
        known = await ledger.lock_participants(transaction, persons)
        # A batch that held these persons until now may have changed what the entries rest on.
        found = mend(await reconciliation.read_recorded(transaction, listed), held)
        await _apply(transaction, found, known)
        taken, entered = len(found.reversals), len(found.reinstatements)
        log.warning("sessions taken back", contest=listed.contest_id, taken_back=taken, entered_again=entered)
    await _ask_on(transaction, listed, found)


async def _apply(transaction: AsyncConnection, found: Mend, known: Mapping[Person, Tally]) -> None:
    before = await present.read_counted(transaction, known)
    await ledger.insert_entries(transaction, REVERSAL, found.reversals)
    await ledger.insert_entries(transaction, REINSTATEMENT, found.reinstatements)
    after = await present.read_counted(transaction, known)
    changes = Changes()
    for person in known:
        changes.add(reattribute(person, before[person], after[person]))
    await write_changes(transaction, changes, known)


async def _ask_on(transaction: AsyncConnection, listed: SessionsListed, found: Mend) -> None:
    """For the rest of the bucket's list, and for the events of what the ledger lacks."""
    request = ResendRequested(event_id=uuid7(), contest_id=listed.contest_id, bucket=listed.bucket)
    rest = msgspec.structs.replace(request, event_id=uuid7(), list_after=listed.until)
    has_rest = listed.until < bounds(listed.bucket)[1]
    await publish(transaction, outbox, [*[rest] * has_rest, *[request] * bool(found.lacking)])


def _persons(found: Mend) -> Sequence[Person]:
    return sorted({entry.person for entry in (*found.reversals, *found.reinstatements)})
