"""Every unit that reports to this one, with what has been accepted of it (R3.2, R3.11)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Contest
from reporting_service.domain.filing import Place
from reporting_service.domain.roll_up import Child
from reporting_service.queries import below
from services.chassis.clock import contest_now


async def list_children(transaction: AsyncConnection, place: Place, contest: Contest) -> Sequence[Child]:
    today = contest.day_of(await contest_now(transaction))
    return await below.read_children(transaction, place, today)
