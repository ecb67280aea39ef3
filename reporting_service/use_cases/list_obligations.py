from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Contest
from reporting_service.domain.errors import UnitNotFound
from reporting_service.domain.obligation import Owed
from reporting_service.domain.scope import Grants, acts_for, is_reporter
from reporting_service.queries import copies, forms
from reporting_service.queries import obligations as queries
from services.chassis.clock import contest_now
from services.kit.errors import Forbidden


async def list_obligations(transaction: AsyncConnection, grants: Grants, unit: str | None) -> Sequence[Owed]:
    """What the unit owes (R3.3), or without one the caller's own units.

    A parent in a form's line sees what is owed to it. Raises `UnitNotFound` or `Forbidden`.
    """
    if not is_reporter(grants):
        raise Forbidden
    units = [unit] if unit is not None else [each for role, each in grants if role == "reporter"]
    found = await queries.read_obligations(transaction, units)
    if unit is not None and not acts_for(grants, unit):
        found = [(contest_id, each) for contest_id, each in found if acts_for(grants, each.parent)]
        if not found:
            raise UnitNotFound
    if unit is not None and not found and not await copies.read_units(transaction, [unit]):
        raise UnitNotFound
    titles = {each.id: each.title_zh for each in (await forms.read_templates(transaction)).values()}
    now = await contest_now(transaction)
    contests: Mapping[str, Contest | None] = {
        contest_id: await copies.read_contest(transaction, contest_id) for contest_id in {each for each, _ in found}
    }
    return [
        Owed(each, titles[each.template_id], contest, now)
        for contest_id, each in found
        if (contest := contests[contest_id]) is not None
    ]
