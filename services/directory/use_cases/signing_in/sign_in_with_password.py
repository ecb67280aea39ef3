from datetime import datetime

from services.directory.domain.credentials import TRIES, SignInPolicy, is_credential_text, throttle_key
from services.directory.domain.errors import InvalidCredentials, TooManyTries
from services.directory.domain.identities import network_of
from services.directory.domain.organisers import Organiser
from services.directory.queries import budgets
from services.directory.queries import passwords as queries
from services.kit.database import Database
from services.kit.passwords import Passwords


async def sign_in_with_password(
    database: Database, policy: SignInPolicy, passwords: Passwords, username: str, password: str, address: str
) -> tuple[Organiser, datetime]:
    """The organiser with this name and password, and the real time of the answer (R4.3).

    Tries are counted by account and address before the password is looked at: whoever guesses from elsewhere uses up
    nothing of the owner's, and tries at the same time cannot slip through. An unknown name takes as long and is counted
    alike. Raises `InvalidCredentials`, `TooManyTries`, and what `Passwords.is_right` raises.
    """
    key = throttle_key(policy.secret, "password", username, network_of(address))
    spent = await budgets.spend(database, key, TRIES.window)
    if spent.times > TRIES.most:
        raise TooManyTries(retry_after_s=spent.wait_s)
    async with database.begin() as transaction:
        account, now = await queries.find_password(transaction, username if is_credential_text(username) else "")
    is_right = await passwords.is_right(
        password, None if account is None else account.password_hash, network_of(address)
    )
    if account is None or not is_right:
        raise InvalidCredentials
    await budgets.forget_spent(database, key)
    return account.organiser, now
