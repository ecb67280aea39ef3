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
    issuers = sorted((known[top] for top in tops if top in known), key=lambda each: each.entry != "region")
    siblings = [await _siblings(transaction, contest, each, edition) for each in issuers]
    levels, tree = _ordered(units, issuers, siblings, edition, contest)
    former = edition.former(contest)
    if former is not None:
        before = await bulletins.read_subtrees(transaction, contest, tops, former.period, former.day)
        former_siblings = [await _siblings(transaction, contest, each, former) for each in issuers]
        former_levels, former_tree = _ordered(before, issuers, former_siblings, former, contest)
        levels, tree = _changed(levels, former_levels), _changed([tree], [former_tree])[0]
        boards = _changed(boards, (await _boards(transaction, contest, former))[0])
        siblings = _changed(siblings, former_siblings)
    own = [_own(each, table) for each, table in zip(issuers, siblings, strict=True)]
    signed = await finals.read_final(transaction, contest.id) if contest.frozen_at and edition.day is None else None
    texts = await bulletin_texts.read(transaction, own[0].unit.code) if own else None
    return Bulletin(
        contest_id=contest.id,
        contest_title=contest.title,
        day=edition.day,
        as_of=as_of.astimezone(contest.zone),
        scale=contest.scale,
        tables=[*boards, tree] if tree.rows else boards,
        digest=signed.digest.hex() if signed else None,
        period=edition.period,
        metric=edition.metric,
        serial=edition.serial(contest),
        levels=levels,
        silent=sorted(
            (row for row in tree.rows if row.depth and not row.unit.sessions),
            key=lambda row: (row.entry != "region", row.level, row.unit.code),
        ),
        own=own,
        of=len(siblings[0].rows) if siblings else 0,
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
            rows = [Row(rank, unit, 1, 1, name, composite, entry=entry) for rank, unit, composite in placed]
            tables.append(Table(BOARD_TITLES[entry], rows))
            last = await figures.read_last_change(transaction, contest, top, edition.period, edition.day)
            changes.append(last[1])
    return tables, max(changes)


async def _siblings(transaction: AsyncConnection, contest: Contest, top: PlacedUnit, edition: Edition) -> Table:
    """A unit and those beside it, whom the public board of their parent shows too; a root is alone."""
    figures_of: Sequence[UnitFigures] = [top.figures]
    parent_name = ""
    if top.parent is not None:
        of_parent = (contest, top.entry, top.parent, edition.period, edition.day)
        figures_of = await figures.read_children(transaction, *of_parent)
        parent_name = (await figures.read_figures(transaction, contest, top.parent, top.parent)).name
    placed = place(figures_of, edition.metric, contest.scale)
    return Table(
        top.figures.code,
        [Row(rank, unit, top.level, 0, parent_name, composite, entry=top.entry) for rank, unit, composite in placed],
    )


def _ordered(
    units: Sequence[PlacedUnit],
    issuers: Sequence[PlacedUnit],
    siblings: Sequence[Table],
    edition: Edition,
    contest: Contest,
) -> tuple[list[Table], Table]:
    """What lies below the issuers level by level, and as a tree."""
    own = [_own(each, table) for each, table in zip(issuers, siblings, strict=True)]
    levels = by_level(units, {row.unit.code for row in own}, edition.metric, contest.scale)
    return levels, Table(OWN_TITLE, ranked(units, own, edition.metric, contest.scale))


def _own(top: PlacedUnit, siblings: Table) -> Row:
    (own,) = [row for row in siblings.rows if row.unit.code == top.figures.code]
    return own


def _changed(now: Sequence[Table], former: Sequence[Table]) -> list[Table]:
    """The same tables, with changes of place since those of the same title."""
    before = {each.title: each for each in former}
    return [with_changes(each, before.get(each.title)) for each in now]
