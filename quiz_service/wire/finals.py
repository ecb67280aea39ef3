"""How a contest's results become final."""

from pydantic import AwareDatetime, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from quiz_service.domain.contest import Contest
from quiz_service.use_cases.contests.finalise_contest import Despite, Outlook
from quiz_service.wire.parts import Body, Line


class FinalisationBody(Body):
    """`despite_open` is the number of open decisions; with it goes the reason for not waiting for them."""

    despite_open: int | None = Field(default=None, ge=0)
    reason: Line | None = Field(default=None, min_length=2, max_length=500)

    @model_validator(mode="after")
    def _gives_a_reason(self) -> "FinalisationBody":
        if self.despite_open is not None and self.reason is None:
            raise PydanticCustomError("reason_missing", "Needs a reason beside `despite_open`")
        return self

    def despite(self) -> Despite | None:
        return None if self.despite_open is None or self.reason is None else Despite(self.despite_open, self.reason)


class FinalReply(BaseModel):
    """`sessions` are all that count."""

    contest_id: str
    finalised_at: AwareDatetime
    sessions: int

    @classmethod
    def of(cls, contest: Contest) -> "FinalReply":
        """Of a contest that is final."""
        assert contest.final is not None  # noqa: S101 - as the caller knows
        at = contest.final.at.astimezone(contest.zone)
        return cls(contest_id=contest.id, finalised_at=at, sessions=contest.final.sessions)


class OutlookReply(BaseModel):
    """What would be frozen now, and what still waits for a decision."""

    contest_id: str
    sessions: int
    open_flags: int
    open_withdrawals: int
    open: int

    @classmethod
    def of(cls, outlook: Outlook) -> "OutlookReply":
        return cls(
            contest_id=outlook.contest.id,
            sessions=outlook.sessions,
            open_flags=outlook.open_flags,
            open_withdrawals=outlook.open_withdrawals,
            open=outlook.open,
        )
