"""A save: which cells it changes, judged against what the client was shown (I11, R3.7)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from reporting_service.domain.filing import Filing
from reporting_service.domain.report import Report
from reporting_service.domain.values import Activity

TAG = re.compile(r'"(\d{1,18})((?:\.\d{1,18})*)"')


@dataclass(frozen=True)
class Tag:
    """An entity tag: the revision, and the contest's figures that were shown with it.

    Figures move while people write. With those that a client was shown in its tag, a save that sends them back is no
    override, and a save is refused only for what somebody changed.
    """

    revision: int
    shown: tuple[int, ...] = ()

    def __str__(self) -> str:
        return '"' + ".".join(map(str, (self.revision, *self.shown))) + '"'


def tag_of(filing: Filing) -> Tag:
    shown = tuple(filing.prefilled[name].value for name in filing.template.counted_lines if name in filing.live)
    return Tag(filing.report.revision, shown)


def parse_tag(text: str) -> Tag | None:
    """None for a tag that is none of ours; no resource has it."""
    found = TAG.fullmatch(text.strip())
    if found is None:
        return None
    return Tag(int(found[1]), tuple(int(part) for part in found[2].split(".") if part))


def tag_named(tags: Iterable[str], filing: Filing) -> Tag | None:
    """Which of the tags of If-Match a save is based on: the present one where it is named, else the newest of ours.

    `*` stands for the present one, whatever it is.
    """
    listed = list(tags)
    present = tag_of(filing)
    if "*" in listed:
        return present
    ours = [tag for text in listed if (tag := parse_tag(text)) is not None]
    return max(ours, key=lambda tag: (tag.revision == present.revision, tag.revision), default=None)


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
    changed: Mapping[str, Any]


def edit(filing: Filing, change: Change, tag: Tag) -> Edited:
    """The report after the save, with a new revision where something changed."""
    report = filing.report
    cells = _cells(filing, change, tag)
    changed: dict[str, Any] = {
        f"/values/{name}": [report.cells.get(name), cells.get(name)]
        for name in sorted(cells.keys() | report.cells.keys())
        if cells.get(name) != report.cells.get(name)
    }
    rows = list(report.other_activities)
    if change.other_activities is not None and filing.template.has_activities:
        rows = [asdict(row) for row in change.other_activities]
    if rows != list(report.other_activities):
        changed["/other_activities"] = [list(report.other_activities), rows]
    header = _merged(report.header, change.header)
    explanations = _merged(report.explanations, change.explanations)
    names = header.keys() | report.header.keys()
    changed |= {f"/header/{name}": None for name in sorted(names) if header.get(name) != report.header.get(name)}
    if explanations != report.explanations:
        changed["/explanations"] = None
    if not changed:
        return Edited(report, changed)
    edited = replace(
        report,
        revision=report.revision + 1,
        saved_at=filing.now,
        header=header,
        cells=cells,
        other_activities=rows,
        explanations=explanations,
    )
    return Edited(edited, changed)


def _cells(filing: Filing, change: Change, tag: Tag) -> dict[str, int | None]:
    cells = dict(filing.report.cells)
    lines = [name for name in filing.template.counted_lines if name in filing.live]
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
