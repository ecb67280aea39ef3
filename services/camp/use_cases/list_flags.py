"""An organiser looks at what may be cheating in the own units; nobody is stopped by it (R6.11)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.suspicion import Flag
from services.camp.queries import flags


async def list_flags(transaction: AsyncConnection, camp_id: str, units: Sequence[str] | None) -> Sequence[Flag]:
    """Of these units and those below, or of all; the newest first."""
    learners = await flags.read_learners(transaction, camp_id, units)
    minutes = await flags.read_minutes(transaction, camp_id, units)
    found = [flag for learner in learners for flag in learner.flags()]
    found += [flag for minute in minutes for flag in minute.flags()]
    return sorted(found, key=lambda flag: (flag.since, flag.subject, flag.signal), reverse=True)
