"""The second factor of organisers: a code of an app (RFC 6238) or a recovery code, each good once (R4.3)."""

from datetime import timedelta
from uuid import UUID

from services.directory.domain import totp
from services.directory.domain.attempts import Attempt
from services.directory.domain.budgets import Budget
from services.directory.domain.credentials import SignInPolicy, factor_key, recovery_digest, throttle_key
from services.directory.domain.errors import TooManyTries
from services.directory.domain.second_factor_errors import SecondFactorNeeded, SecondFactorWrong
from services.directory.queries import budgets
from services.directory.queries import second_factors as queries
from services.directory.use_cases.steps import attempts
from services.kit import sealing
from services.kit.database import Database

TRIES_OF_ACCOUNT = Budget(20, timedelta(hours=1))
"""From all addresses together: they are used up only by somebody who knows the password."""


def seal(policy: SignInPolicy, organiser_id: UUID, secret: bytes) -> bytes:
    return sealing.seal(factor_key(policy.secret), organiser_id.bytes, secret)


def opened(policy: SignInPolicy, organiser_id: UUID, sealed: bytes) -> bytes:
    """Raises `sealing.NotOpened` when it was sealed under a key that is no longer given."""
    for secret in policy.secrets[:-1]:
        try:
            return sealing.opened(factor_key(secret), organiser_id.bytes, sealed)
        except sealing.NotOpened:
            continue
    return sealing.opened(factor_key(policy.secrets[-1]), organiser_id.bytes, sealed)


async def check_second_factor(
    database: Database, policy: SignInPolicy, organiser_id: UUID, typed: str | None, attempt: Attempt
) -> bool:
    """Whether this account has one; what was typed is used up.

    Raises `SecondFactorNeeded` and `SecondFactorWrong`, and `TooManyTries` for all tries of an account together.
    """
    async with database.begin() as transaction:
        known = await queries.find_factor(transaction, organiser_id)
    if known is None or known.secret is None:
        return False
    if typed is None:
        raise await attempts.noted(database, policy, attempt, SecondFactorNeeded())
    key = throttle_key(policy.secret, "second factor", str(organiser_id), "")
    spent = await budgets.spend(database, key, TRIES_OF_ACCOUNT.window)
    if spent.times > TRIES_OF_ACCOUNT.most:
        raise await attempts.noted(database, policy, attempt, TooManyTries(retry_after_s=spent.wait_s))
    if not await _use(database, policy, organiser_id, known.secret, known.now_s, typed):
        raise await attempts.failed(database, policy, attempt, SecondFactorWrong())
    await budgets.forget_spent(database, key)
    return True


async def _use(
    database: Database, policy: SignInPolicy, organiser_id: UUID, sealed: bytes, now_s: float, typed: str
) -> bool:
    secret = opened(policy, organiser_id, sealed)
    step = totp.step_of(secret, typed, now_s)
    async with database.begin() as transaction:
        if step is not None:
            return await queries.use_step(transaction, organiser_id, step, seal(policy, organiser_id, secret))
        digests = [recovery_digest(each, organiser_id, typed) for each in policy.secrets]
        return await queries.use_recovery(transaction, organiser_id, digests)
