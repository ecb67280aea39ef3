"""The tables of a ranking report as they are printed: which columns and rows, in which widths."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scoring_service.domain.bulletin import Bulletin, Row, Table
from scoring_service.domain.ranking import Metric, Period
from scoring_service.files.measures import NAMES, Setting, setting

MOST_WHOLE = 40
"""Of a longer table paper shows those that took part, and of more than that the first and the last ten."""
AT_EACH_END = 10
FORMER = {Period.DAY: "上日", Period.WEEK: "上周"}
CENTRED = ("名次", "较上日", "较上周")


@dataclass(frozen=True)
class ReportTable:
    """`rows` are as they are printed; after `cut` of them some are left out, None where none are."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    cut: int | None = None

    @property
    def setting(self) -> Setting:
        return setting(self.headings, self.rows)

    @property
    def sides(self) -> Sequence[str]:
        """Where the cells of each column stand."""
        return [
            "left" if heading in NAMES else "center" if heading in CENTRED else "right" for heading in self.headings
        ]


def report_table(table: Table, bulletin: Bulletin) -> ReportTable:
    rows, told, cut = _chosen(table.rows)
    columns = _columns(bulletin)
    shown = {heading: [value(row) for row in rows] for heading, value in columns.items()}
    kept = [heading for heading in shown if heading not in MAY_MISS or _says_something(heading, shown[heading])]
    return ReportTable(table.title + told, kept, list(zip(*(shown[heading] for heading in kept), strict=True)), cut)


MAY_MISS = ("上级单位", "参与率", "人均积分", "较上日", "较上周")
"""Left out where all have the same parent, none a base, or nobody had played before."""


def _says_something(heading: str, values: Sequence[str]) -> bool:
    return len(set(values)) > 1 if heading == "上级单位" else any(value not in ("", "—") for value in values)


def _chosen(rows: Sequence[Row]) -> tuple[Sequence[Row], str, int | None]:
    """The rows that paper shows, what the title says of them, and where some are left out."""
    ranked = [row for row in rows if not row.is_direct]
    direct = [row for row in rows if row.is_direct]
    if len(ranked) <= MOST_WHOLE:
        return rows, "", None
    active = [row for row in ranked if row.unit.sessions]
    of_all = f"（共{len(ranked)}个"
    if len(active) <= MOST_WHOLE:
        return [*active, *direct], f"{of_all}，列有人参赛的{len(active)}个）", None
    some_silent = f"，有人参赛的{len(active)}个" if len(active) < len(ranked) else ""
    ends = [*active[:AT_EACH_END], *active[-AT_EACH_END:]]
    return ends, f"{of_all}{some_silent}，列前{AT_EACH_END}名和后{AT_EACH_END}名）", AT_EACH_END


def _columns(bulletin: Bulletin) -> Mapping[str, Callable[[Row], str]]:
    scale = bulletin.scale
    columns: dict[str, Callable[[Row], str]] = {
        "名次": lambda row: "—" if row.is_direct else number(row.rank),
        "单位": lambda row: row.unit.name,
        "上级单位": lambda row: row.parent_name,
        "积分": lambda row: number(row.unit.points),
        "参赛人数": lambda row: number(row.unit.participants),
        "答题人次": lambda row: number(row.unit.sessions),
        "场均得分": lambda row: decimal(row.unit.average_score(scale)),
        "满分率": lambda row: share(row.unit.full_mark_rate(scale)),
        "参与率": lambda row: share(row.unit.participation_rate(scale)),
    }
    if bulletin.metric is Metric.PER_CAPITA:
        columns["人均积分"] = lambda row: decimal(row.unit.per_capita(scale))
    if bulletin.metric is Metric.COMPOSITE:
        columns["综合得分"] = lambda row: "" if row.is_direct else decimal(row.composite)
    if bulletin.period in FORMER:
        columns[f"较{FORMER[bulletin.period]}"] = change_of
    return columns


def change_of(row: Row) -> str:
    """How many places it rose or fell; nothing where there is no place to compare."""
    if row.change is None:
        return ""
    return "持平" if not row.change else f"{'↑' if row.change > 0 else '↓'}{abs(row.change)}"


def number(value: int | None) -> str:
    return "" if value is None else str(value)


def decimal(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def share(value: float | None) -> str:
    return "—" if value is None else f"{value:.2%}"
