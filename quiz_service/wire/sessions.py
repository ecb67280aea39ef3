"""A participant's session: the bodies that are sent, and how a session, a result and a saved answer are documented.

Their bytes are joined in `hot_replies`. The bodies are structs, which msgspec checks in a microsecond.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from pydantic import AwareDatetime, BaseModel

from quiz_service.wire.parts import Entry, KindName, UnitReply
from quiz_service.wire.pictures import PICTURE, PictureReply

Choice = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=8)]


class StartBody(msgspec.Struct, forbid_unknown_fields=True):
    entry: Entry


class SaveBody(msgspec.Struct, forbid_unknown_fields=True):
    """`[]` clears. With `revision`, a lower one than stored changes nothing and returns what is stored."""

    choice: Choice
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None


class HandInBody(msgspec.Struct, forbid_unknown_fields=True):
    """Answers by position; they overlay what was saved."""

    answers: Annotated[dict[int, Choice], msgspec.Meta(max_length=50)] = {}


class OptionReply(BaseModel):
    token: str
    text: str


class QuestionReply(BaseModel):
    position: int
    kind: KindName
    category: str
    stem: str
    picture: PictureReply | None = PICTURE
    options: list[OptionReply]
    saved: list[str] | None


class WithdrawnReply(BaseModel):
    """A faulty question: right for everyone who had it, or not counted for anybody, `max_score` included."""

    decision: Literal["everyone_right", "not_counted"]
    reason: str
    withdrawn_at: AwareDatetime


class ReviewReply(QuestionReply):
    """`withdrawn` is there only where the question was withdrawn; of the rest nothing is until `reveal_at`."""

    correct: bool | None = None
    right_choice: list[str] | None = None
    explanation: str | None = None
    source: str | None = None
    withdrawn: WithdrawnReply | None = None


class SessionHead(BaseModel):
    id: UUID
    contest_id: str
    contest_day: date
    entry: Entry
    unit: UnitReply
    started_at: AwareDatetime
    deadline_at: AwareDatetime
    server_time: AwareDatetime
    remaining_ms: int


class SessionReply(SessionHead):
    state: Literal["in_progress"]
    questions: list[QuestionReply]


class ResultReply(SessionHead):
    state: Literal["finished"]
    finish_reason: Literal["submitted", "deadline"]
    finished_at: AwareDatetime
    score: int
    max_score: int
    reveal_at: AwareDatetime | None
    review: list[ReviewReply]


class SavedReply(BaseModel):
    position: int
    saved: list[str]
    deadline_at: AwareDatetime
    remaining_ms: int
    server_time: AwareDatetime
