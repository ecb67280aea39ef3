"""Events and bodies with defaults, as plain functions."""

import json
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import uuid4

from uuid_utils.compat import uuid7

from services.chassis.access import Access
from services.chassis.tokens import Caller
from services.contracts.events import ContestChanged, UnitChanged, UnitTotalsChanged
from services.contracts.grants import Grant
from services.contracts.values import ContestRules
from tests.support import tokens

CONTEST = "safety-month-2026"
FORM_A = "weihai_2023_annex1"
FORM_B = "shandong_explosives_2023_annex2"
FIRST_DAY = date(2026, 6, 1)
NAMES = {
    "CN": "全国",
    "370000": "山东省",
    "371000": "威海市",
    "371002": "环翠区",
    "371003": "文登区",
    "371082": "荣成市",
    "371083": "乳山市",
    "110000": "北京市",
}
HUANCUI, WENDENG, WEIHAI, SHANDONG, BEIJING = "371002", "371003", "371000", "370000", "110000"
SHIPBUILDING, EXPLOSIVES = "WH-E-SHIPBUILDING", "WH-E-EXPLOSIVES"
IN_WEIHAI = ("CN", "370000", "371000")
PATHS = {code: (*IN_WEIHAI, code) for code in NAMES if code.startswith(("371002", "371003", "37108"))}
PATHS |= {"CN": ("CN",), WEIHAI: IN_WEIHAI}
HEADER = {"contact_name": "王安全", "contact_phone": "0631-5231234", "report_date": "2026-06-29"}


FIRMS = {
    SHIPBUILDING: ("（示例）船舶修造企业", "371082"),
    "WH-E-TEXTILES": ("（示例）纺织服装企业", "371003"),
    "WH-E-PRINTERS": ("（示例）打印设备制造企业", "WH-HIGHTECH"),
    EXPLOSIVES: ("（示例）民用爆炸物品企业", "371083"),
}


def campaign() -> dict[str, Any]:
    """The shipped example, with firms below its districts and one in the line of explosives."""
    path = files("reporting_service") / "data" / "campaigns" / "safety-month-2026.json"
    shipped: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    shipped["units"] += [{"code": code, "name": name} for code, (name, _) in FIRMS.items()]
    below = [{"unit": code, "parent": parent, "days_earlier": 2} for code, (_, parent) in FIRMS.items()]
    for use in shipped["templates"]:
        use["lines"] += below if use["id"] in (FORM_A, "camp_summary") else []
        use["lines"] += [{**below[3], "parent": WEIHAI}] if use["id"] == FORM_B else []
    return shipped


def counted_form_b() -> dict[str, Any]:
    """Form B in a further version whose contest lines are counted at each unit."""
    path = files("reporting_service") / "data" / "templates" / f"{FORM_B}.json"
    shipped: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {**shipped, "version": 2, "contest_lines": "unit"}


def attended(*units: str) -> list[Access]:
    """A reporter for each of the units."""
    return [Access(uuid4(), 1, (Grant("reporter", unit),)) for unit in units]


def reporter(unit: str) -> Caller:
    return tokens.organiser("reporter", unit)


def contest(*, days: int = 30, sessions_per_day: int = 1, version: int = 1) -> ContestChanged:
    opens_at = datetime.combine(FIRST_DAY, time(), UTC) - timedelta(hours=8)
    return ContestChanged(
        event_id=uuid7(),
        contest_id=CONTEST,
        version=version,
        title="安全生产月知识竞赛",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=days),
        time_zone="Asia/Shanghai",
        rules=ContestRules(5, 1, 150, sessions_per_day),
        entries=("region", "enterprise"),
        bank_id="bank",
    )


def unit(code: str, name: str | None = None, *, version: int = 1) -> UnitChanged:
    return UnitChanged(
        event_id=uuid7(),
        code=code,
        version=version,
        name=name or NAMES[code],
        entry="region",
        level=1,
        parent=None,
        path=PATHS.get(code, ("CN", code)),
        sort_key=code,
        is_active=True,
    )


def total(unit: str, participants: int, sessions: int, *, version: int = 1, hour: int = 0) -> UnitTotalsChanged:
    as_of = datetime(2026, 6, 20, hour, tzinfo=UTC)
    return UnitTotalsChanged(
        event_id=uuid7(),
        contest_id=CONTEST,
        unit=unit,
        version=version,
        as_of=as_of,
        sessions=sessions,
        participants=participants,
    )


def values(**own: int | None) -> dict[str, Any]:
    """A lawful set of cells."""
    return {"lecture_sessions": 3, "lecture_attendances": 120, "commentary_articles": 2, **own}


def body(**own: int | None) -> dict[str, Any]:
    """A save that can be submitted."""
    return {"header": HEADER, "values": values(**own)}
