"""Who reports to whom in a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import BaseModel, Field, ValidationError

from reporting_service.domain.contest import Contest
from reporting_service.domain.errors import WrongMedia
from reporting_service.domain.lines import Line, LineOnRecord
from reporting_service.files.line_sheets import lines_in
from reporting_service.use_cases.campaigns.write_lines import WantedLine
from reporting_service.wire.bodies import Body, Code
from reporting_service.wire.campaigns import Title
from reporting_service.wire.json import Instant
from reporting_service.wire.units import UnitReply
from services.kit import workbooks
from services.kit.bodies import parsed_model, writable
from services.kit.errors import FieldError, Invalid
from services.kit.problems import field_errors

MOST_DAYS_EARLIER = 60
MOST_LINES = 20_000


class LineBody(Body):
    """`seal_name` is printed as 填报单位. `contest_units` fill the contest lines of forms that count a set of units."""

    parent: Code
    seal_name: Title | None = None
    days_earlier: int = Field(default=0, ge=0, le=MOST_DAYS_EARLIER)
    contest_units: list[Code] = Field(default_factory=list, max_length=500)

    @property
    def line(self) -> Line:
        return Line(self.parent, self.days_earlier, self.seal_name, tuple(self.contest_units))


class ImportedLine(LineBody):
    template_id: Code
    unit: Code


class LinesBody(Body):
    lines: list[ImportedLine] = Field(min_length=1, max_length=MOST_LINES)

    @property
    def wanted(self) -> list[WantedLine]:
        return [
            WantedLine(f"/lines/{number}", each.template_id, each.unit, each.line)
            for number, each in enumerate(self.lines)
        ]


@dataclass(frozen=True)
class SentLines:
    """A table unless it `is_json`."""

    content: bytes
    is_json: bool


def wanted_in(sent: SentLines) -> list[WantedLine]:
    """The lines of JSON, a workbook or a CSV file. Raises `Invalid` naming the place, or `WrongMedia`."""
    try:
        return _in_json(sent.content) if sent.is_json else _in_table(sent.content)
    except workbooks.Unreadable as error:
        raise WrongMedia from error


def _in_json(content: bytes) -> list[WantedLine]:
    """`{"lines": […]}`, or the list by itself."""
    content = writable(content)
    if not content.lstrip().startswith(b"["):
        return parsed_model(content, LinesBody).wanted
    try:
        wanted = parsed_model(b'{"lines":' + content + b"}", LinesBody).wanted
    except Invalid as error:
        inside = [replace(each, pointer=each.pointer.removeprefix("/lines")) for each in error.errors]
        raise Invalid(errors=inside) from error
    return [replace(each, place=each.place.removeprefix("/lines")) for each in wanted]


def _in_table(content: bytes) -> list[WantedLine]:
    found: list[WantedLine] = []
    faults: list[FieldError] = []
    for number, cells in lines_in(content):
        place = f"/rows/{number}"
        try:
            line = ImportedLine.model_validate(cells)
            found.append(WantedLine(place, line.template_id, line.unit, line.line))
        except ValidationError as error:
            faults += [
                FieldError(place + each.pointer, each.code, each.zh, each.en)
                for each in field_errors(error.errors(include_url=False))
            ]
    if faults:
        raise Invalid(errors=faults)
    return found


class LineReply(BaseModel):
    """`valid_to` is null for a line in force."""

    template_id: str
    unit: UnitReply
    parent: UnitReply
    seal_name: str | None
    days_earlier: int
    contest_units: list[str]
    valid_from: Instant
    valid_to: Instant | None

    @classmethod
    def of(cls, line: LineOnRecord, contest: Contest | None) -> "LineReply":
        def local(at: datetime) -> datetime:
            return at if contest is None else at.astimezone(contest.zone)

        return cls(
            template_id=line.template_id,
            unit=UnitReply(code=line.unit, name=line.unit_name),
            parent=UnitReply(code=line.parent, name=line.parent_name),
            seal_name=line.seal_name,
            days_earlier=line.days_earlier,
            contest_units=list(line.contest_units),
            valid_from=local(line.valid_from),
            valid_to=None if line.valid_to is None else local(line.valid_to),
        )


class LineList(BaseModel):
    items: list[LineReply]
    next_cursor: None = None

    @classmethod
    def of(cls, lines: Sequence[LineOnRecord], contest: Contest | None) -> "LineList":
        return cls(items=[LineReply.of(each, contest) for each in lines], next_cursor=None)


class LineImportReply(BaseModel):
    """`changed` maps each form to the units whose line is another now, or would be."""

    is_dry_run: bool
    rows: int
    changed: dict[str, list[str]]

    @classmethod
    def of(cls, rows: int, changed: Mapping[str, Sequence[str]], *, is_dry_run: bool) -> "LineImportReply":
        return cls(is_dry_run=is_dry_run, rows=rows, changed={each: list(units) for each, units in changed.items()})
