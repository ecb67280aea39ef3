"""What units owe: form, deadline and state (R3.3)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.errors import UnitNotFound
from reporting_service.domain.obligation import Owed
from reporting_service.queries import copies, forms
from reporting_service.queries import obligations as queries
from services.chassis.clock import contest_now
from services.contracts.grants import Reach
from services.kit.errors import Forbidden


async def list_obligations(
    transaction: AsyncConnection, reach: Reach, unit: str | None, campaign_id: str | None = None
) -> Sequence[Owed]:
    """What the unit owes, or without one the caller's own units.

    A parent in a form's line sees what is owed to it. Raises `UnitNotFound` or `Forbidden`.
    """
    if not reach:
        raise Forbidden
    found = await queries.read_obligations(transaction, reach.units if unit is None else [unit], campaign_id)
    if unit is not None and not reach.covers((unit,)):
        found = [each for each in found if reach.covers((each.parent,))]
        if not found:
            raise UnitNotFound
    if unit is not None and not found and not await copies.read_units(transaction, [unit]):
        raise UnitNotFound
    titles = {each.id: each.title_zh for each in (await forms.read_templates(transaction)).values()}
    now = await contest_now(transaction)
    contests = {each: await copies.read_contest(transaction, each) for each in {each.campaign for each in found}}
    return [
        Owed(each, titles[each.template_id], contest, now)
        for each in found
        if (contest := contests[each.campaign]) is not None
    ]
