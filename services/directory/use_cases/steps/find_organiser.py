"""Organisers whom a manager sees."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.grants import Reach
from services.directory.domain.organisers import Organiser
from services.directory.queries.grants import read_paths
from services.directory.queries.organisers import lock_organiser
from services.kit.errors import NotFound

Paths = dict[UUID, tuple[str, ...]]


async def find_organiser(transaction: AsyncConnection, reach: Reach, organiser_id: UUID) -> tuple[Organiser, Paths]:
    """One who holds rights at a unit of one's reach, locked, and the path of the unit of each of their grants.

    Raises `NotFound` for one elsewhere as for one who does not exist (I8).
    """
    organiser = await lock_organiser(transaction, organiser_id)
    paths = await read_paths(transaction, organiser_id)
    if organiser is None or not any(reach.covers(paths[held.id]) for held in organiser.grants):
        raise NotFound
    return organiser, paths
