"""Works as their authors write them, as everybody sees them, and as reviewers do."""

import re
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from services.camp.domain.work import Content, Reviewed, Shown, State, Work
from services.camp.wire.camps import MediaBody
from services.camp.wire.parts import Body, UnitReply, local
from services.kit.names import Lines, OneLine

LongText = Annotated[Lines, StringConstraints(strip_whitespace=True, max_length=2000)]
Reason = Annotated[OneLine, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


OWN_FILM = re.compile(r"/v1/films/[0-9a-f-]{36}")


class LinkBody(MediaBody):
    """A link, or the film that was sent for the work, as its `media` name it."""

    provider: OneLine = Field(default="link", min_length=1, max_length=50)

    @classmethod
    def is_here(cls, url: str) -> bool:
        return OWN_FILM.fullmatch(url) is not None


class WorkBody(Body):
    """A draft may lack its film, the consent to its use and the declaration of originality; a submission may not."""

    title: OneLine = Field(min_length=1, max_length=100)
    text: LongText = ""
    topic: OneLine = Field(min_length=1, max_length=100)
    category: OneLine = Field(default="", max_length=64)
    media: LinkBody | None = None
    consent: bool = False
    original: bool = False

    def content(self) -> Content:
        provider, url = (self.media.provider, self.media.url) if self.media else ("", "")
        return Content(self.title, self.text, self.topic, self.category, provider, url, self.consent, self.original)


class ReasonBody(Body):
    reason: Reason


class NothingBody(Body):
    """No body, or an empty one."""


class SelectionBody(Body):
    comment: OneLine = Field(default="", max_length=500)


class WorkMediaReply(BaseModel):
    provider: str
    url: str


class WorkReply(BaseModel):
    """A work for its author; `reason` tells why it was returned."""

    id: UUID
    camp_id: str
    title: str
    text: str
    topic: str
    category: str
    media: WorkMediaReply | None
    consent: bool
    original: bool
    unit: UnitReply
    entry: str
    state: State
    reason: str
    created_at: AwareDatetime
    submitted_at: AwareDatetime | None
    published_at: AwareDatetime | None

    @classmethod
    def of(cls, work: Work) -> "WorkReply":
        return cls(**_values(work))


class ShownWorkReply(BaseModel):
    """A published work; those with equally many likes share `rank`."""

    id: UUID
    title: str
    text: str
    topic: str
    category: str
    media: WorkMediaReply | None
    unit: UnitReply
    published_at: AwareDatetime | None
    likes: int
    rank: int

    @classmethod
    def of(cls, shown: Shown) -> "ShownWorkReply":
        values = _values(shown.work)
        own = {name: values[name] for name in cls.model_fields if name in values}
        return cls(**own, likes=shown.likes, rank=shown.rank)


class WorkList(BaseModel):
    items: list[ShownWorkReply]
    next_cursor: str | None


class WorkSelectionReply(BaseModel):
    unit: str
    selected_at: AwareDatetime
    comment: str


class ReviewedWorkReply(WorkReply):
    """`complaints` are the reasons of those who reported the work; nobody is told who they are."""

    likes: int
    selected_by: list[WorkSelectionReply]
    complaints: list[str]

    @classmethod
    def of_reviewed(cls, reviewed: Reviewed) -> "ReviewedWorkReply":
        selected = [
            WorkSelectionReply(unit=each.unit_code, selected_at=local(each.selected_at), comment=each.comment)
            for each in reviewed.selections
        ]
        complaints = list(reviewed.complaints)
        return cls(**_values(reviewed.work), likes=reviewed.likes, selected_by=selected, complaints=complaints)


class ReviewedWorkList(BaseModel):
    items: list[ReviewedWorkReply]
    next_cursor: str | None = None


class WorkStateReply(BaseModel):
    id: UUID
    state: State


class LikeReply(BaseModel):
    likes: int
    liked: bool


def _values(work: Work) -> Mapping[str, object]:
    content = work.content
    media = WorkMediaReply(provider=content.provider, url=content.url) if content.url else None
    at = {name: getattr(work, name) for name in ("created_at", "submitted_at", "published_at")}
    return {
        **{name: getattr(work, name) for name in ("id", "camp_id", "entry", "state", "reason")},
        **{name: getattr(content, name) for name in ("title", "text", "topic", "category")},
        **{name: value and local(value) for name, value in at.items()},
        "media": media,
        "consent": content.has_consent,
        "original": content.is_original,
        "unit": UnitReply(code=work.unit_path[-1], name=work.unit_name),
    }
