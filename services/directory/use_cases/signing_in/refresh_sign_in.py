from services.directory.domain import credentials
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.errors import InvalidCredentials, RefreshTokenReused
from services.directory.queries import sign_in as queries
from services.directory.queries.sign_in import SignedIn
from services.kit.database import Database


async def refresh_sign_in(database: Database, policy: SignInPolicy, refresh_token: str) -> tuple[SignedIn, str]:
    """The participant and the next refresh token; a repeat within the window gives the same ones.

    Raises `RefreshTokenReused` for a later repeat, which ends the whole family, and `InvalidCredentials`.
    """
    successor = credentials.successor(policy.secret, refresh_token)
    digest = credentials.digest(refresh_token)
    signed_in = await queries.rotate(database, digest, credentials.digest(successor), policy.refresh_lifetime)
    if signed_in is not None:
        return signed_in, successor
    if await queries.revoke_reused(database, digest):
        raise RefreshTokenReused
    raise InvalidCredentials
