from services.chassis import audit
from services.directory import tables
from services.directory.domain import credentials
from services.directory.domain.errors import SetupLinkInvalid, known_password
from services.directory.domain.passwords import is_known
from services.directory.queries import passwords as queries
from services.kit.database import Database
from services.kit.passwords import Passwords


async def set_password(database: Database, passwords: Passwords, setup_token: str, password: str) -> str:
    """Use a set-up link; returns the name to sign in with (R4.3). Raises `SetupLinkInvalid`, `Invalid`."""
    digest = credentials.digest(setup_token)
    async with database.begin() as transaction:
        username = await queries.find_setup(transaction, digest)
    if username is None:
        raise SetupLinkInvalid
    if is_known(password, username):
        raise known_password("/password")
    password_hash = await passwords.hash(password)
    async with database.begin() as transaction:
        account = await queries.set_password(transaction, digest, password_hash)
        if account is not None:
            account_id = str(account[0])
            await audit.record(transaction, tables.audit, audit.Entry(account_id, "organiser.set-password", account_id))
    if account is None:
        raise SetupLinkInvalid
    return account[1]
