"""Note a reminder, once for each date, for every unit that is about to miss its own deadline, or has (R3.11)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.obligation import Owed
from reporting_service.domain.reminders import Stage, stages
from reporting_service.queries import copies, forms, obligations, reminders
from services.chassis.clock import contest_now


async def remind(transaction: AsyncConnection) -> dict[Stage, list[Owed]]:
    """Returns all who miss theirs today, by what they are reminded of; `send_notice` knows who has been told."""
    now = await contest_now(transaction)
    titles = {each.id: each.title_zh for each in (await forms.read_templates(transaction)).values()}
    found = await obligations.read_obligations(transaction, None)
    contests = {each: await copies.read_contest(transaction, each) for each in {each.campaign for each in found}}
    owed = [
        Owed(each, titles[each.template_id], contest, now)
        for each in found
        if (contest := contests[each.campaign]) is not None
    ]
    due = stages(owed)
    await reminders.add_reminders(transaction, due, now)
    return due
