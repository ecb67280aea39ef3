"""Codes that were sent to a number."""

from services.directory.domain.credentials import SignInPolicy, code_digest, keyed_digest, throttle_key
from services.directory.domain.errors import wrong_code
from services.directory.domain.identities import PHONE
from services.directory.domain.sms import is_code
from services.directory.queries import sms_codes as queries
from services.kit.database import Database
from services.kit.networks import network_of


async def is_valid_code(database: Database, policy: SignInPolicy, phone: str, code: str, address: str) -> bool:
    """Use up a code; a wrong one is counted, unless it could not have been one."""
    if not is_code(code):
        return False
    number = keyed_digest(policy.secret, PHONE, phone)
    requester = throttle_key(policy.secret, PHONE, phone, network_of(address))
    return await queries.try_code(database, number, code_digest(policy.secret, number, code), requester)


async def check_code(database: Database, policy: SignInPolicy, phone: str, code: str, address: str) -> None:
    """Raises `Invalid`, the same for a code that is wrong, used, too old or tried too often."""
    if not await is_valid_code(database, policy, phone, code, address):
        raise wrong_code("/code")
