import secrets
from collections.abc import Sequence

from services.chassis import audit
from services.directory import tables
from services.directory.domain import totp
from services.directory.domain.attempts import Attempt
from services.directory.domain.credentials import SignInPolicy, recovery_digest
from services.directory.domain.second_factor_errors import NoPendingFactor, SecondFactorWrong
from services.directory.queries import second_factors as queries
from services.directory.use_cases.steps import attempts
from services.directory.use_cases.steps.prove_password import prove_password
from services.directory.use_cases.steps.second_factor import opened
from services.kit.database import Database
from services.kit.passwords import Passwords

RECOVERY_CODES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that are mistaken for others."""


async def confirm_second_factor(
    database: Database, policy: SignInPolicy, passwords: Passwords, password: str, code: str, attempt: Attempt
) -> Sequence[str]:
    """Put a new secret in force by its first code; returns recovery codes, which end those before (R4.3).

    Raises what `prove_password` raises, `NoPendingFactor` and `SecondFactorWrong`.
    """
    organiser, _ = await prove_password(database, policy, passwords, password, attempt)
    async with database.begin() as transaction:
        known = await queries.find_factor(transaction, organiser.id)
    if known is None or known.pending is None:
        raise NoPendingFactor
    step = totp.step_of(opened(policy, organiser.id, known.pending), code, known.now_s)
    if step is None:
        raise await attempts.failed(database, policy, attempt, SecondFactorWrong())
    recovery = ["".join(secrets.choice(LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    digests = [recovery_digest(policy.secret, organiser.id, each) for each in recovery]
    async with database.begin() as transaction:
        if not await queries.confirm(transaction, organiser.id, known.pending, step, digests):
            raise NoPendingFactor
        account = str(organiser.id)
        await audit.record(transaction, tables.audit, audit.Entry(account, "organiser.set-second-factor", account))
    await attempts.succeeded(database, policy, attempt, organiser.id)
    return recovery
