"""Events with defaults, as plain functions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import uuid_utils.compat

from services.contracts.events import ContestChanged, SessionFinished, UnitChanged
from services.contracts.values import ContestRules

CONTEST = "safety-month"
SHANGHAI = "Asia/Shanghai"
DAY = date(2026, 6, 10)
"""A Wednesday."""
SHIZHONG = ("CN", "370000", "370100", "370103")
LIXIA = ("CN", "370000", "370100", "370102")
QINGDAO = ("CN", "370000", "370200")
BEIJING = ("CN", "110000", "110101")
STATE_GRID = ("CE", "CE-020")

NAMES = {
    "CN": "全国",
    "110000": "北京市",
    "110101": "东城区",
    "370000": "山东省",
    "370100": "济南市",
    "370102": "历下区",
    "370103": "市中区",
    "370200": "青岛市",
    "440000": "广东省",
    "CE": "中央企业",
    "CE-020": "国家电网",
}
TREE = (
    ("CN",),
    ("CN", "110000"),
    BEIJING,
    ("CN", "370000"),
    ("CN", "370000", "370100"),
    LIXIA,
    SHIZHONG,
    QINGDAO,
    ("CN", "440000"),
    ("CE",),
    STATE_GRID,
)


def new_id() -> UUID:
    return uuid_utils.compat.uuid7()


def id_on(day: date, number: int = 0) -> UUID:
    """A session id whose time lies on this day; the same for the same number."""
    milliseconds = int(datetime.combine(day, time(4), UTC).timestamp() * 1000) + number
    return UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | number)


def finished(
    participant: UUID | None = None,
    score: int = 4,
    *,
    path: Sequence[str] = SHIZHONG,
    day: date = DAY,
    session_id: UUID | None = None,
    contest_id: str = CONTEST,
    max_score: int = 5,
) -> SessionFinished:
    session_id = session_id or new_id()
    started_at = datetime.combine(day, time(4), UTC)
    return SessionFinished(
        event_id=session_id,
        session_id=session_id,
        contest_id=contest_id,
        contest_day=day,
        participant_id=participant or new_id(),
        entry="region" if path[:1] == ("CN",) else "enterprise",
        unit_path=tuple(path),
        score=score,
        max_score=max_score,
        finish_reason="submitted",
        started_at=started_at,
        finished_at=started_at + timedelta(seconds=60),
        duration_ms=60_000,
        questions=(),
    )


def contest(
    contest_id: str = CONTEST,
    *,
    version: int = 1,
    opens_on: date = date(2026, 6, 1),
    days: int = 30,
    entries: Sequence[str] = ("region", "enterprise"),
    eligible_units: Sequence[str] | None = None,
    title: str = "安全生产月知识竞赛",
) -> ContestChanged:
    opens_at = datetime.combine(opens_on, time(), UTC) - timedelta(hours=8)
    return ContestChanged(
        event_id=new_id(),
        contest_id=contest_id,
        version=version,
        title=title,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=days),
        time_zone=SHANGHAI,
        rules=ContestRules(5, 1, 150, 1),
        entries=tuple(entries),
        bank_id="bank",
        eligible_units=None if eligible_units is None else tuple(eligible_units),
    )


def unit(
    path: Sequence[str],
    *,
    version: int = 1,
    name: str | None = None,
    is_active: bool = True,
    registered_base: int | None = None,
) -> UnitChanged:
    code = path[-1]
    return UnitChanged(
        event_id=new_id(),
        code=code,
        version=version,
        name=name or NAMES.get(code, code),
        entry="region" if path[0] == "CN" else "enterprise",
        level=len(path) - 1,
        parent=path[-2] if len(path) > 1 else None,
        path=tuple(path),
        sort_key=code,
        is_active=is_active,
        registered_base=registered_base,
    )
