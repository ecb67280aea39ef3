"""Bodies of what a participant looks back on and learns from."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from pydantic import BaseModel, PlainSerializer, WithJsonSchema

from quiz_service.domain.learning import Missed
from quiz_service.domain.question import Question, indexes_of
from quiz_service.domain.session import Session
from quiz_service.wire.parts import Entry, KindName, UnitReply
from quiz_service.wire.pictures import PICTURE, PictureReply, picture_of

MOST_PRACTISED = 20
USUALLY_PRACTISED = 5

# Written like the instants of the hot path, so that the same instant is the same text everywhere.
Instant = Annotated[
    datetime,
    PlainSerializer(lambda moment: moment.isoformat(timespec="milliseconds"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class OwnSessionReply(BaseModel):
    """A session without its paper. Finish and score are null while it runs.

    `withdrawn_questions` counts those that proved faulty; the score is the one after their withdrawal.
    """

    id: UUID
    contest_id: str
    contest_day: date
    entry: Entry
    unit: UnitReply
    state: Literal["in_progress", "finished"]
    started_at: Instant
    deadline_at: Instant
    finished_at: Instant | None
    finish_reason: Literal["submitted", "deadline"] | None
    score: int | None
    max_score: int
    withdrawn_questions: int

    @classmethod
    def of(cls, session: Session, zone: ZoneInfo) -> "OwnSessionReply":
        return cls.model_validate(
            {
                "id": session.id,
                "contest_id": session.contest_id,
                "contest_day": session.contest_day,
                "entry": session.entry,
                "unit": {"code": session.unit_path[-1], "name": session.unit_name},
                "state": "finished" if session.is_finished else "in_progress",
                "started_at": session.started_at.astimezone(zone),
                "deadline_at": session.deadline_at.astimezone(zone),
                "finished_at": session.finished_at.astimezone(zone) if session.finished_at else None,
                "finish_reason": session.finish_reason,
                "score": session.score,
                "max_score": session.max_score,
                "withdrawn_questions": session.withdrawn_questions,
            }
        )


class OwnSessionPage(BaseModel):
    items: list[OwnSessionReply]
    next_cursor: str | None


class LearntOption(BaseModel):
    text: str
    right: bool


class LearntQuestion(BaseModel):
    """A question with its answer. Only of questions that the caller has met and that are in no session that runs."""

    question_id: str
    kind: KindName
    category: str
    stem: str
    picture: PictureReply | None = PICTURE
    options: list[LearntOption]
    explanation: str
    source: str

    @classmethod
    def of(cls, question: Question) -> "LearntQuestion":
        return cls(**_learnt(question))


class WrongQuestion(LearntQuestion):
    """`last_choice` has the texts that were chosen then; none where the question was left out."""

    times_wrong: int
    last_wrong_on: date
    last_choice: list[str]

    @classmethod
    def of_missed(cls, missed: Missed, question: Question) -> "WrongQuestion":
        last = missed.last
        return cls(
            **_learnt(question),
            times_wrong=missed.times,
            last_wrong_on=last.contest_day,
            last_choice=list(last.chosen_texts),
        )


class WrongQuestionPage(BaseModel):
    items: list[WrongQuestion]
    next_cursor: str | None


class PracticeBody(msgspec.Struct, forbid_unknown_fields=True):
    """`category` is one of the bank's; absent means any."""

    category: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_PRACTISED)] = USUALLY_PRACTISED


class PracticeReply(BaseModel):
    items: list[LearntQuestion]


class RehearsalReply(PracticeReply):
    """As many questions as a session of the contest has, and what it gives for them. Nothing of it is kept."""

    time_limit_seconds: int
    points_per_question: int


def _learnt(question: Question) -> dict[str, Any]:
    right = indexes_of(question.right)
    return {
        "question_id": question.id,
        "kind": question.kind.value,
        "category": question.category,
        "stem": question.stem,
        "picture": picture_of(question),
        "options": [LearntOption(text=text, right=index in right) for index, text in enumerate(question.options)],
        "explanation": question.explanation,
        "source": question.source,
    }
