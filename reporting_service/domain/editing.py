"""A save: which cells it changes, judged against what the client was shown (I11, R3.7)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from reporting_service.domain.filing import Filing
from reporting_service.domain.report import Report, Sheet
from reporting_service.domain.values import Activity

TAG = re.compile(r'"(\d{1,18})\.(\d{1,18})((?:\.\d{1,18})*)"')


@dataclass(frozen=True)
class Tag:
    """An entity tag: both revisions, and the contest's figures that were shown with them.

    Figures move while people write. With those that a client was shown in its tag, a save that sends them back is no
    override, and a save is refused only for what somebody changed.
    """

    report_revision: int
    sheet_revision: int
    shown: tuple[int, ...] = ()

    @property
    def revisions(self) -> tuple[int, int]:
        return self.report_revision, self.sheet_revision

    def __str__(self) -> str:
        return '"' + ".".join(map(str, (self.report_revision, self.sheet_revision, *self.shown))) + '"'


def tag_of(filing: Filing) -> Tag:
    shown = tuple(filing.prefilled[line.id].value for line in filing.template.contest_lines if line.id in filing.live)
    return Tag(filing.report.revision, filing.sheet.revision, shown)


def parse_tag(text: str) -> Tag | None:
    """None for a tag that is none of ours; no resource has it."""
    found = TAG.fullmatch(text.strip())
    if found is None:
        return None
    shown = tuple(int(part) for part in found[3].split(".") if part)
    return Tag(int(found[1]), int(found[2]), shown)


def tag_named(tags: Iterable[str], filing: Filing) -> Tag | None:
    """Which of the tags of If-Match a save is based on: the present one where it is named, else the newest of ours.

    `*` stands for the present one, whatever it is.
    """
    listed = list(tags)
    present = tag_of(filing)
    if "*" in listed:
        return present
    ours = [tag for text in listed if (tag := parse_tag(text)) is not None]
    return max(ours, key=lambda tag: (tag.revisions == present.revisions, tag.revisions), default=None)


def net_changes(edits: Iterable[Mapping[str, Any]]) -> Sequence[str]:
    """Pointers of what is otherwise after these edits, oldest first; what was changed back is not."""
    before, after = dict[str, Any](), dict[str, Any]()
    for edit_made in edits:
        for pointer, change in edit_made.items():
            # Personal data is named only, so nobody can say that it was changed back.
            old, new = (None, pointer) if change is None else change
            before.setdefault(pointer, old)
            after[pointer] = new
    return sorted(pointer for pointer in after if after[pointer] != before[pointer])


@dataclass(frozen=True)
class Change:
    """What a save brings, each part merged: an absent member stays, null clears."""

    values: Mapping[str, int | None] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    explanations: Mapping[str, str | None] = field(default_factory=dict)
    other_activities: Sequence[Activity] | None = None


@dataclass(frozen=True)
class Edited:
    """`changed` maps pointers to before and after; personal data of the header is named only."""

    report: Report
    sheet: Sheet
    changed: Mapping[str, Any]


def edit(filing: Filing, change: Change, tag: Tag) -> Edited:
    """The report and the sheet after the save, with new revisions where something changed."""
    report, sheet = filing.report, filing.sheet
    cells = _cells(filing, change, tag)
    changed: dict[str, Any] = {
        f"/values/{name}": [sheet.cells.get(name), cells.get(name)]
        for name in sorted(cells.keys() | sheet.cells.keys())
        if cells.get(name) != sheet.cells.get(name)
    }
    rows = list(sheet.other_activities)
    if change.other_activities is not None and filing.template.has_activities:
        rows = [asdict(row) for row in change.other_activities]
    if rows != list(sheet.other_activities):
        changed["/other_activities"] = [list(sheet.other_activities), rows]
    if changed:
        sheet = replace(sheet, revision=sheet.revision + 1, cells=cells, other_activities=rows)
    header = _merged(report.header, change.header)
    explanations = _merged(report.explanations, change.explanations)
    of_report = {f"/header/{name}": None for name in header if header[name] != report.header.get(name)}
    of_report |= {f"/header/{name}": None for name in report.header.keys() - header.keys()}
    if explanations != report.explanations:
        of_report["/explanations"] = None
    if of_report:
        report = replace(report, revision=report.revision + 1, header=header, explanations=explanations)
    return Edited(report, sheet, changed | of_report)


def _cells(filing: Filing, change: Change, tag: Tag) -> dict[str, int | None]:
    cells = dict(filing.sheet.cells)
    lines = [line.id for line in filing.template.contest_lines if line.id in filing.live]
    shown = dict(zip(lines, tag.shown, strict=False))
    for name, value in change.values.items():
        follows = name in filing.live and value in (filing.live[name].value, shown.get(name))
        if value is None or follows:
            cells.pop(name, None)
        else:
            cells[name] = value
    return cells


def _merged(before: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**before, **news}
    return {name: value for name, value in merged.items() if value not in (None, "")}
