"""Who reports to whom in a campaign, as its owner wants it: one line or a whole sheet of them (R3.2, R6.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.lines import Line
from reporting_service.queries import campaigns, copies
from reporting_service.use_cases.steps.change_lines import LinesInCircle, change_lines
from services.kit.errors import FieldError, Invalid


@dataclass(frozen=True)
class WantedLine:
    """`place` is where a fault is to be found: a pointer into a body, or a row of a sheet."""

    place: str
    template_id: str
    unit: str
    line: Line


async def write_lines(
    transaction: AsyncConnection, campaign: Campaign, wanted: Sequence[WantedLine], actor: str
) -> Mapping[str, Sequence[str]]:
    """By template the units whose line is another now; the campaign is locked.

    Raises `Invalid` naming every fault: units that do not exist or lie outside the owner's, forms that are not due in
    the campaign, units named twice, lines that run in a circle.
    """
    faults = await _faults(transaction, campaign, wanted)
    if faults:
        raise Invalid(errors=faults)
    changed: dict[str, Sequence[str]] = {}
    for template_id in dict.fromkeys(each.template_id for each in wanted):
        of_template = {each.unit: each for each in wanted if each.template_id == template_id}
        lines = {unit: each.line for unit, each in of_template.items()}
        try:
            changed[template_id] = await change_lines(transaction, campaign.id, template_id, lines, actor)
        except LinesInCircle as error:
            named = [of_template[unit] for unit in error.units if unit in of_template]
            zh, en = "报送关系成环。", "The line runs in a circle."
            raise Invalid(errors=[FieldError(f"{each.place}/parent", "circle", zh, en) for each in named]) from error
    return changed


async def _faults(transaction: AsyncConnection, campaign: Campaign, wanted: Sequence[WantedLine]) -> list[FieldError]:
    named = {code for each in wanted for code in (each.unit, each.line.parent, *each.line.contest_units)}
    known = await copies.read_units_below(transaction, campaign.owner_unit, named)
    due = {each.template_id for each in (await campaigns.read_uses(transaction, [campaign.id]))[campaign.id]}
    seen: set[tuple[str, str]] = set()
    faults = []
    for each in wanted:
        if each.template_id not in due:
            zh, en = "本活动没有这份报表。", "The form is not due in this campaign."
            faults.append(FieldError(f"{each.place}/template_id", "unknown-template", zh, en))
        if (each.template_id, each.unit) in seen:
            zh, en = "该单位在此报表中出现两次。", "The unit is named twice for this form."
            faults.append(FieldError(f"{each.place}/unit", "named-twice", zh, en))
        seen.add((each.template_id, each.unit))
        for field, codes in _codes(each):
            if not known.issuperset(codes):
                zh, en = "没有这个单位，或不在主办单位范围内。", "No such unit, or one outside the owner's."
                faults.append(FieldError(f"{each.place}/{field}", "unknown-unit", zh, en))
    return faults


def _codes(wanted: WantedLine) -> tuple[tuple[str, set[str]], ...]:
    line = wanted.line
    return ("unit", {wanted.unit}), ("parent", {line.parent}), ("contest_units", set(line.contest_units))
