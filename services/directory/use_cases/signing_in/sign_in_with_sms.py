from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.errors import InvalidCredentials
from services.directory.domain.identities import PHONE, Identity
from services.directory.queries.sign_in import SignedIn
from services.directory.use_cases.steps.accounts import sign_in
from services.directory.use_cases.steps.check_code import is_valid_code
from services.kit.database import Database


async def sign_in_with_sms(
    database: Database, policy: SignInPolicy, phone: str, code: str, address: str
) -> tuple[SignedIn, str]:
    """The participant of a number to which this code was sent (R4.1), and a refresh token.

    Raises `InvalidCredentials`, the same for a code that is wrong, used, too old or tried too often.
    """
    if not await is_valid_code(database, policy, phone, code, address):
        raise InvalidCredentials
    return await sign_in(database, policy, [Identity(PHONE, phone)])
