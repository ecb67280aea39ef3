"""Who may do what to a unit's reports, as an error where they may not: foreign is the same as unknown (I8).

A reporter acts for the unit of the grant alone, not for those below it; an administrator of the nation for every unit.
"""

from collections.abc import Iterable
from enum import Enum

from reporting_service.domain.errors import ReportNotFound, UnitNotFound
from reporting_service.domain.filing import Place
from reporting_service.domain.lines import Standpoint
from services.contracts.grants import NATION, REPORTER, Grant, Reach
from services.kit.errors import Forbidden


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


def admit_to_place(place: Place | None, reach: Reach, right: Right) -> Place:
    """The same for a unit's place in a line. Raises `UnitNotFound` in place of `ReportNotFound`."""
    try:
        admit(None if place is None else place.standpoint, reach, right)
    except ReportNotFound:
        raise UnitNotFound from None
    assert place is not None  # noqa: S101 - a place that is not there was refused
    return place


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
