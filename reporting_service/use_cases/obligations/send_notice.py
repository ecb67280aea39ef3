"""Tell the outlet of those who have not been told of; None when there is nobody."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.obligation import Owed
from reporting_service.domain.reminders import Notice, Stage
from reporting_service.outside.outlets import Outlet
from reporting_service.queries import copies, reminders


async def send_notice(
    transaction: AsyncConnection, outlet: Outlet, stage: Stage, owed: Sequence[Owed]
) -> Notice | None:
    """The marks commit with the transaction: when the outlet cannot be reached, they go, and the next try sends."""
    fresh = await reminders.mark_sent(transaction, stage, [each.obligation.unit.code for each in owed])
    units = [each.obligation.unit for each in owed if each.obligation.unit.code in fresh]
    if not units:
        return None
    names = await copies.read_units(transaction, [stage.parent])
    parent = names[stage.parent].name if stage.parent in names else stage.parent
    notice = Notice(stage, owed[0].title, parent, units)
    await outlet.send(notice)
    return notice
