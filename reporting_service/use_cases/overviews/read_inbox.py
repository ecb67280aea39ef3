"""What waits for a reporter: forms to start, mend and renew, and those of the units below to decide (R3.4, R3.9)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.inbox import Item, Waiting
from reporting_service.domain.obligation import Owed
from reporting_service.domain.report import State
from reporting_service.queries import copies, filings, forms, obligations, permits
from reporting_service.queries.below import ReadBelow
from services.chassis.clock import contest_now
from services.contracts.grants import NATION, Reach
from services.kit.errors import Forbidden


async def read_inbox(
    transaction: AsyncConnection, below: ReadBelow, reach: Reach, campaign_id: str | None
) -> list[Item]:
    """The longest waiting first. Raises `Forbidden` for callers who report for no unit."""
    if not reach:
        raise Forbidden
    units = reach.units or {NATION}
    now = await contest_now(transaction)
    titles = {each.id: each.title_zh for each in (await forms.read_templates(transaction)).values()}
    found = await obligations.read_obligations_around(transaction, units, campaign_id)
    contests = {each: await copies.read_contest(transaction, each) for each in {each.campaign for each in found}}
    owed = [
        Owed(each, titles[each.template_id], contest, now)
        for each in found
        if (contest := contests[each.campaign]) is not None
    ]
    items = [item for each in owed if each.obligation.unit.code in units for item in _own(each)]
    items += [
        item for each in owed if each.obligation.unit.code in units for item in await _stale(transaction, below, each)
    ]
    to_decide = [each for each in owed if each.obligation.parent in units and each.obligation.state is State.SUBMITTED]
    needing = await permits.read_needing(transaction, [each.obligation.report_id for each in to_decide])
    for each in to_decide:
        since = each.obligation.submitted_at or now
        items.append(Item(Waiting.TO_ACCEPT, each, since))
        if each.obligation.report_id in needing:
            items.append(Item(Waiting.PERMIT, each, since))
    return sorted(items, key=lambda item: (item.since, item.owed.obligation.unit.code, item.kind))


def _own(owed: Owed) -> Iterator[Item]:
    one = owed.obligation
    if one.state is State.RETURNED:
        yield Item(Waiting.RETURNED, owed, one.saved_at or owed.now)
    if one.is_submitted or one.is_excused(owed.contest, owed.now):
        return
    if one.is_late(owed.contest, owed.now):
        day_after = one.due_on(owed.contest) + timedelta(days=1)
        yield Item(Waiting.OVERDUE, owed, datetime.combine(day_after, time(), owed.contest.zone))
    elif one.state is None:
        yield Item(Waiting.TO_START, owed, one.owed_since)


async def _stale(transaction: AsyncConnection, below: ReadBelow, owed: Owed) -> list[Item]:
    one = owed.obligation
    if one.report_id is None or one.state is not State.ACCEPTED:
        return []
    filing = await filings.read_filing(transaction, one.report_id, below)
    is_stale = filing is not None and filing.is_stale
    return [Item(Waiting.STALE, owed, one.submitted_at or owed.now)] if is_stale else []
