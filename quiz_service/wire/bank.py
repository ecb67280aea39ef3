"""Bodies of what editors and reviewers of question banks send and get."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field
from starlette.responses import Response

from quiz_service.domain.authoring import Authored, Withdrawal
from quiz_service.domain.extra_columns import stored_extras
from quiz_service.domain.proposal import Effect, Proposal
from quiz_service.domain.question import LETTERS, indexes_of
from quiz_service.wire.parts import Body, Category, KindName


class QuestionExtras(BaseModel):
    """What a question may have besides; in a `PUT`, what is left out stays as it is.

    Questions of one `family`, and `enemies`, never stand on one paper. Those for officials are drawn in contests for
    them only, none outside its days of validity. `document` to `address` say where the key can be looked up. A
    `picture` is the name that an upload gave, served at `/v1/pictures/{name}`; `picture_alt` describes it in Chinese.
    """

    family: str = Field(default="", max_length=64)
    enemies: list[str] = Field(default=[], max_length=50, description="Ids of the same bank")
    audience: Literal["public", "official"] = "public"
    valid_from: date | None = None
    valid_until: date | None = None
    document: str = Field(default="", max_length=200)
    year: int | None = Field(default=None, ge=1949, le=2100)
    article: str = Field(default="", max_length=100)
    address: str = Field(default="", max_length=300)
    picture: str = Field(default="", max_length=64, pattern=r"^([0-9a-f]{32})?$")
    picture_alt: str = Field(default="", max_length=200)


class QuestionBody(QuestionExtras, Body):
    """A question as in a JSON file of questions: options by letter, the answer as letters."""

    id: str | None = Field(default=None, description="If given, that of the address")
    category: Category
    kind: KindName
    difficulty: int = Field(ge=1, le=3)
    stem: str = Field(min_length=1, max_length=500)
    options: dict[str, str]
    answer: str
    explanation: str = Field(min_length=1, max_length=1000)
    source: str = Field(min_length=1, max_length=300)


class WithdrawBody(Body):
    """`everyone_right` gives every session that holds the question its points; `not_counted` gives them to nobody.

    `not_counted` lowers `max_score` by as much. The reason is shown to participants.
    """

    decision: Literal["everyone_right", "not_counted"]
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*\S[^\x00]*$")
    accept_repeats: bool = False


class ApproveWithdrawalBody(Body):
    """With `accept_repeats` the bank may become too small for papers without repeats."""

    accept_repeats: bool = False


class EffectReply(BaseModel):
    """So many finished sessions hold the question; so many units get other totals."""

    sessions: int
    units_moved: int


class ProposalReply(BaseModel):
    withdrawal_id: str
    state: Literal["open", "approved", "rejected"]
    effect: EffectReply

    @classmethod
    def of(cls, proposal: Proposal, effect: Effect) -> "ProposalReply":
        told = EffectReply(sessions=effect.sessions, units_moved=effect.units_moved)
        return cls(withdrawal_id=proposal.id, state=proposal.state.value, effect=told)


class OpenProposal(BaseModel):
    """A withdrawal that waits for a second person. Accounts are named by their ids."""

    withdrawal_id: str
    question_id: str
    version: int
    stem: str
    decision: Literal["everyone_right", "not_counted"]
    reason: str
    proposed_by: str
    proposed_at: datetime
    effect: EffectReply

    @classmethod
    def of(cls, proposal: Proposal, stem: str, effect: Effect) -> "OpenProposal":
        return cls(
            withdrawal_id=proposal.id,
            question_id=proposal.question_id,
            version=proposal.version,
            stem=stem,
            decision=proposal.decision.value,
            reason=proposal.reason,
            proposed_by=proposal.proposed_by,
            proposed_at=proposal.proposed_at,
            effect=EffectReply(sessions=effect.sessions, units_moved=effect.units_moved),
        )


class OpenProposals(BaseModel):
    items: list[OpenProposal]
    next_cursor: None = None


class RejectedReply(BaseModel):
    withdrawal_id: str
    state: Literal["rejected"] = "rejected"


class ApprovalsBody(Body):
    """The questions by id, each with the version that was looked at."""

    versions: dict[str, int] = Field(min_length=1, max_length=2000, json_schema_extra={"example": {"ap-001": 1}})


class ApprovalsReply(BaseModel):
    """The questions that are in use from now on."""

    approved: list[str]


class WithdrawalReply(BaseModel):
    """`regraded` counts finished sessions that were scored again so far, all of them when `is_done`."""

    withdrawal_id: str
    decision: Literal["everyone_right", "not_counted"]
    reason: str
    withdrawn_at: datetime
    regraded: int
    is_done: bool
    finished_at: datetime | None

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> "WithdrawalReply":
        return cls(
            withdrawal_id=withdrawal.id,
            decision=withdrawal.decision.value,
            reason=withdrawal.reason,
            withdrawn_at=withdrawal.withdrawn_at,
            regraded=withdrawal.regraded,
            is_done=withdrawal.finished_at is not None,
            finished_at=withdrawal.finished_at,
        )


class AuthoredQuestion(QuestionExtras):
    """The newest version; `published_version` is in use. `etag` is what `If-Match` names."""

    id: str
    bank_id: str
    version: int
    state: Literal["draft", "published", "withdrawn"]
    published_version: int | None
    category: str
    kind: KindName
    difficulty: int
    stem: str
    options: dict[str, str]
    answer: str
    explanation: str
    source: str
    author: str
    written_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    withdrawal: WithdrawalReply | None
    etag: str

    @classmethod
    def of(cls, authored: Authored) -> "AuthoredQuestion":
        question = authored.question
        return cls(
            id=question.id,
            bank_id=authored.bank_id,
            version=authored.version,
            state=authored.state.value,
            published_version=authored.published_version,
            category=question.category,
            kind=question.kind.value,
            difficulty=question.difficulty,
            stem=question.stem,
            options=dict(zip(LETTERS, question.options, strict=False)),
            answer="".join(LETTERS[index] for index in indexes_of(question.right)),
            explanation=question.explanation,
            source=question.source,
            author=authored.author,
            written_at=authored.written_at,
            approved_by=authored.approved_by,
            approved_at=authored.approved_at,
            withdrawal=None if authored.withdrawal is None else WithdrawalReply.of(authored.withdrawal),
            etag=authored.etag,
            **stored_extras(question),
        )


def question_reply(authored: Authored) -> Response:
    """With the tag that `If-Match` names."""
    content = AuthoredQuestion.of(authored).model_dump_json()
    headers = {"ETag": authored.etag, "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type="application/json")


class AuthoredPage(BaseModel):
    items: list[AuthoredQuestion]
    next_cursor: str | None
