"""Enrolments, beats, and a learner's own page."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from pydantic import AwareDatetime, BaseModel

from services.camp.domain.camp import lesson_hours
from services.camp.domain.checking import CheckQuestion
from services.camp.queries.hot_beats import Beaten
from services.camp.queries.learners import Enrolment
from services.camp.use_cases.read_own import Own
from services.camp.use_cases.watch import Told, Watched
from services.camp.wire.parts import Body, Entry, UnitReply, local
from services.camp.wire.works import WorkReply
from services.chassis.certificates import IssuedReply

LONGEST_POSITION_MS = 7 * 24 * 3_600_000


class EnrolmentBody(Body):
    entry: Entry


class EnrolmentReply(BaseModel):
    camp_id: str
    entry: str
    unit: UnitReply
    enrolled_at: AwareDatetime

    @classmethod
    def of(cls, enrolment: Enrolment) -> "EnrolmentReply":
        unit = UnitReply(code=enrolment.unit_path[-1], name=enrolment.unit_name)
        return cls(
            camp_id=enrolment.camp_id, entry=enrolment.entry, unit=unit, enrolled_at=local(enrolment.enrolled_at)
        )


class CheckAnswerBody(msgspec.Struct, forbid_unknown_fields=True):
    """`chosen` are places among the options of the question, from 0."""

    id: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    chosen: Annotated[list[Annotated[int, msgspec.Meta(ge=0, le=100)]], msgspec.Meta(max_length=10)]


class WatchBody(msgspec.Struct, forbid_unknown_fields=True):
    """`answer` is to the question that the last reply asked."""

    position_ms: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_POSITION_MS)]
    state: Literal["playing", "paused", "ended"]
    answer: CheckAnswerBody | None = None

    def told(self) -> Told:
        answer = (self.answer.id, self.answer.chosen) if self.answer else None
        return Told(self.position_ms, self.state == "playing", answer)


class CheckReply(BaseModel):
    """A question of the lesson; nothing counts until it is answered rightly. `several` asks for all that is right."""

    id: int
    question: str
    options: list[str]
    several: bool

    @classmethod
    def of(cls, check: CheckQuestion) -> "CheckReply":
        several = len(check.right) > 1
        return cls(id=check.id, question=check.question, options=list(check.options), several=several)


class WatchReply(BaseModel):
    """`counted_ms` of this lesson, `total_counted_ms` of all lessons of the camp; `check` only where one is asked."""

    counted_ms: int
    total_counted_ms: int
    lesson_hours: float
    server_time: AwareDatetime
    check: CheckReply | None = None

    @classmethod
    def of(cls, watched: Watched) -> "WatchReply":
        check = watched.check and CheckReply.of(watched.check)
        return cls(**vars(watched) | {"server_time": local(watched.server_time), "check": check})


def watch_reply(beaten: Beaten) -> bytes:
    """The bytes of a `WatchReply` without a question."""
    return (
        f'{{"counted_ms":{beaten.counted_ms},"total_counted_ms":{beaten.total_ms}'
        f',"lesson_hours":{lesson_hours(beaten.total_ms, beaten.lesson_hour_minutes)}'
        f',"server_time":"{local(beaten.now).isoformat()}"}}'
    ).encode()


class WatchedLessonReply(BaseModel):
    id: str
    title: str
    duration_ms: int
    counted_ms: int


class OwnReply(BaseModel):
    """`certificate` is null until it was asked for; nothing of the unit before the enrolment.

    `liked_works` are the ids of works that the caller likes.
    """

    camp_id: str
    enrolled: bool
    entry: str | None
    unit: UnitReply | None
    total_counted_ms: int
    lesson_hours: float
    certificate_hours: int
    lessons: list[WatchedLessonReply]
    certificate: IssuedReply | None
    works: list[WorkReply]
    liked_works: list[UUID]
    server_time: AwareDatetime

    @classmethod
    def of(cls, own: Own) -> "OwnReply":
        enrolment, rules = own.enrolment, own.camp.rules
        total = enrolment.counted_ms if enrolment else 0
        lessons = [
            WatchedLessonReply(
                id=each.id,
                title=each.title,
                duration_ms=each.duration_ms,
                counted_ms=own.watched.get(each.id, 0),
            )
            for each in own.lessons
        ]
        return cls(
            camp_id=own.camp.id,
            enrolled=enrolment is not None,
            entry=enrolment and enrolment.entry,
            unit=enrolment and UnitReply(code=enrolment.unit_path[-1], name=enrolment.unit_name),
            total_counted_ms=total,
            lesson_hours=rules.lesson_hours(total),
            certificate_hours=rules.certificate_hours,
            lessons=lessons,
            certificate=own.certificate and IssuedReply.of(own.certificate),
            works=[WorkReply.of(each) for each in own.works],
            liked_works=list(own.liked),
            server_time=local(own.server_time),
        )
