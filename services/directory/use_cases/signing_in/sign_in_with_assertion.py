from services.directory.domain import credentials
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.errors import SignInMethodUnavailable
from services.directory.outside.trusted_apps import TrustedApps
from services.directory.queries.sign_in import SignedIn
from services.directory.use_cases.steps.accounts import SingleUse, sign_in
from services.kit.database import Database


async def sign_in_with_assertion(
    database: Database, policy: SignInPolicy, apps: TrustedApps, assertion: str
) -> tuple[SignedIn, str]:
    """The participant for whom an organiser's own app vouches (R4.1), and a refresh token.

    Raises `SignInMethodUnavailable`, `AssertionInvalid`, `AssertionReplayed`, `TrustedAppUnavailable`.
    """
    if not apps.is_configured:
        raise SignInMethodUnavailable
    verified = await apps.verify(assertion)
    once = SingleUse(credentials.digest(verified.use), verified.expires_at)
    return await sign_in(database, policy, verified.identities, once)
