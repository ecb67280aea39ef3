"""From proven identities to the one account they lead to, with the first refresh token of a new sign-in."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.directory.domain import credentials
from services.directory.domain.credentials import SignInPolicy, keyed_digest
from services.directory.domain.errors import AssertionReplayed
from services.directory.domain.identities import Identity, survivor
from services.directory.queries import identities as queries
from services.directory.queries.participants import get_participant
from services.directory.queries.sign_in import SignedIn
from services.kit.database import Database


@dataclass(frozen=True)
class SingleUse:
    """What a sign-in uses up in its own transaction."""

    digest: bytes
    expires_at: datetime


async def sign_in(
    database: Database, policy: SignInPolicy, identities: Sequence[Identity], once: SingleUse | None = None
) -> tuple[SignedIn, str]:
    """The account of these identities, made when none is known, with a refresh token (R4.1).

    Accounts that the identities show to be one person's are merged. Raises `AssertionReplayed`.
    """
    refresh_token = credentials.random_secret(os.urandom(32))
    async with database.begin() as transaction:
        if once is not None and not await queries.use_assertion(transaction, once.digest, once.expires_at):
            raise AssertionReplayed
        participant_id = await _account(transaction, policy, identities)
        digest = credentials.digest(refresh_token)
        at = await queries.open_family(transaction, participant_id, uuid7(), digest, policy.refresh_lifetime)
        participant = await get_participant(transaction, participant_id)
    if participant is None:
        raise RuntimeError("an account that was just locked is gone")
    return SignedIn(participant, at), refresh_token


async def _account(transaction: AsyncConnection, policy: SignInPolicy, identities: Sequence[Identity]) -> UUID:
    present = [(each.method, keyed_digest(policy.secret, each.method, each.subject)) for each in identities]
    former = [
        (each.method, keyed_digest(secret, each.method, each.subject))
        for each in identities
        for secret in policy.previous
    ]
    await queries.lock_identities(transaction, {digest for _, digest in present})
    known = await queries.find_identities(transaction, [*present, *former])
    accounts = set(known.values())
    if accounts:
        kept = survivor(accounts)
        for gone in sorted(accounts - {kept}):
            await queries.merge_into(transaction, kept, gone)
    else:
        kept = uuid7()
        await queries.add_participant(transaction, kept)
    await queries.write_identities(
        transaction,
        kept,
        added=[each for each in present if each not in known],
        outdated={each: account for each, account in known.items() if each in former},
    )
    return kept
