from datetime import datetime

from services.directory.domain.attempts import Attempt
from services.directory.domain.credentials import TRIES, SignInPolicy, is_credential_text
from services.directory.domain.errors import InvalidCredentials
from services.directory.domain.organisers import Organiser
from services.directory.queries import budgets
from services.directory.queries import passwords as queries
from services.directory.use_cases.steps import attempts
from services.kit.database import Database
from services.kit.networks import network_of
from services.kit.passwords import Passwords


async def prove_password(
    database: Database, policy: SignInPolicy, passwords: Passwords, password: str, attempt: Attempt
) -> tuple[Organiser, datetime]:
    """The organiser with this name and password, and the real time of the answer (R4.3).

    Tries are counted by account and address before the password is looked at: whoever guesses from elsewhere uses up
    nothing of the owner's, and tries at the same time cannot slip through. An unknown name takes as long and is counted
    alike. Raises `InvalidCredentials`, `TooManyTries`, and what `Passwords.is_right` raises.
    """
    await attempts.check_address(database, policy, attempt)
    spent = await budgets.spend(database, attempts.key_of(policy, attempt), TRIES.window)
    if spent.times > TRIES.most:
        raise await attempts.lock_out(database, policy, attempt, spent.times, spent.wait_s)
    async with database.begin() as transaction:
        account, now = await queries.find_password(
            transaction, attempt.name if is_credential_text(attempt.name) else ""
        )
    known_hash = None if account is None else account.password_hash
    is_right = await passwords.is_right(password, known_hash, network_of(attempt.visit.address))
    if account is None or not is_right:
        raise await attempts.failed(database, policy, attempt, InvalidCredentials())
    return account.organiser, now
