import secrets

from services.directory.domain.attempts import Attempt
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.totp import SECRET_BYTES
from services.directory.queries.second_factors import put_pending
from services.directory.use_cases.steps.prove_password import prove_password
from services.directory.use_cases.steps.second_factor import check_second_factor, seal
from services.kit.database import Database
from services.kit.passwords import Passwords


async def enrol_second_factor(
    database: Database,
    policy: SignInPolicy,
    passwords: Passwords,
    password: str,
    present: str | None,
    attempt: Attempt,
) -> bytes:
    """A new secret, in force once its first code has confirmed it (R4.3).

    Asks for the password rather than a token, so that a screen left open gives nothing away and an administrator of
    whom one is required can begin; and for the second factor that is in force. Raises what these checks raise.
    """
    organiser, _ = await prove_password(database, policy, passwords, password, attempt)
    await check_second_factor(database, policy, organiser.id, present, attempt)
    secret = secrets.token_bytes(SECRET_BYTES)
    async with database.begin() as transaction:
        await put_pending(transaction, organiser.id, seal(policy, organiser.id, secret))
    return secret
