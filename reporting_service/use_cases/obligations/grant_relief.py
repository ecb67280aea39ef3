"""Excuse a unit from a form, or give it more time, through this day (R3.3)."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Contest
from reporting_service.domain.errors import DeadlineShortened, UnitNotFound
from reporting_service.domain.filing import Place
from reporting_service.domain.obligation import Owed
from reporting_service.domain.relief import Kind
from reporting_service.queries import obligations, reliefs
from services.chassis.clock import contest_now


async def grant_relief(
    transaction: AsyncConnection, at: tuple[Place, Contest], actor: str, kind: Kind, until: date, reason: str
) -> Owed:
    """The former relief of the kind ends.

    Raises `UnitNotFound` for a unit that owes the form to nobody, and `DeadlineShortened`.
    """
    place, contest = at
    if not await reliefs.lock_obligation(transaction, place):
        raise UnitNotFound
    now = await contest_now(transaction)
    if kind is Kind.EXTENSION and until < max(contest.day_of(now), place.due.on(contest, place.days_earlier)):
        raise DeadlineShortened
    if kind is Kind.EXCUSE and until < contest.day_of(now):
        raise DeadlineShortened
    known = await reliefs.read_relief(transaction, place, kind)
    if known is None or (known.until, known.reason) != (until, reason):
        await reliefs.end_relief(transaction, place, kind, now)
        await reliefs.begin_relief(transaction, place, kind, until, reason, by=actor)
    obligation = await obligations.read_obligation(transaction, place)
    return Owed(obligation, place.template.title_zh, contest, now)
