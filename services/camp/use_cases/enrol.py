"""A participant enrols in a camp, for the region or the enterprise (R6.11)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.errors import CampEntryNotAvailable, CampNotOpen
from services.camp.queries import learners
from services.camp.queries.learners import Enrolment
from services.camp.use_cases.steps.find import find_camp
from services.chassis.clock import contest_now
from services.chassis.tokens import Caller


async def enrol(transaction: AsyncConnection, camp_id: str, caller: Caller, entry: str) -> tuple[Enrolment, bool]:
    """The enrolment with its attribution frozen from the token, and whether it is new; a repeat changes nothing.

    Raises `CampNotFound`, `CampEntryNotAvailable`, or `CampNotOpen`.
    """
    camp = await find_camp(transaction, camp_id)
    known = await learners.read(transaction, camp.id, caller.subject_id)
    if known is not None:
        return known, False
    unit = caller.units.get(entry)
    if unit is None or entry not in camp.entries:
        raise CampEntryNotAvailable
    now = await contest_now(transaction)
    if not camp.is_open(now):
        raise CampNotOpen
    new = Enrolment(camp.id, caller.subject_id, entry, unit.codes, unit.name, now)
    if await learners.add(transaction, new):
        return new, True
    stored = await learners.read(transaction, camp.id, caller.subject_id)
    assert stored is not None  # noqa: S101 - somebody was faster, and enrolments are never removed
    return stored, False
