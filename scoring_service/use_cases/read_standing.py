"""A person's own points, rank, percentile and streak (R2.8)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.errors import ContestNotFound
from scoring_service.domain.standing import Standing, percentile, streak
from scoring_service.queries import copies, figures, standings
from services.chassis.clock import contest_now


async def read_standing(transaction: AsyncConnection, contest_id: str, participant_id: UUID) -> Standing:
    """Raises `ContestNotFound`."""
    await figures.begin_snapshot(transaction)
    contest = await copies.read_contest(transaction, contest_id)
    if contest is None:
        raise ContestNotFound
    person_id = await standings.read_person(transaction, contest_id, participant_id)
    place = await standings.read_place(transaction, contest_id, person_id)
    days = await standings.read_days(transaction, contest, person_id)
    today = (await contest_now(transaction)).astimezone(contest.zone).date()
    return Standing(
        points=place.points,
        sessions=place.sessions,
        rank=1 + place.more,
        of=place.everybody,
        percentile=percentile(place.fewer, place.everybody),
        streak_days=streak({day.date for day in days}, today),
        by_day=days,
    )
