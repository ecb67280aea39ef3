from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.grants import Reach
from services.directory.domain.organisers import Organiser
from services.directory.queries import grants as grant_queries
from services.directory.queries import organisers as queries
from services.directory.use_cases.steps.change_access import publish_rights
from services.kit.errors import NotFound


async def remove_organiser(transaction: AsyncConnection, reach: Reach, organiser_id: UUID) -> Organiser:
    """Take back everything an organiser may do below one's own unit (R4.3); a repeat changes nothing.

    Whoever holds no other rights is removed with every way in. Raises `NotFound` for one elsewhere as for one who does
    not exist.
    """
    organiser = await queries.lock_organiser(transaction, organiser_id)
    paths = await grant_queries.read_paths(transaction, organiser_id)
    below = {grant_id for grant_id, path in paths.items() if reach.is_above(path)}
    if organiser is None or not below:
        raise NotFound
    kept = [held for held in organiser.grants if held.id not in below]
    if len(kept) == len(organiser.grants):
        return organiser
    await grant_queries.end_grants(transaction, below)
    if not kept:
        await queries.deactivate(transaction, organiser_id)
    changed = replace(organiser, grants=kept, version=await queries.new_version(transaction, organiser_id))
    await publish_rights(transaction, changed)
    return changed
