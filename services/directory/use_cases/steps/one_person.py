"""From proven identities to the one account that they lead to (I19)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.chassis.erasures import admit_again, keep
from services.chassis.publishing import publish
from services.contracts.events import ParticipantReturned
from services.directory.domain.credentials import SignInPolicy, keyed_digest
from services.directory.domain.identities import PHONE, Identity, survivor
from services.directory.queries import identities as queries
from services.directory.queries import tombstones
from services.directory.queries.merges import log_merge, merge_into
from services.directory.tables import erasures, outbox
from services.directory.use_cases.steps.publish_ended_accounts import publish_merge


async def account_of(
    transaction: AsyncConnection, policy: SignInPolicy, identities: Sequence[Identity], claimant: UUID | None = None
) -> UUID:
    """The account of these identities, made when none is known.

    Whoever was erased meanwhile gets the pseudonym back that they had. Accounts that the identities, or `claimant` who
    has proven them, show to be one person's are merged: the oldest stays.
    """
    present = [(each.method, keyed_digest(policy.secret, each.method, each.subject)) for each in identities]
    former = [
        (each.method, keyed_digest(secret, each.method, each.subject))
        for each in identities
        for secret in policy.previous
    ]
    await queries.lock_identities(transaction, {digest for _, digest in present})
    known = await queries.find_identities(transaction, [*present, *former])
    returned = set((await tombstones.dig_up(transaction, [*present, *former])).values())
    for each in sorted(returned):
        await _take_up(transaction, each)
    accounts = {*known.values(), *returned, *([claimant] if claimant else [])}
    kept = survivor(accounts) if accounts else uuid7()
    if not accounts:
        await queries.add_participant(transaction, kept)
    for gone in sorted(accounts - {kept}):
        await _merge(transaction, kept, gone)
    await queries.write_identities(
        transaction,
        kept,
        added=[each for each in present if each not in known],
        outdated={each: account for each, account in known.items() if each in former},
    )
    if any(each.method == PHONE for each in identities):
        await queries.note_phone(transaction, kept)
    return kept


async def _take_up(transaction: AsyncConnection, participant_id: UUID) -> None:
    """Go on under a pseudonym whose account was erased, unless another identity has led back to it already."""
    if await queries.add_participant(transaction, participant_id):
        await tombstones.take_up_choices(transaction, participant_id)
        await admit_again(transaction, erasures, [participant_id])
        await publish(transaction, outbox, [ParticipantReturned(event_id=uuid7(), participant_id=participant_id)])


async def _merge(transaction: AsyncConnection, kept: UUID, gone: UUID) -> None:
    await merge_into(transaction, kept, gone)
    await tombstones.follow_merge(transaction, kept, gone)
    at = await log_merge(transaction, kept, gone)
    await keep(transaction, erasures, {gone: at})
    await publish_merge(transaction, kept, gone, at)
