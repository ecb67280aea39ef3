from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.organisers import Organiser
from services.directory.domain.units import Unit
from services.directory.queries.organisers import lock_organiser
from services.directory.use_cases.steps.units_of_grants import units_of_grants
from services.kit.errors import Unauthenticated


async def read_own_rights(transaction: AsyncConnection, organiser_id: UUID) -> tuple[Organiser, Mapping[str, Unit]]:
    """The caller as an organiser (R4.3), with the units of all paths by code. Raises `Unauthenticated`."""
    organiser = await lock_organiser(transaction, organiser_id)
    if organiser is None:
        raise Unauthenticated
    return organiser, await units_of_grants(transaction, organiser.grants)
