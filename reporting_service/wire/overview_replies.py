"""Roll-ups, obligations and completeness, as they are told."""

from datetime import tzinfo
from typing import Any

from reporting_service.domain.obligation import Completeness, Owed
from reporting_service.domain.relief import Relief
from reporting_service.use_cases.read_completeness import Board
from reporting_service.use_cases.read_roll_up import RolledUp
from reporting_service.wire.json import instant

NOT_STARTED = "not_started"


def roll_up(rolled: RolledUp) -> dict[str, Any]:
    reply: dict[str, Any] = {
        "template_id": rolled.place.template.id,
        "unit": {"code": rolled.place.unit.code, "name": rolled.place.unit.name},
        "as_of": instant(rolled.as_of, rolled.contest.zone),
        "is_stale": rolled.is_stale,
        "own": rolled.roll_up.own,
        "subordinate": rolled.roll_up.subordinate,
        "total": rolled.roll_up.total,
        "children": rolled.roll_up.children,
        "missing_units": [{"code": code, "name": name} for code, name in rolled.roll_up.missing],
        "excused_units": [{"code": code, "name": name} for code, name in rolled.roll_up.excused],
    }
    return reply | ({"delta": rolled.delta} if rolled.is_stale else {})


def obligation(owed: Owed) -> dict[str, Any]:
    one = owed.obligation
    return {
        "template_id": one.template_id,
        "title": owed.title,
        "unit": {"code": one.unit.code, "name": one.unit.name},
        "parent": one.parent,
        "due_on": one.due_on(owed.contest),
        "state": one.state or NOT_STARTED,
        "report_id": one.report_id,
        "is_late": one.is_late(owed.contest, owed.now),
        "extension": _relief(one.extension, owed.contest.zone),
        "excuse": _relief(one.excuse, owed.contest.zone),
        "reminders": one.reminders,
    }


def _relief(relief: Relief | None, zone: tzinfo) -> dict[str, Any] | None:
    if relief is None:
        return None
    granted_at = instant(relief.granted_at, zone)
    return {"until": relief.until, "reason": relief.reason, "granted_by": relief.granted_by, "granted_at": granted_at}


def completeness(board: Board) -> dict[str, Any]:
    counted = Completeness.of(board.obligations, board.contest, board.as_of)
    return {
        "template_id": board.place.template.id,
        "unit": {"code": board.place.unit.code, "name": board.place.unit.name},
        "as_of": instant(board.as_of, board.contest.zone),
        "obligated": counted.obligated,
        "excused": counted.excused,
        "submitted": counted.submitted,
        "accepted": counted.accepted,
        "on_time": counted.on_time,
        "submission_rate": counted.rate(counted.submitted),
        "acceptance_rate": counted.rate(counted.accepted),
        "on_time_rate": counted.rate(counted.on_time),
        "units": [
            {
                "unit": {"code": each.unit.code, "name": each.unit.name},
                "parent": each.parent,
                "state": each.state or NOT_STARTED,
                "due_on": each.due_on(board.contest),
                "is_late": each.is_late(board.contest, board.as_of),
                "is_excused": each.is_excused(board.contest, board.as_of),
            }
            for each in board.obligations
        ],
        "missing": [
            {
                "code": each.unit.code,
                "name": each.unit.name,
                "contact_name": board.contacts.get(each.unit.code, {}).get("contact_name"),
                "contact_phone": board.contacts.get(each.unit.code, {}).get("contact_phone"),
            }
            for each in board.missing
        ],
    }
