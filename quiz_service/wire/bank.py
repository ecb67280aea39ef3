"""Bodies of what editors and reviewers of question banks send and get."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from quiz_service.domain.authoring import Authored, Withdrawal
from quiz_service.domain.question import LETTERS, indexes_of
from quiz_service.domain.similarity import Alike
from quiz_service.use_cases.bank.import_questions import ImportReport
from quiz_service.use_cases.bank.read_statistics import VersionStatistics
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


class OptionStatistics(BaseModel):
    """`share` is of all sessions; with several choices, or none, the shares do not add up to 1."""

    option: str
    text: str
    right: bool
    chosen: int
    share: float | None


class VersionStatisticsReply(BaseModel):
    """`difficulty` is the share of right answers; `discrimination` the point-biserial correlation with the rest."""

    version: int
    sessions: int
    right: int
    left_out: int
    difficulty: float | None
    discrimination: float | None
    options: list[OptionStatistics]

    @classmethod
    def of(cls, found: VersionStatistics) -> "VersionStatisticsReply":
        sums, question = found.statistics, found.question
        right = indexes_of(question.right)
        return cls(
            version=found.version,
            sessions=sums.sessions,
            right=sums.right,
            left_out=sums.left_out,
            difficulty=_rounded(sums.difficulty),
            discrimination=_rounded(sums.discrimination),
            options=[
                OptionStatistics(
                    option=LETTERS[index],
                    text=text,
                    right=index in right,
                    chosen=sums.chosen[index],
                    share=_rounded(sums.chosen[index] / sums.sessions if sums.sessions else None),
                )
                for index, text in enumerate(question.options)
            ],
        )


class StatisticsReply(BaseModel):
    """Over finished sessions only, a few seconds behind; the newest version first."""

    question_id: str
    bank_id: str
    versions: list[VersionStatisticsReply]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
