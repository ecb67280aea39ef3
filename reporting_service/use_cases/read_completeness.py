from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit_to_place
from reporting_service.domain.contest import Contest
from reporting_service.domain.errors import TemplateNotFound
from reporting_service.domain.filing import Place
from reporting_service.domain.obligation import Obligation
from reporting_service.domain.scope import Grants
from reporting_service.queries import filings, forms, lines, obligations
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


async def read_completeness(transaction: AsyncConnection, grants: Grants, template_id: str, unit: str) -> Board:
    """States, rates, and who is missing below a unit (R3.11).

    Raises `TemplateNotFound`, `UnitNotFound` or `Forbidden`.
    """
    template = (await forms.read_templates(transaction, [template_id])).get(template_id)
    if template is None:
        raise TemplateNotFound
    place = admit_to_place(await lines.read_place(transaction, template, unit), grants, Right.READ)
    contest = await filings.read_contest(transaction, place)
    owed = await obligations.read_obligations_below(transaction, place)
    board = Board(place, contest, await contest_now(transaction), owed)
    missing = [each.unit.code for each in board.missing]
    return replace(board, contacts=await obligations.read_contacts(transaction, place.campaign_id, missing))
