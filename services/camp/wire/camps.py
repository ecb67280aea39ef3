"""Camps and lessons as organisers write them and everybody reads them."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.camp.domain.camp import Camp, Lesson, Rules
from services.camp.domain.checking import CheckQuestion
from services.camp.wire.parts import Body, Code, Entry, Slug, local
from services.kit.names import OneLine

LONGEST_WINDOW = timedelta(days=400)
LONGEST_LESSON_MS = 24 * 3_600_000
OWN_PAGE = re.compile(r"/lessons/[a-z0-9-]+\.html")


class RulesBody(Body):
    """A certificate takes `certificate_hours` lesson hours, each of `lesson_hour_minutes`."""

    lesson_hour_minutes: int = Field(default=45, ge=1, le=240)
    certificate_hours: int = Field(default=8, ge=1, le=1000)
    works_per_person: int = Field(default=3, ge=0, le=100)


class CampBody(Body):
    """A camp as administrators write it. `closes_at` is exclusive; `owner_unit` absent is the writer's own unit."""

    id: Slug
    title: OneLine = Field(min_length=1, max_length=200)
    preheats_at: AwareDatetime | None = None
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    topics: list[OneLine] = Field(default_factory=list, max_length=50)
    entries: list[Entry] = Field(default=["region", "enterprise"], min_length=1, max_length=2)
    rules: RulesBody = RulesBody()
    owner_unit: Code | None = None

    @field_validator("closes_at")
    @classmethod
    def _ends_after_it_began(cls, closes_at: datetime, info: ValidationInfo) -> datetime:
        opens_at = info.data.get("opens_at")
        if opens_at is not None and closes_at <= opens_at:
            raise PydanticCustomError("not_after_opening", "Must be after opens_at")
        if opens_at is not None and closes_at - opens_at > LONGEST_WINDOW:
            raise PydanticCustomError("window_too_long", "The window lasts too long")
        return closes_at

    @field_validator("entries")
    @classmethod
    def _are_different(cls, entries: list[Entry]) -> list[Entry]:
        if len(set(entries)) != len(entries):
            raise PydanticCustomError("named_twice", "An entry is named twice")
        return entries

    def camp(self) -> Camp:
        """Without an owner where none is named."""
        return Camp(
            self.id,
            self.title,
            self.owner_unit or "",
            self.preheats_at,
            self.opens_at,
            self.closes_at,
            tuple(self.topics),
            tuple(self.entries),
            Rules(**self.rules.model_dump()),
        )


class CampReply(CampBody):
    owner_unit: str
    server_time: AwareDatetime

    @classmethod
    def of(cls, camp: Camp, now: datetime) -> "CampReply":
        values = vars(camp) | {"rules": RulesBody(**vars(camp.rules)), "server_time": local(now)}
        for name in ("preheats_at", "opens_at", "closes_at"):
            values[name] = values[name] and local(values[name])
        return cls(**values | {"topics": list(camp.topics), "entries": list(camp.entries)})


class CampList(BaseModel):
    items: list[CampReply]
    next_cursor: str | None = None


class MediaBody(Body):
    """Media stay where they are hosted."""

    provider: OneLine = Field(min_length=1, max_length=50)
    url: str = Field(min_length=1, max_length=2000)

    @field_validator("url")
    @classmethod
    def _is_a_link(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            is_link = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()
        except ValueError:
            is_link = False
        if not (is_link and " " not in url) and not cls.is_here(url):
            raise PydanticCustomError("no_link", "Not a link")
        return url

    @classmethod
    def is_here(cls, _url: str) -> bool:
        """Whether it lies in this system though it has no host."""
        return False


class LessonMediaBody(MediaBody):
    """A page of this system's own programme has no host."""

    @classmethod
    def is_here(cls, url: str) -> bool:
        return OWN_PAGE.fullmatch(url) is not None


class CheckBody(Body):
    """`right` are places among the options, from 0."""

    question: OneLine = Field(min_length=1, max_length=300)
    options: list[OneLine] = Field(min_length=2, max_length=6)
    right: list[int] = Field(min_length=1, max_length=6)

    @field_validator("right")
    @classmethod
    def _are_options(cls, right: list[int], info: ValidationInfo) -> list[int]:
        options = info.data.get("options", ())
        if len(set(right)) != len(right) or not all(0 <= place < len(options) for place in right):
            raise PydanticCustomError("no_such_option", "Names an option that is not there, or one twice")
        return right


class LessonBody(Body):
    """A live lecture names when it begins; its length is what counts at most. Without an `id` it gets one.

    `checks` are asked at random moments while the lesson is watched; a change that names none leaves those there are.
    """

    id: Slug | None = None
    title: OneLine = Field(min_length=1, max_length=200)
    category: OneLine = Field(min_length=1, max_length=64)
    kind: Literal["film", "live", "replay"]
    duration_ms: int = Field(ge=1, le=LONGEST_LESSON_MS)
    media: LessonMediaBody
    starts_at: AwareDatetime | None = None
    checks: list[CheckBody] | None = Field(default=None, max_length=50)

    def questions(self) -> list[CheckQuestion] | None:
        if self.checks is None:
            return None
        return [CheckQuestion(each.question, tuple(each.options), frozenset(each.right)) for each in self.checks]

    def lesson(self, camp_id: str, lesson_id: str) -> Lesson:
        media = self.media
        return Lesson(
            lesson_id,
            camp_id,
            self.title,
            self.category,
            self.kind,
            self.duration_ms,
            media.provider,
            media.url,
            self.starts_at,
        )


class LessonMediaReply(BaseModel):
    provider: str
    url: str


class LessonReply(BaseModel):
    """Nothing of what the lesson asks. A `url` without a host is a page of this system."""

    id: Slug
    title: str
    category: str
    kind: Literal["film", "live", "replay"]
    duration_ms: int
    media: LessonMediaReply
    starts_at: AwareDatetime | None

    @classmethod
    def of(cls, lesson: Lesson) -> "LessonReply":
        values = vars(lesson) | {"media": LessonMediaReply(provider=lesson.provider, url=lesson.url)}
        values["starts_at"] = lesson.starts_at and local(lesson.starts_at)
        return cls(**{name: values[name] for name in cls.model_fields})


class EditedLessonReply(LessonReply):
    """A lesson for those who write it, with what it asks and which options are right."""

    checks: list[CheckBody]

    @classmethod
    def of_edited(cls, lesson: Lesson, questions: Sequence[CheckQuestion]) -> "EditedLessonReply":
        asked = [
            CheckBody(question=each.question, options=list(each.options), right=sorted(each.right))
            for each in questions
        ]
        return cls(**vars(LessonReply.of(lesson)), checks=asked)


class LessonList(BaseModel):
    items: list[LessonReply]
    next_cursor: str | None = None
