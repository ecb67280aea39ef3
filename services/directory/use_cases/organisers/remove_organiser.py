from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.access import Access
from services.contracts.grants import Reach
from services.directory.domain.organisers import Organiser
from services.directory.queries import organisers as queries
from services.directory.queries.units import get_path
from services.directory.use_cases.steps.change_access import change_access
from services.kit.errors import NotFound


async def remove_organiser(transaction: AsyncConnection, reach: Reach, organiser_id: UUID) -> Organiser:
    """Take back everything an organiser below one's own unit may do (R4.3); a repeat changes nothing.

    Raises `NotFound` for one elsewhere as for one who does not exist.
    """
    organiser = await queries.lock_organiser(transaction, organiser_id)
    path = await get_path(transaction, organiser.unit if organiser else "")
    if organiser is None or path is None or not reach.is_above(path):
        raise NotFound
    version = await queries.deactivate(transaction, organiser_id)
    if version is not None:
        await change_access(transaction, Access(organiser_id, version, []))
    return organiser
