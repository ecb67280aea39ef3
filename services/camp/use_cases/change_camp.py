"""An administrator of its owner changes a camp (R6.11)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp
from services.camp.domain.work_errors import CampFinal
from services.camp.queries import finals, programme
from services.camp.use_cases.steps.admit import owner_of
from services.contracts.grants import Grant


async def change_camp(
    transaction: AsyncConnection, known: Camp, camp: Camp, grants: Sequence[Grant], owner_unit: str | None
) -> Camp:
    """The camp as it is from now on; its owner stays unless another is named that the writer administers too.

    Raises `Forbidden`, `Invalid`, or `CampFinal` where its times would change after its end. Certificates stay.
    """
    owner = known.owner_unit
    if owner_unit not in (None, owner):
        owner = await owner_of(transaction, grants, owner_unit)
    times = (known.opens_at, known.closes_at) != (camp.opens_at, camp.closes_at)
    if times and await finals.read(transaction, known.id) is not None:
        raise CampFinal
    changed = replace(camp, owner_unit=owner)
    await programme.change_camp(transaction, changed)
    return changed
