"""The figures of a ranking report: the public boards, and what lies below the caller's own units (R2.10, I8)."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.bulletin import Bulletin, PlacedUnit, Row, Table, outermost, ranked
from scoring_service.domain.contest import Contest
from scoring_service.domain.ranking import Metric, Period, UnitFigures, place
from scoring_service.queries import bulletins, figures, finals
from services.contracts.grants import ENTERPRISES, NATION, Reach

BOARD_TITLES = {"region": "地区榜", "enterprise": "中央企业榜"}
OWN_TITLE = "所辖单位"


async def read_bulletin(transaction: AsyncConnection, contest: Contest, reach: Reach, day: date | None) -> Bulletin:
    """Of a day of the contest, or of all of them."""
    period = Period.TOTAL if day is None else Period.DAY
    tables, changes = [], [contest.received_at]
    for entry in [each for each in BOARD_TITLES if each in contest.entries]:
        top = await figures.read_top(transaction, entry, None)
        if top is not None:
            tables.append(await _board(transaction, contest, entry, top, period, day))
            changes.append((await figures.read_last_change(transaction, contest, top, period, day))[1])
    own = await _own(transaction, contest, _tops(reach), period, day)
    signed = await finals.read_final(transaction, contest.id) if contest.frozen_at and day is None else None
    return Bulletin(
        contest_id=contest.id,
        contest_title=contest.title,
        day=day,
        as_of=max(changes).astimezone(contest.zone),
        scale=contest.scale,
        tables=[*tables, Table(OWN_TITLE, own)] if own else tables,
        digest=signed.digest.hex() if signed else None,
    )


async def _board(
    transaction: AsyncConnection, contest: Contest, entry: str, top: str, period: Period, day: date | None
) -> Table:
    units = await figures.read_children(transaction, contest, entry, top, period, day)
    name = (await figures.read_figures(transaction, contest, top, top)).name
    rows = [
        Row(rank, unit, 1, 1, name, composite) for rank, unit, composite in place(units, Metric.POINTS, contest.scale)
    ]
    return Table(BOARD_TITLES[entry], rows)


async def _own(
    transaction: AsyncConnection, contest: Contest, codes: Collection[str], period: Period, day: date | None
) -> Sequence[Row]:
    paths = await bulletins.read_paths(transaction, codes)
    tops = outermost(paths)
    units = await bulletins.read_subtrees(transaction, contest, tops, period, day)
    known = {each.figures.code: each for each in units}
    rows = [await _placed(transaction, contest, known[top], period, day) for top in tops if top in known]
    return ranked(units, rows, Metric.POINTS, contest.scale)


async def _placed(
    transaction: AsyncConnection,
    contest: Contest,
    top: PlacedUnit,
    period: Period,
    day: date | None,
) -> Row:
    """A unit among its siblings, which the public board of their parent shows too; a root is alone."""
    siblings: Sequence[UnitFigures] = [top.figures]
    parent_name = ""
    if top.parent is not None:
        siblings = await figures.read_children(transaction, contest, top.entry, top.parent, period, day)
        parent_name = (await figures.read_figures(transaction, contest, top.parent, top.parent)).name
    placed = {each.unit.code: each for each in place(siblings, Metric.POINTS, contest.scale)}
    own = placed[top.figures.code]
    return Row(own.rank, own.unit, top.level, 0, parent_name, own.composite)


def _tops(reach: Reach) -> Collection[str]:
    return reach.units | {NATION, ENTERPRISES} if reach.is_national else reach.units
