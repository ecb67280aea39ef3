"""A sign-in with proven identities: the account they lead to, with the first refresh token."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from uuid_utils.compat import uuid7

from services.directory.domain import credentials
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.errors import AssertionReplayed
from services.directory.domain.identities import Identity
from services.directory.queries import identities as queries
from services.directory.queries.participants import get_participant
from services.directory.queries.sign_in import SignedIn
from services.directory.use_cases.steps.one_person import account_of
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
        participant_id = await account_of(transaction, policy, identities)
        digest = credentials.digest(refresh_token)
        at = await queries.open_family(transaction, participant_id, uuid7(), digest, policy.refresh_lifetime)
        participant = await get_participant(transaction, participant_id)
    if participant is None:
        raise RuntimeError("an account that was just locked is gone")
    return SignedIn(participant, at), refresh_token
