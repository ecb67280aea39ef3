"""Reminders: units that are about to miss their own deadline, or have, named to those they report to (R3.11)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reporting_service.domain import digest
from reporting_service.domain.obligation import Owed
from reporting_service.domain.report import Unit

DUE_SOON, OVERDUE = "due-soon", "overdue"


@dataclass(frozen=True)
class Stage:
    """What a unit is reminded of once: a form, a date, and whether it is near or past. They share a parent."""

    campaign_id: str
    template_id: str
    parent: str
    kind: str
    due_on: date


@dataclass(frozen=True)
class Notice:
    """One message about everybody who is due to be reminded of the same."""

    stage: Stage
    title: str
    parent_name: str
    units: Sequence[Unit]

    @property
    def key(self) -> str:
        """The same for the same units at the same stage."""
        return digest.of([*map(str, vars(self.stage).values()), *sorted(unit.code for unit in self.units)])

    @property
    def text(self) -> str:
        names = "、".join(unit.name for unit in self.units)
        when = "已过报送期限" if self.stage.kind == OVERDUE else "即将到报送期限"
        return (
            f"《{self.title}》{when}（{self.stage.due_on}），"
            f"{self.parent_name}尚有 {len(self.units)} 户未报：{names}。请尽快报送。"
        )


def stages(owed: Iterable[Owed]) -> dict[Stage, list[Owed]]:
    """Who has earned a reminder today, by what they are reminded of."""
    found: dict[Stage, list[Owed]] = defaultdict(list)
    for each in owed:
        one = each.obligation
        kind = one.reminder_due(each.contest, each.now)
        if kind is not None:
            due_on = one.due_on(each.contest)
            found[Stage(one.campaign_id, one.template_id, one.parent, kind, due_on)].append(each)
    return found
