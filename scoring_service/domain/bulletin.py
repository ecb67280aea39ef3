"""The ranking report (通报) of a contest, of a day, of a week or as a whole (R2.10)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from scoring_service.domain.ranking import Metric, Period, Scale, UnitFigures, place
from scoring_service.domain.texts import Texts

LEVELS: Mapping[str, Sequence[str]] = {
    "region": ("全国", "省级", "市级", "县级", "乡级"),
    "enterprise": ("中央企业", "集团", "二级企业", "三级企业", "四级企业"),
}


class PlacedUnit(NamedTuple):
    """A unit with its place in the tree. `level` is 0 at the root; `parent` None there."""

    figures: UnitFigures
    level: int
    parent: str | None
    entry: str


@dataclass(frozen=True, slots=True)
class Row:
    """`rank` is that among the units it is compared with; `depth` counts from the top of the table's tree.

    `change` is how many places it rose since the day or week before, None where there is nothing to compare.
    `is_direct` marks the row of those who take part at a unit itself although there are units below it.
    """

    rank: int | None
    unit: UnitFigures
    level: int
    depth: int
    parent_name: str
    composite: float
    change: int | None = None
    is_direct: bool = False
    entry: str = "region"


@dataclass(frozen=True)
class Table:
    title: str
    rows: Sequence[Row]

    @property
    def levels(self) -> Sequence[int]:
        return sorted({row.level for row in self.rows})


@dataclass(frozen=True)
class Bulletin:
    """`day` None means the whole contest; `digest` is that of the signed results, once they are final.

    `tables` are the public boards and the units below the issuer as a tree, `levels` the latter by level, `silent`
    those without a session. `own` are the issuing units among their siblings, `of` so many for the first of them.
    """

    contest_id: str
    contest_title: str
    day: date | None
    as_of: datetime
    scale: Scale
    tables: Sequence[Table]
    digest: str | None = None
    period: Period = Period.TOTAL
    metric: Metric = Metric.POINTS
    serial: int | None = None
    levels: Sequence[Table] = ()
    silent: Sequence[Row] = ()
    own: Sequence[Row] = ()
    of: int = 0
    texts: Texts = field(default_factory=Texts)


def outermost(paths: Mapping[str, Collection[str]]) -> list[str]:
    """Of units with their paths, those that lie below no other of them."""
    return sorted(code for code, path in paths.items() if len(paths.keys() & set(path)) == 1)


def ranked(units: Iterable[PlacedUnit], tops: Iterable[Row], metric: Metric, scale: Scale) -> list[Row]:
    """The trees below `tops` from the top down, each unit with its place among those of its parent."""
    below = _by_parent(units)

    def descend(parent: Row) -> Iterator[Row]:
        yield parent
        children = {each.figures.code: each for each in below[parent.unit.code]}
        for rank, unit, composite in place([each.figures for each in children.values()], metric, scale):
            level, depth, entry = children[unit.code].level, parent.depth + 1, parent.entry
            yield from descend(Row(rank, unit, level, depth, parent.unit.name, composite, entry=entry))

    return [row for top in tops for row in descend(top)]


def by_level(units: Sequence[PlacedUnit], tops: Collection[str], metric: Metric, scale: Scale) -> list[Table]:
    """A table for each level below `tops`, all its units compared with each other, and 本级 rows behind them."""
    names = {each.figures.code: each.figures.name for each in units}
    levels: dict[tuple[str, int], list[PlacedUnit]] = defaultdict(list)
    for each in units:
        if each.figures.code not in tops:
            levels[each.entry, each.level].append(each)
    direct = _direct(units)
    tables = []
    for (entry, level), of_level in sorted(levels.items(), key=lambda item: (item[0][0] != "region", item[0][1])):
        parents = {each.figures.code: names.get(each.parent or "", "") for each in of_level}
        placed = place([each.figures for each in of_level], metric, scale)
        rows = [
            Row(rank, unit, level, level, parents[unit.code], composite, entry=entry)
            for rank, unit, composite in placed
        ]
        tables.append(Table(_level_title(entry, level), [*rows, *direct.get((entry, level), ())]))
    return tables


def with_changes(table: Table, former: Table | None) -> Table:
    """The same rows, with how many places each rose since the former ones.

    Where nobody played, then or now, all share the first place and nobody rose. A unit that was silent both times
    moved only because others did.
    """
    before = {row.unit.code: row for row in former.rows if not row.is_direct} if former else {}
    is_comparable = _anybody(table.rows) and _anybody(before.values())

    def change(row: Row) -> int | None:
        was = before.get(row.unit.code)
        if not is_comparable or was is None or row.is_direct or not _anybody((row, was)):
            return None
        return None if was.rank is None or row.rank is None else was.rank - row.rank

    return Table(table.title, [replace(row, change=change(row)) for row in table.rows])


def _anybody(rows: Iterable[Row]) -> bool:
    return any(row.unit.sessions for row in rows)


def _level_title(entry: str, level: int) -> str:
    name = level_name(entry, level)
    return f"{name}排名" if name.endswith("企业") else f"{name}单位排名"


def level_name(entry: str, level: int) -> str:
    names = LEVELS.get(entry, ())
    return names[level] if level < len(names) else f"第{level}级"


def _direct(units: Sequence[PlacedUnit]) -> dict[tuple[str, int], list[Row]]:
    """What units with others below them have beyond those: their points, sessions and people are those of nobody below.

    Somebody who changed from one unit below to another counts in both, and then here once less.
    """
    below = _by_parent(units)
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for each in units:
        own, children = each.figures, [child.figures for child in below[each.figures.code]]
        sessions = own.sessions - sum(child.sessions for child in children)
        if not children or sessions <= 0:
            continue
        direct = UnitFigures(
            own.code,
            f"{own.name}本级",
            own.points - sum(child.points for child in children),
            max(own.participants - sum(child.participants for child in children), 0),
            sessions,
            own.full_marks - sum(child.full_marks for child in children),
        )
        level = each.level + 1
        found[each.entry, level].append(
            Row(None, direct, level, level, own.name, 0.0, is_direct=True, entry=each.entry)
        )
    return found


def _by_parent(units: Iterable[PlacedUnit]) -> dict[str | None, list[PlacedUnit]]:
    below: dict[str | None, list[PlacedUnit]] = defaultdict(list)
    for each in units:
        below[each.parent].append(each)
    return below
