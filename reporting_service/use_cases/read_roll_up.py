from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit_to_place
from reporting_service.domain.contest import Contest, prefill
from reporting_service.domain.errors import TemplateNotFound
from reporting_service.domain.filing import Place
from reporting_service.domain.roll_up import RollUp, difference, roll_up
from reporting_service.domain.scope import Grants
from reporting_service.queries import copies, filings, forms, lines
from reporting_service.queries.below import Snapshots
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class RolledUp:
    place: Place
    contest: Contest
    as_of: datetime
    roll_up: RollUp
    is_stale: bool
    delta: Mapping[str, int]


async def read_roll_up(
    transaction: AsyncConnection, snapshots: Snapshots, grants: Grants, template_id: str, unit: str
) -> RolledUp:
    """Own, subordinate and total as they are now, also for a unit that has no report of its own yet (R3.9).

    Raises `TemplateNotFound`, `UnitNotFound` or `Forbidden`.
    """
    template = (await forms.read_templates(transaction, [template_id])).get(template_id)
    if template is None:
        raise TemplateNotFound
    place = admit_to_place(await lines.read_place(transaction, template, unit), grants, Right.READ)
    contest = await filings.read_contest(transaction, place)
    filing = await filings.read_filing_at(transaction, place, contest, snapshots.read_below)
    if filing is not None:
        return RolledUp(place, contest, filing.now, filing.roll_up, filing.is_stale, filing.delta)
    now = await contest_now(transaction)
    known = prefill(place.template, await copies.read_total(transaction, contest.id, place.unit, now))
    own = {name: each.value for name, each in known.items()}
    below = await snapshots.read_below(transaction, place)
    rolled = roll_up(place.template, own, below, contest.day_of(now))
    delta = difference(place.template.indicator_ids, rolled.fresh, rolled.total)
    return RolledUp(place, contest, now, rolled, bool(delta) or not rolled.is_settled, delta)
