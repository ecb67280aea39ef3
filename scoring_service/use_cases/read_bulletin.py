"""The figures of a ranking report: the public boards, and what lies below the issuing units (R2.10, I8)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.bulletin import Bulletin, PlacedUnit, Row, Table, by_level, outermost, ranked, with_changes
from scoring_service.domain.contest import Contest
from scoring_service.domain.editions import Edition
from scoring_service.domain.ranking import UnitFigures, place
from scoring_service.domain.texts import Texts
from scoring_service.queries import bulletin_texts, bulletins, figures, finals

BOARD_TITLES = {"region": "地区榜", "enterprise": "中央企业榜"}
OWN_TITLE = "所辖单位"


async def read_bulletin(
    transaction: AsyncConnection, contest: Contest, codes: Collection[str], edition: Edition
) -> Bulletin:
    """`codes` are the issuing units, the first of which signs."""
    boards, as_of = await _boards(transaction, contest, edition)
    tops = outermost(await bulletins.read_paths(transaction, codes))
    units = await bulletins.read_subtrees(transaction, contest, tops, edition.period, edition.day)
    known = {each.figures.code: each for each in units}
    own = [await _placed(transaction, contest, known[top], edition) for top in tops if top in known]
    levels = by_level(units, tops, edition.metric, contest.scale)
    former = edition.former(contest)
    if former is not None:
        levels, boards, own = await _changed(transaction, contest, former, tops, (levels, boards, own))
    tree = ranked(units, [row for row, _ in own], edition.metric, contest.scale)
    signed = await finals.read_final(transaction, contest.id) if contest.frozen_at and edition.day is None else None
    texts = await bulletin_texts.read(transaction, own[0][0].unit.code) if own else None
    return Bulletin(
        contest_id=contest.id,
        contest_title=contest.title,
        day=edition.day,
        as_of=as_of.astimezone(contest.zone),
        scale=contest.scale,
        tables=[*boards, Table(OWN_TITLE, tree)] if tree else boards,
        digest=signed.digest.hex() if signed else None,
        period=edition.period,
        metric=edition.metric,
        serial=edition.serial(contest),
        levels=levels,
        silent=sorted(
            (row for row in tree if row.depth and not row.unit.sessions), key=lambda row: (row.level, row.unit.code)
        ),
        own=[row for row, _ in own],
        of=own[0][1] if own else 0,
        texts=texts or Texts(),
    )


async def _boards(transaction: AsyncConnection, contest: Contest, edition: Edition) -> tuple[list[Table], datetime]:
    """The public boards, and when anything on them changed last."""
    tables, changes = [], [contest.received_at]
    for entry in [each for each in BOARD_TITLES if each in contest.entries]:
        top = await figures.read_top(transaction, entry, None)
        if top is not None:
            units = await figures.read_children(transaction, contest, entry, top, edition.period, edition.day)
            name = (await figures.read_figures(transaction, contest, top, top)).name
            placed = place(units, edition.metric, contest.scale)
            rows = [Row(rank, unit, 1, 1, name, composite) for rank, unit, composite in placed]
            tables.append(Table(BOARD_TITLES[entry], rows))
            last = await figures.read_last_change(transaction, contest, top, edition.period, edition.day)
            changes.append(last[1])
    return tables, max(changes)


async def _placed(transaction: AsyncConnection, contest: Contest, top: PlacedUnit, edition: Edition) -> tuple[Row, int]:
    """A unit among its siblings, which the public board of their parent shows too; a root is alone."""
    siblings: Sequence[UnitFigures] = [top.figures]
    parent_name = ""
    if top.parent is not None:
        of_parent = (contest, top.entry, top.parent, edition.period, edition.day)
        siblings = await figures.read_children(transaction, *of_parent)
        parent_name = (await figures.read_figures(transaction, contest, top.parent, top.parent)).name
    placed = {each.unit.code: each for each in place(siblings, edition.metric, contest.scale)}
    own = placed[top.figures.code]
    return Row(own.rank, own.unit, top.level, 0, parent_name, own.composite), len(siblings)


async def _changed(
    transaction: AsyncConnection,
    contest: Contest,
    former: Edition,
    tops: Sequence[str],
    now: tuple[list[Table], list[Table], list[tuple[Row, int]]],
) -> tuple[list[Table], list[Table], list[tuple[Row, int]]]:
    """Level tables, boards and issuing units, with their changes of place since the former edition."""
    levels, boards, own = now
    units = await bulletins.read_subtrees(transaction, contest, tops, former.period, former.day)
    known = {each.figures.code: each for each in units}
    before = {each.title: each for each in by_level(units, tops, former.metric, contest.scale)}
    before |= {each.title: each for each in (await _boards(transaction, contest, former))[0]}
    was = Table("", [(await _placed(transaction, contest, known[top], former))[0] for top in tops if top in known])
    rows = with_changes(Table("", [row for row, _ in own]), was).rows
    return (
        [with_changes(each, before.get(each.title)) for each in levels],
        [with_changes(each, before.get(each.title)) for each in boards],
        list(zip(rows, [of for _, of in own], strict=True)),
    )
