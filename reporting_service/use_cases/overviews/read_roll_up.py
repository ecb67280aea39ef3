"""Own, subordinate and total as they are now, also for a unit that has no report of its own yet (R3.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Contest, prefill
from reporting_service.domain.filing import Place
from reporting_service.domain.roll_up import RollUp, difference, roll_up
from reporting_service.queries import copies, filings
from reporting_service.queries.below import ReadBelow
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class RolledUp:
    place: Place
    contest: Contest
    as_of: datetime
    roll_up: RollUp
    is_stale: bool
    delta: Mapping[str, int]


async def read_roll_up(transaction: AsyncConnection, below: ReadBelow, place: Place, contest: Contest) -> RolledUp:
    filing = await filings.read_filing_at(transaction, place, contest, below)
    if filing is not None:
        return RolledUp(place, contest, filing.now, filing.roll_up, filing.is_stale, filing.delta)
    now = await contest_now(transaction)
    total = await copies.read_total(transaction, contest, place.counted_units, now)
    known = prefill(place.template, total, await filings.camp_total(transaction, place))
    own = {name: each.value for name, each in known.items()}
    rolled = roll_up(place.template, own, await below(transaction, place), contest.day_of(now))
    delta = difference(place.template.indicator_ids, rolled.fresh, rolled.total)
    return RolledUp(place, contest, now, rolled, bool(delta) or not rolled.is_settled, delta)
