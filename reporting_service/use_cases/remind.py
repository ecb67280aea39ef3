from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.obligation import Obligation
from reporting_service.queries import copies, obligations
from services.kit.clock import contest_now


async def remind(transaction: AsyncConnection) -> list[tuple[Obligation, str]]:
    """Remind the units that are about to miss their own deadline, or have, once for each date (R3.11)."""
    now = await contest_now(transaction)
    reminded: list[tuple[Obligation, str]] = []
    for contest_id, owed in await obligations.read_obligations(transaction, None):
        contest = await copies.read_contest(transaction, contest_id)
        kind = None if contest is None else owed.reminder_due(contest, now)
        if contest is None or kind is None:
            continue
        if await obligations.add_reminder(transaction, owed, kind, due_on=owed.due_on(contest), now=now):
            reminded.append((owed, kind))
    return reminded
