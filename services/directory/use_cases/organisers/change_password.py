from uuid import UUID

from services.chassis import audit
from services.directory import tables
from services.directory.domain.credentials import TRIES, SignInPolicy, throttle_key
from services.directory.domain.errors import NoPassword, TooManyTries, known_password, wrong_password
from services.directory.domain.passwords import is_known
from services.directory.queries import budgets
from services.directory.queries import passwords as queries
from services.kit.database import Database
from services.kit.passwords import Passwords


async def change_password(
    database: Database, policy: SignInPolicy, passwords: Passwords, organiser_id: UUID, current: str, new: str
) -> None:
    """Replace one's own password (R4.3). Raises `Invalid`, `NoPassword`, `TooManyTries`.

    Tries are counted as at sign-in: a token that was left open is no way to guess the password behind it.
    """
    async with database.begin() as transaction:
        known = await queries.read_password(transaction, organiser_id)
    if known is None:
        raise NoPassword
    username, password_hash = known
    key = throttle_key(policy.secret, "password change", username, "")
    spent = await budgets.spend(database, key, TRIES.window)
    if spent.times > TRIES.most:
        raise TooManyTries(retry_after_s=spent.wait_s)
    if not await passwords.is_right(current, password_hash, username):
        raise wrong_password("/current")
    if new == current or is_known(new, username):
        raise known_password("/new")
    replacement = await passwords.hash(new)
    async with database.begin() as transaction:
        if not await queries.replace_password(transaction, organiser_id, password_hash, replacement):
            raise wrong_password("/current")
        actor = str(organiser_id)
        await audit.record(transaction, tables.audit, audit.Entry(actor, "organiser.change-password", actor))
    await budgets.forget_spent(database, key)
