"""States, rates, and who is missing below a unit (R3.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Contest
from reporting_service.domain.filing import Place
from reporting_service.domain.obligation import Obligation
from reporting_service.queries import obligations
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class Board:
    """Everything owed below a unit; `contacts` of those that are missing, as far as they named one."""

    place: Place
    contest: Contest
    as_of: datetime
    obligations: Sequence[Obligation]
    contacts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def missing(self) -> Sequence[Obligation]:
        return [
            each for each in self.obligations if not each.is_submitted and not each.is_excused(self.contest, self.as_of)
        ]


async def read_completeness(transaction: AsyncConnection, place: Place, contest: Contest) -> Board:
    owed = await obligations.read_obligations_below(transaction, place)
    board = Board(place, contest, await contest_now(transaction), owed)
    missing = [each.unit.code for each in board.missing]
    return replace(board, contacts=await obligations.read_contacts(transaction, place.campaign_id, missing))
