"""What stands in a report, a version or a line, made anew from the record of what was done (R3.4, R3.9, I12)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporting_service.domain import digest
from reporting_service.domain.forms import Template
from reporting_service.domain.report import Act, State
from reporting_service.domain.roll_up import add, difference
from reporting_service.domain.values import Values

VALUES, ACTIVITIES = "/values/", "/other_activities"


@dataclass(frozen=True)
class ActOnRecord:
    action: str
    version: int
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class ReportOnRecord:
    """A report's row with everything that was noted of it, oldest first."""

    name: str
    state: str
    submitted_version: int
    accepted_version: int | None
    cells: Values
    other_activities: Sequence[Mapping[str, Any]]
    acts: Sequence[ActOnRecord]
    edits: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class VersionOnRecord:
    """A version's row; `own` and `total` stand beside the content for the sums in the database."""

    content: Mapping[str, Any]
    digest: str
    own: Values
    total: Values
    is_late: bool


Versions = Mapping[tuple[str, int], VersionOnRecord]
"""By report and version."""


def faults_of_report(report: ReportOnRecord) -> Iterator[str]:
    """Where the row is not what its acts and edits make of it."""
    state, submitted, accepted = State.DRAFT, 0, None
    for act in report.acts:
        match act.action:
            case Act.SUBMIT:
                state, submitted = State.SUBMITTED, act.version
            case Act.RETURN:
                state = State.RETURNED
            case Act.ACCEPT:
                state, accepted = State.ACCEPTED, act.version
            case Act.RECALL:
                state = State.DRAFT if accepted is None else State.AMENDED
            case Act.AMEND:
                state = State.AMENDED
    made = (str(state), submitted, accepted)
    found = (report.state, report.submitted_version, report.accepted_version)
    if made != found:
        yield f"{report.name}: state, submitted and accepted version are {found}, by its acts {made}"
    cells, rows = written(report.edits)
    for name, by in difference(cells.keys() | report.cells.keys(), report.cells, cells).items():
        yield f"{report.name}: {name} is {by:+d} off what was saved"
    if [dict(row) for row in report.other_activities] != rows:
        yield f"{report.name}: other activities are not those that were saved"


def written(edits: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int | None], list[dict[str, Any]]]:
    """Cells and repeated rows after these edits, oldest first."""
    cells: dict[str, int | None] = {}
    rows: list[dict[str, Any]] = []
    for changed in edits:
        for pointer, change in changed.items():
            if pointer == ACTIVITIES:
                rows = list(change[1])
            elif pointer.startswith(VALUES):
                cells[pointer.removeprefix(VALUES)] = change[1]
    return {name: value for name, value in cells.items() if value is not None}, rows


def faults_of_adoptions(report: ReportOnRecord, said: Mapping[str, set[tuple[str, int | None]]]) -> Iterator[str]:
    """Values that were taken over from a form that never said so; `said` maps each of the unit's forms to its words."""
    for act in report.acts:
        if act.action == "adopt":
            for name, offer in act.detail.items():
                if (name, offer["value"]) not in said.get(offer["from_template"], set()):
                    yield f"{report.name}: {name} was taken over as {offer['value']}, which no form offered"


def words_of(report: ReportOnRecord, versions: Iterable[VersionOnRecord]) -> set[tuple[str, int | None]]:
    """Every value that an indicator had in it at any time."""
    in_edits = {
        (pointer.removeprefix(VALUES), change[1])
        for changed in report.edits
        for pointer, change in changed.items()
        if pointer.startswith(VALUES)
    }
    return in_edits | {cell for each in versions for cell in each.content["own"].items()}


def faults_of_version(
    template: Template, key: tuple[str, int], versions: Versions, acts: Sequence[ActOnRecord]
) -> Iterator[str]:
    """Where a version is not what was submitted, or does not add up; the first faults are its own."""
    kept = versions[key]
    content = kept.content
    if digest.of(content) != kept.digest:
        yield f"the content does not have the digest {kept.digest}"
    if (kept.own, kept.total) != (content["own"], content["total"]):
        yield "its figures for the sums are not those of its content"
    submitted = [act.detail for act in acts if act.action == Act.SUBMIT and act.version == key[1]]
    if [(each["digest"], each["is_late"]) for each in submitted] != [(kept.digest, kept.is_late)]:
        yield "it was not submitted so"
    parts = []
    for receipt in content["children"]:
        child = versions.get((receipt["report_id"], receipt["version"]))
        if receipt["report_id"] == key[0]:
            yield "counts itself"
        if child is None or child.digest != receipt["digest"]:
            yield f"the receipt of {receipt['unit']} names a version that is not there"
        else:
            parts.append(child.content)
    yield from _faults_of_sums(template, content, parts)


def _faults_of_sums(
    template: Template, content: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    summed = template.summed
    below = add(summed, [each["total"] for each in parts])
    total = {**content["own"], **add(summed, (content["own"], below))}
    for what, counted in (("subordinate", below), ("total", total)):
        for name, by in difference(counted, content[what], counted).items():
            yield f"{what} of {name} is {by:+d} off what its children give"
    rows = [row for each in parts for row in activities_of(each)] if template.has_activities else []
    if sorted(map(row_of, content["activities_below"])) != sorted(map(row_of, rows)):
        yield "other activities below are not those of its children"


def activities_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a child brings to the roll-up above: its own rows under its code, and those below it."""
    own = [{"unit": content["unit"]["code"], **row} for row in content["other_activities"]]
    return [*own, *content["activities_below"]]


def row_of(activity: Mapping[str, Any]) -> str:
    """What is compared of a repeated row: a unit may have had another name when its row was summed."""
    return repr([activity.get(name) for name in ("unit", "activity_name", "occurrences", "attendances")])
