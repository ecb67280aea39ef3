import os

from uuid_utils.compat import uuid7

from services.directory.domain import credentials
from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.errors import SignInMethodUnavailable
from services.directory.domain.identities import DEVELOPMENT, Identity
from services.directory.queries import sign_in as queries
from services.directory.queries.sign_in import SignedIn
from services.directory.use_cases.steps.accounts import sign_in
from services.kit.database import Database


async def sign_in_for_development(database: Database, policy: SignInPolicy, subject: str) -> tuple[SignedIn, str]:
    """The participant of any subject, without proof (R4.1), and a refresh token. Raises `SignInMethodUnavailable`."""
    if not policy.is_development_allowed:
        raise SignInMethodUnavailable
    if policy.previous:  # identities under a former key are looked for
        return await sign_in(database, policy, [Identity(DEVELOPMENT, subject)])
    refresh_token = credentials.random_secret(os.urandom(32))
    subject_digest, newcomer = credentials.keyed_digest(policy.secret, DEVELOPMENT, subject), uuid7()
    signed_in = await queries.sign_in(
        database,
        DEVELOPMENT,
        subject_digest,
        newcomer_id=newcomer,
        family_id=uuid7(),
        refresh_digest=credentials.digest(refresh_token),
        refresh_lifetime=policy.refresh_lifetime,
    )
    if signed_in.participant.id == newcomer and await queries.is_buried(database, DEVELOPMENT, subject_digest):
        return await sign_in(database, policy, [Identity(DEVELOPMENT, subject)])  # goes on under the former pseudonym
    return signed_in, refresh_token
