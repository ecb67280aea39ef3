"""Lines that read otherwise than before end, and others begin: what was reported stays what it was (R3.2)."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.lines import Line, circling
from reporting_service.queries import campaigns


async def change_lines(
    transaction: AsyncConnection, campaign_id: str, template_id: str, wanted: Mapping[str, Line | None], by: str
) -> list[str]:
    """None ends a unit's line; lines of units that are not named stay. Returns the units whose line is another now.

    Raises `LinesInCircle`, and has then changed nothing.
    """
    known = {
        unit: line for (_, unit), line in (await campaigns.read_lines(transaction, campaign_id, template_id)).items()
    }
    changed = sorted(unit for unit, line in wanted.items() if known.get(unit) != line)
    after = {**known, **wanted}
    circle = circling({unit: line.parent for unit, line in after.items() if line is not None})
    if circle:
        raise LinesInCircle(circle)
    await campaigns.end_lines(transaction, campaign_id, template_id, [each for each in changed if each in known], by)
    begun = {unit: line for unit in changed if (line := wanted[unit]) is not None}
    await campaigns.begin_lines(transaction, campaign_id, template_id, begun, by)
    return changed


class LinesInCircle(ValueError):
    """Units that would report to themselves."""

    def __init__(self, units: list[str]) -> None:
        super().__init__(f"the reporting lines of {', '.join(units)} run in a circle")
        self.units = units
