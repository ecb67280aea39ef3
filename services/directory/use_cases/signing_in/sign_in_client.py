from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain import credentials
from services.directory.domain.credentials import is_credential_text
from services.directory.domain.errors import InvalidCredentials
from services.directory.domain.organisers import Organiser
from services.directory.queries import organisers as queries


async def sign_in_client(
    transaction: AsyncConnection, client_id: str, client_secret: str
) -> tuple[Organiser, datetime]:
    """The organiser with these credentials and the real time of the answer (R4.3). Raises `InvalidCredentials`."""
    if not is_credential_text(client_id):
        raise InvalidCredentials
    found = await queries.find_client(transaction, client_id, credentials.digest(client_secret))
    if found is None:
        raise InvalidCredentials
    return found
