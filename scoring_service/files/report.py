"""What an office sends: head, opening paragraph, tables by level, signature; alike for Word and for paper (R2.10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import timedelta
from typing import Any

from scoring_service.domain.bulletin import Bulletin, Row, Table, level_name
from scoring_service.domain.ranking import Period, UnitFigures
from scoring_service.domain.texts import Texts, fill, pieces
from scoring_service.files import layout
from scoring_service.files.measures import balanced, em
from scoring_service.files.report_tables import FORMER, ReportTable, decimal, number, report_table, share
from services.kit.glyphs import shipped_glyphs

MOST_NAMES = 300
STANDS_FOR_A_GLYPH = "〓"
SIGNED_FROM_THE_RIGHT_EM = 2.0


@dataclass(frozen=True)
class Signature:
    """A line of those below the text, so many characters from the right."""

    text: str
    from_right_em: float


@dataclass(frozen=True)
class Report:
    """`title` is in lines; `silent` are the paragraphs below `silent_title`."""

    masthead: str
    number: str
    title: Sequence[str]
    addressees: str
    paragraphs: Sequence[str]
    tables: Sequence[ReportTable]
    silent_title: str
    silent: Sequence[str]
    closing: str
    signature: Sequence[Signature]
    notes: Sequence[str]
    seal: str

    @property
    def units(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def report(bulletin: Bulletin) -> Report:
    values = _values(bulletin, bulletin.own[0] if bulletin.own else None)
    filled = {each.name: fill(getattr(bulletin.texts, each.name), values) for each in fields(Texts)}
    further = [fill(bulletin.texts.further, _values(bulletin, each)) for each in bulletin.own[1:]]
    standing = filled["standing"] if _has_a_place(bulletin) else ""
    is_national = any(own.level == 0 for own in bulletin.own)
    boards = [each for each in bulletin.tables if each.title in layout.BOARDS]
    kept = [each for each in boards if not (is_national and _is_shown(each, bulletin.levels))]
    return _printable(
        Report(
            masthead=filled["masthead"],
            number=filled["number"] if bulletin.serial else "",
            title=balanced(pieces(bulletin.texts.title, values)),
            addressees=filled["addressees"],
            paragraphs=[each for each in (filled["opening"], *further, standing) if each],
            tables=[report_table(each, bulletin) for each in (*bulletin.levels, *kept) if each.rows],
            silent_title="无人参赛的单位" if bulletin.digest else SILENT[bulletin.period],
            silent=_silent(bulletin.silent),
            closing=filled["final_closing" if bulletin.digest else "closing"],
            signature=_signature(filled["issuer"], values["date"]),
            notes=[layout.scope(bulletin), layout.note(bulletin)],
            seal=f"final:{bulletin.contest_id}:{bulletin.digest}" if bulletin.digest else "",
        )
    )


SILENT = {Period.DAY: "当日无人参赛的单位", Period.WEEK: "本周无人参赛的单位", Period.TOTAL: "尚无人参赛的单位"}


def _has_a_place(bulletin: Bulletin) -> bool:
    """Not where nobody beside the unit played, nor where it is alone."""
    own = bulletin.own[0] if bulletin.own else None
    if own is None or not own.parent_name or own.rank is None:
        return False
    return own.rank > 1 or own.unit.sessions > 0


def _signature(issuer: str, date: str) -> list[Signature]:
    """Centred one below the other, the longer of them two characters from the right."""
    longest = max(em(issuer), em(date))
    lines = [text for text in (issuer, date) if text]
    return [Signature(text, SIGNED_FROM_THE_RIGHT_EM + (longest - em(text)) / 2) for text in lines]


def _is_shown(board: Table, levels: Sequence[Table]) -> bool:
    codes = {row.unit.code for row in board.rows}
    return any(codes == {row.unit.code for row in each.rows if not row.is_direct} for each in levels)


def _values(bulletin: Bulletin, own: Row | None) -> Mapping[str, str]:
    unit = own.unit if own is not None else UnitFigures("", "", 0, 0, 0, 0)
    names = {
        "contest": bulletin.contest_title,
        "unit": unit.name,
        "parent": own.parent_name if own is not None else "",
        "period": _period(bulletin),
        "as_of": f"{layout.chinese(bulletin.as_of)}{bulletin.as_of:%H时%M分}",
        "date": layout.chinese(bulletin.as_of),
        "year": str(bulletin.as_of.year),
        "serial": str(bulletin.serial or ""),
        "metric": layout.METRICS[bulletin.metric],
        "place": number(own.rank) if own is not None else "",
        "of": str(bulletin.of),
        "change": _change(bulletin, own),
        "units": str(sum(not row.is_direct for table in bulletin.levels for row in table.rows)),
        "silent": str(len(bulletin.silent)),
        "participants": str(unit.participants),
        "sessions": str(unit.sessions),
        "points": str(unit.points),
        "full_marks": str(unit.full_marks),
        "average_score": decimal(unit.average_score(bulletin.scale)),
        "full_mark_rate": share(unit.full_mark_rate(bulletin.scale)),
        "participation_rate": share(unit.participation_rate(bulletin.scale)),
    }
    return names | {"issuer": fill(bulletin.texts.issuer, names)}


def _period(bulletin: Bulletin) -> str:
    day = bulletin.day
    if day is None:
        return "最终" if bulletin.digest else ""
    if bulletin.period is Period.WEEK:
        last = day + timedelta(days=6)
        return f"{day.month}月{day.day}日至{last.month}月{last.day}日"
    return f"{day.month}月{day.day}日"


def _change(bulletin: Bulletin, own: Row | None) -> str:
    if own is None or own.change is None:
        return ""
    former = FORMER[bulletin.period]
    if not own.change:
        return f"，与{former}持平"
    return f"，较{former}{'上升' if own.change > 0 else '下降'}{abs(own.change)}位"


def _silent(rows: Sequence[Row]) -> list[str]:
    """A paragraph for each level, which names the units behind their parents where these are several."""
    levels: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        levels[row.entry, row.level].append(row)
    paragraphs = []
    for (entry, level), units in levels.items():
        more = f"等{len(units)}个单位（名单见电子表格）" if len(units) > MOST_NAMES else ""
        names = _names(units[:MOST_NAMES])
        paragraphs.append(f"{level_name(entry, level)}（{len(units)}个）：{names}{more}。")
    return paragraphs


def _names(units: Sequence[Row]) -> str:
    of_parent: dict[str, list[str]] = defaultdict(list)
    for row in units:
        of_parent[row.parent_name].append(row.unit.name)
    if len(of_parent) == 1 or units[0].depth == 1:
        return "、".join(row.unit.name for row in units)
    return "；".join(f"{parent}{'、'.join(names)}" for parent, names in of_parent.items())


def _printable(made: Report) -> Report:
    """The same, with 〓 for each character that the font lacks, and a note that names them: nothing stops a paper."""
    glyphs = shipped_glyphs() or frozenset()
    lacking = sorted({each for text in _texts(astuple(made)) for each in text if ord(each) not in glyphs})
    if not glyphs or not lacking:
        return made
    table = str.maketrans(dict.fromkeys(lacking, STANDS_FOR_A_GLYPH))

    def mended(part: Any) -> Any:
        if isinstance(part, str):
            return part.translate(table)
        if isinstance(part, (ReportTable, Signature)):
            return replace(part, **{each.name: mended(getattr(part, each.name)) for each in fields(part)})
        return [mended(each) for each in part] if isinstance(part, (list, tuple)) else part

    named = "、".join(f"U+{ord(each):04X}" for each in lacking)
    told = [*mended(made.notes), f"文中“〓”为打印字体所缺的字：{named}。"]
    kept = {each.name: mended(getattr(made, each.name)) for each in fields(made) if each.name != "notes"}
    return replace(made, **kept, notes=told)


def _texts(part: Any) -> Iterable[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _texts(each)
