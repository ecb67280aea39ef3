"""Bodies of what editors and reviewers of question banks send and get."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field
from starlette.responses import Response

from quiz_service.domain.authoring import Authored, Withdrawal
from quiz_service.domain.proposal import Effect, Proposal
from quiz_service.domain.question import LETTERS, indexes_of
from quiz_service.domain.similarity import Alike
from quiz_service.use_cases.bank.import_questions import ImportReport
from quiz_service.wire.parts import Body

Category = Literal[
    "accident_prevention",
    "hazard_spotting",
    "escape_evacuation",
    "self_mutual_rescue",
    "rescue_drills",
    "emergency_response",
]


class QuestionBody(Body):
    """A question as in a JSON file of questions: options by letter, the answer as letters."""

    id: str | None = Field(default=None, description="If given, that of the address")
    category: Category
    kind: Literal["single_choice", "multiple_choice", "true_false"]
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


class AuthoredQuestion(BaseModel):
    """The newest version; `published_version` is in use. `etag` is what `If-Match` names."""

    id: str
    bank_id: str
    version: int
    state: Literal["draft", "published", "withdrawn"]
    published_version: int | None
    category: str
    kind: Literal["single_choice", "multiple_choice", "true_false"]
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
        )


def question_reply(authored: Authored) -> Response:
    """With the tag that `If-Match` names."""
    content = AuthoredQuestion.of(authored).model_dump_json()
    headers = {"ETag": authored.etag, "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type="application/json")


class AuthoredPage(BaseModel):
    items: list[AuthoredQuestion]
    next_cursor: str | None


class NearDuplicate(BaseModel):
    """The stem of this row is nearly that of the named question of the file or the bank; `share` is 0 to 1."""

    row: int
    column: Literal["stem"] = "stem"
    code: Literal["near-duplicate"] = "near-duplicate"
    similar_to: str
    share: float


class QuestionImportReply(BaseModel):
    """Ids of new questions, and of those that get a new version."""

    added: list[str]
    changed: list[str]
    unchanged: int
    warnings: list[NearDuplicate]
    dry_run: bool

    @classmethod
    def of(cls, report: ImportReport, alike: Iterable[Alike], *, dry_run: bool) -> "QuestionImportReply":
        return cls(
            added=list(report.added),
            changed=list(report.changed),
            unchanged=report.unchanged,
            warnings=[
                NearDuplicate(row=each.row, similar_to=each.question_id, share=round(each.share, 3)) for each in alike
            ],
            dry_run=dry_run,
        )
