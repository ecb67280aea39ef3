"""What a caller may do to a report, as an error where it may not: foreign is the same as unknown (I8)."""

from collections.abc import Collection
from enum import Enum

from reporting_service.domain.errors import ReportNotFound, UnitNotFound
from reporting_service.domain.filing import Filing, Place
from reporting_service.domain.scope import Grants, acts_for, is_reporter, may_decide, may_read
from services.kit.errors import Forbidden


class Right(Enum):
    READ = "read"
    FILL = "fill"
    DECIDE = "decide"
    SCAN = "scan"


def admit(filing: Filing | None, grants: Grants, right: Right) -> Filing:
    """Raises `Forbidden` for callers without a role here, or who may read the report and no more; `ReportNotFound`."""
    if not is_reporter(grants):
        raise Forbidden
    if filing is None or not may_read(grants, filing.place.unit.code, filing.place.ancestors):
        raise ReportNotFound
    if right is Right.FILL and not _may_fill(filing.place, grants):
        raise Forbidden
    if right is Right.DECIDE and not _may_decide(filing.place, grants):
        raise Forbidden
    # The stamped paper lies with the unit, or with the one that it was sent to.
    if right is Right.SCAN and not (_may_fill(filing.place, grants) or may_decide(grants, filing.place.parent)):
        raise Forbidden
    return filing


def check_reach(upwards: Collection[str], grants: Grants) -> None:
    """Before anything of a report is read: `upwards` are its unit and those above, none when it does not exist.

    So what is foreign costs no more than what is unknown. Raises `Forbidden` and `ReportNotFound`.
    """
    if not is_reporter(grants):
        raise Forbidden
    if not any(acts_for(grants, each) for each in upwards):
        raise ReportNotFound


def admit_to_place(place: Place | None, grants: Grants, right: Right) -> Place:
    """The same for a unit's place in a line. Raises `UnitNotFound`."""
    if not is_reporter(grants):
        raise Forbidden
    if place is None or not may_read(grants, place.unit.code, place.ancestors):
        raise UnitNotFound
    if right is Right.FILL and not _may_fill(place, grants):
        raise Forbidden
    if right is Right.DECIDE and not _may_decide(place, grants):
        raise Forbidden
    return place


def _may_fill(place: Place, grants: Grants) -> bool:
    return any(acts_for(grants, each) for each in place.fillers)


def _may_decide(place: Place, grants: Grants) -> bool:
    return any(may_decide(grants, each) for each in place.deciders or (None,))
