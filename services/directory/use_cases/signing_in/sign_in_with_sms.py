from services.directory.domain.credentials import SignInPolicy, code_digest, keyed_digest, throttle_key
from services.directory.domain.errors import InvalidCredentials
from services.directory.domain.identities import PHONE, Identity, network_of
from services.directory.queries import sms_codes as queries
from services.directory.queries.sign_in import SignedIn
from services.directory.use_cases.steps.accounts import sign_in
from services.kit.database import Database


async def sign_in_with_sms(
    database: Database, policy: SignInPolicy, phone: str, code: str, address: str
) -> tuple[SignedIn, str]:
    """The participant of a number to which this code was sent (R4.1), and a refresh token.

    Raises `InvalidCredentials`, the same for a code that is wrong, used, too old or tried too often.
    """
    number = keyed_digest(policy.secret, PHONE, phone)
    requester = throttle_key(policy.secret, PHONE, phone, network_of(address))
    if not await queries.try_code(database, number, code_digest(policy.secret, number, code), requester):
        raise InvalidCredentials
    return await sign_in(database, policy, [Identity(PHONE, phone)])
