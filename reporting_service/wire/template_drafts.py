"""A form as its author sends it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from reporting_service.domain.forms import Counting
from reporting_service.domain.template_draft import OFFICIAL_HEADER
from reporting_service.queries.forms import Issue
from reporting_service.wire.bodies import Body, Code
from services.kit.names import OneLine

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Label = Annotated[OneLine, StringConstraints(min_length=1, max_length=200)]
MayBeEmpty = Annotated[OneLine, StringConstraints(max_length=200)]
PrintedLine = Annotated[OneLine, StringConstraints(min_length=1, max_length=500)]
SHARED = ("owner_unit", "header_fields", "indicators", "repeats")


class Part(BaseModel):
    """What forms as data say beside, such as `type` and `minimum`, is passed over: the kind of a blank implies it."""

    model_config = ConfigDict(extra="ignore")


class HeaderFieldBody(Part):
    """A name ending in `_date` is a day, one ending in `_phone` numbers to call."""

    id: Id
    label_zh: Label
    required: bool = False


class IndicatorBody(Part):
    id: Id
    label_zh: Label
    unit: Annotated[OneLine, StringConstraints(min_length=1, max_length=20)]
    measure: Literal["count", "attendance", "distinct_persons", "viewers"] = "count"
    rollup: Literal["sum", "shared", "contest"] = "sum"
    pair_of: Id | None = None
    prefill: Literal["contest_events"] | None = None


class SectionBody(Body):
    item: int = Field(ge=1, le=99)
    id: Id
    title_zh: Label
    lines: list[PrintedLine] = Field(min_length=1, max_length=50)
    note_zh: MayBeEmpty = ""


class ColumnBody(Part):
    id: Literal["activity_name", "occurrences", "attendances"]
    label_zh: Label
    unit: str | None = None


class RepeatBody(Part):
    id: Literal["other_activities"]
    item: int
    label_zh: Label
    columns: list[ColumnBody] = Field(min_length=3, max_length=3)


class FormBody(Part):
    """`contest_lines`: counted at the unit's own node, over the units that its line names, or `typed`.

    `camp_lines` says which lines follow what of the campaign's camp.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    title_zh: Label
    receiver_zh: MayBeEmpty = ""
    source: MayBeEmpty = ""
    columns_zh: list[Label] = Field(default=["活动项目", "活动进展情况"], min_length=2, max_length=2)
    header: list[Id] = Field(default=list(OFFICIAL_HEADER), max_length=20)
    sections: list[SectionBody] = Field(default_factory=list, max_length=60)
    contest_lines: Counting = Counting.UNIT
    camp_lines: dict[Id, Literal["learners", "works", "certificates"]] = Field(default_factory=dict, max_length=50)
    is_attachment_only: bool = False
    locks_when_late: bool = False


class TemplateBody(Body):
    """One form with what it is made of; indicators of the shared catalogue need not be repeated.

    The members of the form may also stand beside `header_fields` and the others, without `templates` around them.
    """

    owner_unit: Code | None = None
    header_fields: list[HeaderFieldBody] = Field(default_factory=list, max_length=50)
    indicators: list[IndicatorBody] = Field(default_factory=list, max_length=500)
    repeats: list[RepeatBody] = Field(default_factory=list, max_length=1)
    templates: list[FormBody] = Field(min_length=1, max_length=1)

    @property
    def form(self) -> dict[str, Any]:
        """One mapping of everything that the form is made of."""
        parts = self.model_dump(mode="json", exclude={"owner_unit", "templates"})
        return parts | self.templates[0].model_dump(mode="json")


def in_a_file(sent: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """What was sent as the body above, and where the form itself begins in what was sent."""
    if "templates" in sent:
        return dict(sent), "/templates/0"
    shared = {name: sent[name] for name in SHARED if name in sent}
    form = {name: sent[name] for name in sent if name not in SHARED}
    if isinstance(form.get("header"), list) and all(isinstance(each, dict) for each in form["header"]):
        shared["header_fields"] = [*shared.get("header_fields", ()), *form["header"]]
        form["header"] = [each.get("id") for each in form["header"]]
    return {**shared, "templates": [form]}, ""


class IssueReply(BaseModel):
    """A draft may be posted again; a published version never changes."""

    id: str
    version: int
    owner_unit: str
    state: Literal["draft", "published"]

    @classmethod
    def of(cls, issue: Issue) -> "IssueReply":
        state: Literal["draft", "published"] = "published" if issue.is_published else "draft"
        return cls(id=issue.template_id, version=issue.version, owner_unit=issue.owner_unit, state=state)
