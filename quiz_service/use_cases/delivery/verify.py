"""The record of the quiz looks itself over."""

from collections.abc import Mapping, Sequence

from quiz_service.queries import verification
from quiz_service.queries.certificates import STORE
from services.chassis.certificate_acts import unsigned
from services.kit.database import Database


async def verify(database: Database, certificates_key: Mapping[str, str] | None = None) -> Sequence[str]:
    """What is wrong with the record, in words; nothing when it is sound.

    Signatures of certificates are checked where their public key is known.
    """
    async with database.begin() as connection:
        breaches = await verification.count_breaches(connection)
    forged = await unsigned(database, STORE, "contest", certificates_key)
    return [*(f"quiz: {rule} ({count} ×)" for rule, count in breaches.items() if count), *forged]
