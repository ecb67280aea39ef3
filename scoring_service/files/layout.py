"""What all forms of the ranking report show: headings, columns, sums."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from scoring_service.domain.bulletin import Bulletin, Row, Table
from scoring_service.domain.ranking import Metric, Period, Scale

BOARDS = ("地区榜", "中央企业榜")
METRICS: Mapping[Metric, str] = {
    Metric.POINTS: "积分",
    Metric.PARTICIPANTS: "参赛人数",
    Metric.SESSIONS: "答题人次",
    Metric.AVERAGE_SCORE: "场均得分",
    Metric.FULL_MARK_RATE: "满分率",
    Metric.PARTICIPATION_RATE: "参与率",
    Metric.PER_CAPITA: "人均积分",
    Metric.COMPOSITE: "综合得分",
}


class Kind(Enum):
    TEXT = "text"
    COUNT = "count"
    DECIMAL = "decimal"
    SHARE = "share"


@dataclass(frozen=True)
class Column:
    """`is_summed`: the figures of units can be added up. `quotient` names two summed columns whose quotient this is."""

    heading: str
    kind: Kind
    value: Callable[[Row, Scale], str | float | None]
    width: int = 11
    is_summed: bool = False
    quotient: tuple[str, str] | None = None


COLUMNS: Sequence[Column] = (
    Column("名次", Kind.COUNT, lambda row, _: row.rank, 6),
    Column("单位代码", Kind.TEXT, lambda row, _: row.unit.code, 12),
    Column("单位名称", Kind.TEXT, lambda row, _: row.unit.name, 30),
    Column("上级单位", Kind.TEXT, lambda row, _: row.parent_name, 22),
    Column("层级", Kind.COUNT, lambda row, _: row.level, 6),
    Column("积分", Kind.COUNT, lambda row, _: row.unit.points, is_summed=True),
    Column("参赛人数", Kind.COUNT, lambda row, _: row.unit.participants, is_summed=True),
    Column("答题次数", Kind.COUNT, lambda row, _: row.unit.sessions, is_summed=True),
    Column("满分次数", Kind.COUNT, lambda row, _: row.unit.full_marks, is_summed=True),
    Column("场均得分", Kind.DECIMAL, lambda row, scale: row.unit.average_score(scale), quotient=("积分", "答题次数")),
    Column("满分率", Kind.SHARE, lambda row, scale: row.unit.full_mark_rate(scale), quotient=("满分次数", "答题次数")),
    Column("登记基数", Kind.COUNT, lambda row, _: row.unit.registered_base),
    Column("参与率", Kind.SHARE, lambda row, scale: row.unit.participation_rate(scale)),
    Column("人均积分", Kind.DECIMAL, lambda row, scale: row.unit.per_capita(scale)),
    Column("综合得分", Kind.DECIMAL, lambda row, _: row.composite),
)
PLACES = {column.heading: place for place, column in enumerate(COLUMNS)}
NAME, PARENT, LEVEL = PLACES["单位名称"], PLACES["上级单位"], PLACES["层级"]


@dataclass(frozen=True)
class Sum:
    """The units of one level together; values by column, None where figures cannot be added up."""

    level: int
    label: str
    values: Sequence[str | float | None]


def note(bulletin: Bulletin) -> str:
    sample = bulletin.scale.smallest_sample
    too_few = f"答题不足{sample}人次的，不计算场均得分、满分率、参与率和人均积分，不参加相应排名。" if sample else ""
    return (
        f"各单位按{METRICS[bulletin.metric]}排名，数值相同名次并列。参赛人数在各单位内去重，合计为各单位之和；"
        "“本级”为直接在该单位参赛、不属于其下级单位的部分。参与率、人均积分按登记基数计算，登记基数不足30人或未登记的不计算。"
        + too_few
    )


def title(bulletin: Bulletin) -> str:
    if bulletin.day is not None:
        return f"{bulletin.contest_title}排名通报（{_days(bulletin.day, bulletin.period)}）"
    return f"{bulletin.contest_title}排名通报（{'最终结果' if bulletin.digest else '累计'}）"


def scope(bulletin: Bulletin) -> str:
    """Which days, and as of when."""
    days = "竞赛开始以来累计" if bulletin.day is None else _days(bulletin.day, bulletin.period)
    as_of = f"{chinese(bulletin.as_of)}{bulletin.as_of:%H时%M分%S秒}"
    final = f"　结果摘要（SHA-256）：{bulletin.digest}" if bulletin.digest else ""
    return f"统计范围：{days}　数据截至：{as_of}{final}"


def _days(day: date, period: Period) -> str:
    return f"{chinese(day)}至{chinese(day + timedelta(days=6))}" if period is Period.WEEK else chinese(day)


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def cells(row: Row, scale: Scale) -> list[str | float | None]:
    return [column.value(row, scale) for column in COLUMNS]


def sums(table: Table) -> list[Sum]:
    """One for each level."""
    return [_sum(table, level, "合计" if len(table.levels) == 1 else f"第{level}级合计") for level in table.levels]


def _sum(table: Table, level: int, label: str) -> Sum:
    rows = [row for row in table.rows if row.level == level]
    points, sessions = sum(row.unit.points for row in rows), sum(row.unit.sessions for row in rows)
    full = sum(row.unit.full_marks for row in rows)
    known: dict[str, str | float] = {
        "单位名称": label,
        "积分": points,
        "参赛人数": sum(row.unit.participants for row in rows),
        "答题次数": sessions,
        "满分次数": full,
        "场均得分": points / sessions if sessions else 0,
        "满分率": full / sessions if sessions else 0,
    }
    return Sum(level, label, [known.get(column.heading) for column in COLUMNS])
