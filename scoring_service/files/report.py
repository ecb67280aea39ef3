"""What an office sends: head, opening paragraph, tables by level, signature; alike for Word and for paper (R2.10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import timedelta
from typing import Any

from scoring_service.domain.bulletin import Bulletin, Row, Table, level_name
from scoring_service.domain.ranking import Metric, Period, UnitFigures
from scoring_service.domain.texts import Texts, fill
from scoring_service.files import layout
from services.kit.glyphs import shipped_glyphs

MOST_WHOLE = 40
"""Of a longer table paper shows the first and the last ten."""
AT_EACH_END = 10
MOST_NAMES = 300
STANDS_FOR_A_GLYPH = "〓"
FORMER = {Period.DAY: "上日", Period.WEEK: "上周"}


@dataclass(frozen=True)
class ReportTable:
    """`rows` are as they are printed; after `cut` of them some are left out, None where none are."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    cut: int | None = None


@dataclass(frozen=True)
class Report:
    title: str
    issuer: str
    number: str
    addressees: str
    paragraphs: Sequence[str]
    tables: Sequence[ReportTable]
    silent: Sequence[str]
    closing: str
    date: str
    notes: Sequence[str]
    seal: str

    @property
    def units(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def report(bulletin: Bulletin) -> Report:
    values = _values(bulletin)
    own = bulletin.own[0] if bulletin.own else None
    filled = {each.name: fill(getattr(bulletin.texts, each.name), values) for each in fields(Texts)}
    standing = filled["standing"] if own is not None and own.parent_name and own.rank is not None else ""
    is_national = own is not None and own.level == 0
    boards = [each for each in bulletin.tables if each.title in layout.BOARDS]
    kept = [each for each in boards if not (is_national and _is_shown(each, bulletin.levels))]
    tables = [_table(each, bulletin) for each in (*bulletin.levels, *kept) if each.rows]
    return _printable(
        Report(
            title=filled["title"],
            issuer=filled["issuer"],
            number=filled["number"] if bulletin.serial else "",
            addressees=filled["addressees"],
            paragraphs=[each for each in (filled["opening"], standing) if each],
            tables=tables,
            silent=_silent(bulletin.silent),
            closing=filled["closing"],
            date=values["date"],
            notes=[layout.scope(bulletin), layout.note(bulletin)],
            seal=f"final:{bulletin.contest_id}:{bulletin.digest}" if bulletin.digest else "",
        )
    )


def _is_shown(board: Table, levels: Sequence[Table]) -> bool:
    codes = {row.unit.code for row in board.rows}
    return any(codes == {row.unit.code for row in each.rows if not row.is_direct} for each in levels)


def _table(table: Table, bulletin: Bulletin) -> ReportTable:
    columns = _columns(bulletin)
    is_long = len(table.rows) > MOST_WHOLE
    ranked = [row for row in table.rows if not row.is_direct]
    rows = [*ranked[:AT_EACH_END], *ranked[-AT_EACH_END:]] if is_long else table.rows
    title = f"{table.title}（共{len(ranked)}个，列前{AT_EACH_END}名和后{AT_EACH_END}名）" if is_long else table.title
    shown = [[value(row) for value in columns.values()] for row in rows]
    return ReportTable(title, list(columns), shown, AT_EACH_END if is_long else None)


def _columns(bulletin: Bulletin) -> dict[str, Any]:
    scale = bulletin.scale
    columns: dict[str, Any] = {
        "名次": lambda row: _number(row.rank),
        "单位": lambda row: row.unit.name,
        "上级单位": lambda row: row.parent_name,
        "积分": lambda row: _number(row.unit.points),
        "参赛人数": lambda row: _number(row.unit.participants),
        "答题人次": lambda row: _number(row.unit.sessions),
        "场均得分": lambda row: _decimal(row.unit.average_score(scale)),
        "满分率": lambda row: _share(row.unit.full_mark_rate(scale)),
        "参与率": lambda row: _share(row.unit.participation_rate),
    }
    if bulletin.metric is Metric.PER_CAPITA:
        columns["人均积分"] = lambda row: _decimal(row.unit.per_capita)
    if bulletin.metric is Metric.COMPOSITE:
        columns["综合得分"] = lambda row: "" if row.is_direct else _decimal(row.composite)
    if bulletin.period in FORMER:
        columns[f"较{FORMER[bulletin.period]}"] = change_of
    return columns


def change_of(row: Row) -> str:
    """How many places it rose or fell; nothing where it had none before."""
    if row.change is None:
        return ""
    return "持平" if not row.change else f"{'↑' if row.change > 0 else '↓'}{abs(row.change)}"


def _values(bulletin: Bulletin) -> Mapping[str, str]:
    own = bulletin.own[0] if bulletin.own else None
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
        "place": _number(own.rank) if own is not None else "",
        "of": str(bulletin.of),
        "change": _change(bulletin, own),
        "units": str(sum(not row.is_direct for table in bulletin.levels for row in table.rows)),
        "silent": str(len(bulletin.silent)),
        "participants": str(unit.participants),
        "sessions": str(unit.sessions),
        "points": str(unit.points),
        "full_marks": str(unit.full_marks),
        "average_score": _decimal(unit.average_score(bulletin.scale)),
        "full_mark_rate": _share(unit.full_mark_rate(bulletin.scale)),
        "participation_rate": _share(unit.participation_rate),
    }
    return names | {"issuer": fill(bulletin.texts.issuer, names)}


def _period(bulletin: Bulletin) -> str:
    day = bulletin.day
    if day is None:
        return ""
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
    """A paragraph for each level; long ones end early."""
    paragraphs = []
    for level in sorted({row.level for row in rows}):
        names = [row.unit.name for row in rows if row.level == level]
        more = f"等{len(names)}个单位（名单见电子表格）" if len(names) > MOST_NAMES else ""
        title = level_name("region", level) if rows[0].unit.code.isdigit() else f"第{level}级"
        paragraphs.append(f"{title}（{len(names)}个）：{'、'.join(names[:MOST_NAMES])}{more}。")
    return paragraphs


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _decimal(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.2%}"


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
        return [mended(each) for each in part] if isinstance(part, (list, tuple)) else part

    kept = {
        each.name: mended(getattr(made, each.name)) for each in fields(made) if each.name not in ("tables", "notes")
    }
    tables = [ReportTable(mended(each.title), each.headings, mended(each.rows), each.cut) for each in made.tables]
    named = "、".join(f"U+{ord(each):04X}" for each in lacking)
    return Report(**kept, tables=tables, notes=[*mended(made.notes), f"文中“〓”为打印字体所缺的字：{named}。"])


def _texts(part: Any) -> Iterable[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _texts(each)
