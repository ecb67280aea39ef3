"""Who may do what to a unit's reports, as an error where they may not: foreign is the same as unknown (I8).

A reporter acts for the unit of the grant alone, not for those below it; an administrator of the nation for every unit.
"""

from collections.abc import Iterable, Sequence
from enum import Enum

from reporting_service.domain.errors import ReportNotFound, UnitNotFound, WhichCampaign
from reporting_service.domain.filing import Place
from reporting_service.domain.lines import Standpoint
from services.contracts.grants import NATION, REPORTER, Grant, Reach
from services.kit.errors import Forbidden, Problem


class Right(Enum):
    """To `DECIDE` is to accept and return, for the parent in the line. `SCAN` is for whoever has the stamped paper."""

    READ = "read"
    FILL = "fill"
    DECIDE = "decide"
    SCAN = "scan"


def reach_of(grants: Iterable[Grant]) -> Reach:
    """The units that the holder of these grants reports for."""
    return Reach(grants, (REPORTER,))


def admit(standpoint: Standpoint | None, reach: Reach, right: Right) -> None:
    """Whether the right holds for a unit that stands there in a form's line; None for one that does not exist.

    Raises `Forbidden` for callers without a role here, or who may read and no more, and `ReportNotFound`.
    """
    if not reach:
        raise Forbidden
    if standpoint is None or not reach.covers((standpoint.unit, *standpoint.ancestors)):
        raise ReportNotFound
    if not reach.covers(_holders(standpoint, right)):
        raise Forbidden


def admit_to_place(places: Sequence[Place], reach: Reach, right: Right) -> Place:
    """The same for a unit's places in a form's lines, of which one must fit.

    Raises `UnitNotFound` in place of `ReportNotFound`, and `WhichCampaign` where several fit.
    """
    fitting: list[Place] = []
    refusals: list[Problem] = []
    for place in places:
        try:
            admit(place.standpoint, reach, right)
            fitting.append(place)
        except (ReportNotFound, Forbidden) as refusal:
            refusals.append(refusal)
    if len(fitting) > 1:
        campaigns = [{"id": each.campaign.id, "title": each.campaign.title} for each in fitting]
        raise WhichCampaign(extra={"campaigns": campaigns})
    if fitting:
        return fitting[0]
    if not reach or any(isinstance(each, Forbidden) for each in refusals):
        raise Forbidden
    raise UnitNotFound


def acting_unit(at: Standpoint, reach: Reach) -> str | None:
    """The unit above that fills in for one without a reporter; None where the unit's own reporter does."""
    if not at.is_unattended or reach.is_national or reach.covers((at.unit,)):
        return None
    return next((each for each in at.fillers if reach.covers((each,))), None)


def _holders(at: Standpoint, right: Right) -> tuple[str, ...]:
    # Nobody but an administrator is above the top of a line.
    deciders = at.deciders or (NATION,)
    holders = {
        Right.READ: (at.unit, *at.ancestors),
        Right.FILL: at.fillers,
        Right.DECIDE: deciders,
        Right.SCAN: (*at.fillers, *deciders[:1]),
    }
    return holders[right]
