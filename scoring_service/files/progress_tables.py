"""Progress of a unit as tables, for a workbook or as CSV (R2.6)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from scoring_service.domain.progress import DayFigures, HourFigures, Progress
from scoring_service.domain.ranking import Scale, UnitFigures
from scoring_service.files.faces import open_book
from services.kit import sheets

COUNTS = ("积分", "参赛人数", "答题次数", "场均得分")

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Tables:
    """`title` is that of the file."""

    title: str
    sheets: Sequence[Sheet]


def tables(progress: Progress) -> list[Sheet]:
    scale, unit = progress.contest.scale, progress.unit
    found = [
        Sheet("合计", ("单位代码", "单位名称", *COUNTS), [(unit.code, unit.name, *_counts(unit, scale))]),
        Sheet("按日", ("日期", *COUNTS), [(str(day.date), *_sums(day, scale)) for day in progress.by_day]),
        Sheet(
            "下级单位",
            ("单位代码", "单位名称", *COUNTS),
            [(child.code, child.name, *_counts(child, scale)) for child in progress.children],
        ),
        Sheet(
            "未参赛单位",
            ("单位代码", "单位名称", "层级", "上级单位代码"),
            [(silent.code, silent.name, silent.level, silent.parent) for silent in progress.silent],
        ),
    ]
    if progress.by_hour is not None:
        rows = [(f"{hour.hour:02}:00", *_sums(hour, scale)) for hour in progress.by_hour]
        found.insert(2, Sheet("按时", ("时段", *COUNTS), rows))
    return found


def csv(found: Tables) -> bytes:
    """Every table begins with a line of its title and headings."""
    lines: list[list[Cell]] = []
    for sheet in found.sheets:
        lines += [[sheet.title, *sheet.headings], *[[sheet.title, *row] for row in sheet.rows]]
    return sheets.csv_bytes(lines)


def workbook(found: Tables) -> bytes:
    written, title = io.BytesIO(), found.title
    book, faces = open_book(written, title)
    for sheet in found.sheets:
        page = book.add_worksheet(sheet.title)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.merge_range(0, 0, 0, len(sheet.headings) - 1, f"{title}　{sheet.title}", faces.title)
        page.set_column(0, len(sheet.headings) - 1, 16)
        page.write_row(1, 0, sheet.headings, faces.heading)
        for number, row in enumerate(sheet.rows, start=2):
            for place, cell in enumerate(row):
                write = page.write_string if isinstance(cell, str) else page.write
                write(number, place, cell, faces.text if isinstance(cell, str) else faces.number)
        page.freeze_panes(2, 0)
    book.close()
    return written.getvalue()


def _counts(unit: UnitFigures, scale: Scale) -> tuple[Cell, ...]:
    average = unit.average_score(scale)
    return unit.points, unit.participants, unit.sessions, None if average is None else round(average, 2)


def _sums(part: DayFigures | HourFigures, scale: Scale) -> tuple[Cell, ...]:
    return _counts(UnitFigures("", "", part.points, part.participants, part.sessions, 0), scale)
