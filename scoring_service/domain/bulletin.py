"""The ranking report (通报) of a contest, of a day or as a whole (R2.10)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from scoring_service.domain.ranking import Metric, Scale, UnitFigures, place


class PlacedUnit(NamedTuple):
    """A unit with its place in the tree. `level` is 0 at the root; `parent` None there."""

    figures: UnitFigures
    level: int
    parent: str | None
    entry: str


@dataclass(frozen=True, slots=True)
class Row:
    """`rank` is that by points among the units of one parent; `depth` counts from the top of the table's tree."""

    rank: int | None
    unit: UnitFigures
    level: int
    depth: int
    parent_name: str
    composite: float


@dataclass(frozen=True)
class Table:
    title: str
    rows: Sequence[Row]

    def down_to(self, depth: int) -> "Table":
        return Table(self.title, [row for row in self.rows if row.depth <= depth])

    @property
    def levels(self) -> Sequence[int]:
        return sorted({row.level for row in self.rows})


@dataclass(frozen=True)
class Bulletin:
    """`day` None means the whole contest; `digest` is that of the signed results, once they are final."""

    contest_id: str
    contest_title: str
    day: date | None
    as_of: datetime
    scale: Scale
    tables: Sequence[Table]
    digest: str | None = None


def outermost(paths: Mapping[str, Collection[str]]) -> list[str]:
    """Of units with their paths, those that lie below no other of them."""
    return sorted(code for code, path in paths.items() if len(paths.keys() & set(path)) == 1)


def ranked(units: Iterable[PlacedUnit], tops: Iterable[Row], metric: Metric, scale: Scale) -> list[Row]:
    """The trees below `tops` from the top down, each unit with its place among those of its parent."""
    below: dict[str | None, list[PlacedUnit]] = defaultdict(list)
    for each in units:
        below[each.parent].append(each)

    def descend(parent: Row) -> Iterator[Row]:
        yield parent
        children = {each.figures.code: each for each in below[parent.unit.code]}
        for rank, unit, composite in place([each.figures for each in children.values()], metric, scale):
            level = children[unit.code].level
            yield from descend(Row(rank, unit, level, parent.depth + 1, parent.unit.name, composite))

    return [row for top in tops for row in descend(top)]
