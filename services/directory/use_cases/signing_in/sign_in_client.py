from datetime import datetime

from services.directory.domain import credentials
from services.directory.domain.attempts import Attempt
from services.directory.domain.credentials import TRIES, SignInPolicy, is_credential_text
from services.directory.domain.errors import InvalidCredentials
from services.directory.domain.organisers import Organiser
from services.directory.queries import budgets
from services.directory.queries import organisers as queries
from services.directory.use_cases.steps import attempts
from services.kit.database import Database


async def sign_in_client(
    database: Database, policy: SignInPolicy, client_secret: str, attempt: Attempt
) -> tuple[Organiser, datetime]:
    """The organiser with these credentials and the real time of the answer (R4.3).

    Only failures are counted, since a back office signs in from many of its processes at once and a secret of 256 bits
    is not guessed in the gaps. Raises `InvalidCredentials`, `TooManyTries`.
    """
    await attempts.check_address(database, policy, attempt)
    key = attempts.key_of(policy, attempt)
    spent = await budgets.read_spent(database, key)
    if spent.times >= TRIES.most:
        after = await budgets.spend(database, key, TRIES.window)
        raise await attempts.lock_out(database, policy, attempt, after.times, after.wait_s)
    found = None
    if is_credential_text(attempt.name):
        async with database.begin() as transaction:
            found = await queries.find_client(transaction, attempt.name, credentials.digest(client_secret))
    if found is None:
        await budgets.spend(database, key, TRIES.window)
        raise await attempts.failed(database, policy, attempt, InvalidCredentials())
    await attempts.succeeded(database, policy, attempt, found[0].id)
    return found
