"""Made by `make openapi` from the API documents; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class AuditRecord(TypedDict):
    act: str
    actor: str
    actor_name: str | None
    at: str
    change: dict[str, list[Any] | None] | None
    number: int
    outcome: str
    refusal: str | None
    request_id: str
    target: str
    target_name: str | None


class CampKeysReply(TypedDict):
    keys: list[dict[str, str]]


class CertificateReply(TypedDict):
    issued_on: str
    kind: Literal["camp", "contest"]
    number: str
    state: Literal["valid", "revoked"]


class CheckBody(TypedDict):
    options: list[str]
    question: str
    right: list[int]


class CampCheckReply(TypedDict):
    id: int
    options: list[str]
    question: str
    several: bool


class FilmUploadReply(TypedDict):
    expires_at: str
    id: str
    largest_part_bytes: int
    name: str
    offset: int
    size: int


class FinalWorkReply(TypedDict):
    entry: str
    is_tied: bool
    likes: int
    rank: int
    unit: str
    work_id: str


class IssuedReply(TypedDict):
    issued_at: str
    number: str


class LessonMediaReply(TypedDict):
    provider: str
    url: str


class LessonReply(TypedDict):
    category: str
    duration_ms: int
    id: str
    kind: Literal["film", "live", "replay"]
    media: LessonMediaReply
    starts_at: str | None
    title: str


class LikeReply(TypedDict):
    liked: bool
    likes: int


class Error(TypedDict):
    code: str
    detail: str
    pointer: str


class MissingUnit(TypedDict):
    code: str
    name: str


class Row(TypedDict):
    code: str
    column: str
    row: int
    value: Any


class Running(TypedDict):
    contest_day: str
    deadline_at: str
    session_id: str


class Problem(TypedDict):
    banks: NotRequired[list[str]]
    campaigns: NotRequired[list[dict[str, Any]]]
    cells: NotRequired[list[str]]
    changed: NotRequired[list[str]]
    checks: NotRequired[list[dict[str, Any]]]
    closes_at: NotRequired[str]
    code: Literal[
        "acts-elsewhere",
        "approvals-refused",
        "assertion-invalid",
        "assertion-replayed",
        "attachment-frozen",
        "attachment-not-found",
        "bad-request",
        "bank-exists",
        "bank-not-found",
        "base-fixed",
        "board-not-found",
        "bulletin-too-long",
        "camp-board-not-found",
        "camp-exists",
        "camp-final",
        "camp-not-final",
        "camp-not-found",
        "camp-not-open",
        "campaign-exists",
        "campaign-not-found",
        "certificate-not-found",
        "certificate-revoked",
        "checks-failed",
        "conflict",
        "content-too-large",
        "contest-exists",
        "contest-has-started",
        "contest-is-final",
        "contest-not-found",
        "contest-not-open",
        "contest-not-over",
        "contest-out-of-questions",
        "daily-limit-reached",
        "deadline-shortened",
        "decided-above",
        "decisions-open",
        "entry-not-available",
        "faulty-question-file",
        "faulty-unit-sheet",
        "file-infected",
        "file-too-large",
        "film-not-found",
        "flag-decision-not-possible",
        "flag-not-found",
        "font-missing",
        "forbidden",
        "headers-too-large",
        "highlight-not-found",
        "hours-missing",
        "http-version-not-supported",
        "idempotency-key-in-flight",
        "idempotency-key-reused",
        "if-match-missing",
        "import-conflicts",
        "internal-error",
        "invalid-credentials",
        "invalid-request",
        "lesson-exists",
        "lesson-not-found",
        "line-not-found",
        "method-not-allowed",
        "no-password",
        "no-pending-second-factor",
        "not-enrolled",
        "not-found",
        "not-implemented",
        "not-rehearsed",
        "not-yet-earned",
        "nothing-to-approve",
        "own-proposal",
        "own-publication",
        "own-writing",
        "permit-needed",
        "phone-required",
        "picture-not-found",
        "picture-too-large",
        "picture-unreadable",
        "precondition-failed",
        "question-changed",
        "question-file-too-large",
        "question-file-type-unknown",
        "question-file-unreadable",
        "question-in-several-banks",
        "question-never-published",
        "question-not-found",
        "question-withdrawn",
        "range-not-satisfiable",
        "refresh-token-reused",
        "report-changed",
        "report-locked",
        "report-not-found",
        "reporting-closed",
        "request-timeout",
        "reserve-too-small",
        "results-not-final",
        "role-not-grantable",
        "scan-blank",
        "scan-digest-unknown",
        "scan-of-another-report",
        "scan-of-several-versions",
        "scan-too-long",
        "scan-unlike-print",
        "scan-without-code",
        "scans-busy",
        "second-factor-needed",
        "second-factor-of-oneself",
        "second-factor-required",
        "second-factor-wrong",
        "service-unavailable",
        "session-finished",
        "session-not-found",
        "session-not-in-ledger",
        "sessions-unsettled",
        "setup-link-invalid",
        "sheet-type-unknown",
        "sign-in-method-unavailable",
        "sms-address-limit",
        "sms-limit",
        "sms-total-reached",
        "sms-unavailable",
        "storage-unavailable",
        "template-in-use",
        "template-not-found",
        "template-published",
        "token-outdated",
        "too-costly",
        "too-many-attachments",
        "too-many-banks",
        "too-many-camps",
        "too-many-contests",
        "too-many-films",
        "too-many-names",
        "too-many-pictures",
        "too-many-requests",
        "too-many-tries",
        "too-many-uploads",
        "too-many-works",
        "trusted-app-unavailable",
        "unauthenticated",
        "unit-cannot-move",
        "unit-change-limit",
        "unit-exists",
        "unit-has-children",
        "unit-not-found",
        "unit-sheet-too-large",
        "unit-sheet-unreadable",
        "unknown-option",
        "upload-incomplete",
        "upload-not-found",
        "upload-offset",
        "uri-too-long",
        "version-moved",
        "virus-scanner-unavailable",
        "wechat-account-restricted",
        "wechat-code-invalid",
        "wechat-profile-needed",
        "wechat-too-many-requests",
        "wechat-unavailable",
        "which-campaign",
        "withdrawal-decided",
        "withdrawal-not-found",
        "withdrawal-open",
        "work-incomplete",
        "work-not-found",
        "workshop-busy",
        "wrong-media",
        "wrong-report-state",
        "wrong-work-state",
    ]
    detail: str
    entry: NotRequired[str]
    errors: NotRequired[list[Error]]
    ids: NotRequired[list[str]]
    instance: str
    largest_bytes: NotRequired[int]
    largest_unpacked_bytes: NotRequired[int]
    missing: NotRequired[Any]
    missing_units: NotRequired[list[MissingUnit]]
    most: NotRequired[int]
    most_pages: NotRequired[int]
    most_rows: NotRequired[int]
    most_units: NotRequired[int]
    next_change_at: NotRequired[str]
    next_session_at: NotRequired[str | None]
    opens_at: NotRequired[str]
    request_id: str
    result: NotRequired[str]
    rows: NotRequired[list[Row]]
    running: NotRequired[Running]
    sessions: NotRequired[int]
    signature: NotRequired[str]
    state: NotRequired[str]
    status: int
    title: str
    type: str
    unit: NotRequired[str]
    units: NotRequired[int]
    version: NotRequired[int]


class CampRulesBody(TypedDict):
    certificate_hours: NotRequired[int]
    lesson_hour_minutes: NotRequired[int]
    works_per_person: NotRequired[int]


CampSignal: TypeAlias = Literal["two_places", "wrong_checks", "no_rest", "likes_at_once"]


CampState: TypeAlias = Literal["draft", "submitted", "returned", "published", "withdrawn", "erased"]


class CampUnitReply(TypedDict):
    code: str
    name: str


class CampWatchReply(TypedDict):
    check: NotRequired[CampCheckReply | None]
    counted_ms: int
    lesson_hours: float
    server_time: str
    total_counted_ms: int


class WatchedLessonReply(TypedDict):
    counted_ms: int
    duration_ms: int
    id: str
    title: str


class WorkMediaReply(TypedDict):
    provider: str
    url: str


class CampWorkReply(TypedDict):
    camp_id: str
    category: str
    consent: bool
    created_at: str
    entry: str
    id: str
    media: WorkMediaReply | None
    original: bool
    published_at: str | None
    reason: str
    state: CampState
    submitted_at: str | None
    text: str
    title: str
    topic: str
    unit: CampUnitReply


class WorkSelectionReply(TypedDict):
    comment: str
    selected_at: str
    unit: str


class CampWorkStateReply(TypedDict):
    id: str
    state: CampState


class AppointmentReply(TypedDict):
    client_id: NotRequired[str | None]
    client_secret: NotRequired[str | None]
    id: str
    kind: Literal["person", "client"]
    name: str
    role: str
    setup_expires_at: NotRequired[str | None]
    setup_link: NotRequired[str | None]
    unit: str
    username: NotRequired[str | None]


class AssertionGrant(TypedDict):
    assertion: str
    grant_type: Literal["assertion"]


class ClientCredentialsGrant(TypedDict):
    client_id: str
    client_secret: str
    grant_type: Literal["client_credentials"]


class DevelopmentGrant(TypedDict):
    grant_type: Literal["development"]
    subject: str


class ExportedIdentity(TypedDict):
    key_id: str
    method: str


class ExportedMerge(TypedDict):
    ended_id: str
    merged_at: str


class ExportedParticipant(TypedDict):
    created_at: str
    enterprise_unit: str | None
    has_phone: bool
    id: str
    nickname: str | None
    region_unit: str | None


class ExportedSignIn(TypedDict):
    ended_at: str | None
    signed_in_at: str


class ExportedUnitChange(TypedDict):
    changed_at: str
    entry: Literal["region", "enterprise"]
    from_unit: str | None
    is_counted: bool
    to_unit: str | None


class HeldGrantReply(TypedDict):
    id: str
    role: str
    unit: str


class ImportReply(TypedDict):
    added: list[str]
    changed: list[str]
    dry_run: bool
    unchanged: int


class KeySet(TypedDict):
    keys: list[dict[str, str]]


class ListedOrganiser(TypedDict):
    grants: list[HeldGrantReply]
    id: str
    kind: Literal["person", "client"]
    name: str
    role: str
    unit: str


class NicknameRefused(TypedDict):
    code: str
    detail: str


class OrganiserPage(TypedDict):
    items: list[ListedOrganiser]
    next_cursor: str | None


class PasswordChange(TypedDict):
    current: str
    new: str


class PasswordGrant(TypedDict):
    grant_type: Literal["password"]
    password: str
    second_factor: NotRequired[str | None]
    username: str


class PasswordResetReply(TypedDict):
    setup_expires_at: str
    setup_link: str
    username: str


class PasswordSetup(TypedDict):
    password: str
    setup_token: str


class PasswordSetupReply(TypedDict):
    username: str


class PhoneProof(TypedDict):
    app_id: NotRequired[str | None]
    code: NotRequired[str | None]
    phone: NotRequired[str | None]
    wechat_phone_code: NotRequired[str | None]


class RecoveryCodesReply(TypedDict):
    recovery_codes: list[str]


class RefreshGrant(TypedDict):
    grant_type: Literal["refresh"]
    refresh_token: str


class SecondFactorConfirmation(TypedDict):
    code: str
    password: str
    username: str


class SecondFactorEnrolment(TypedDict):
    password: str
    second_factor: NotRequired[str | None]
    username: str


class SecondFactorReply(TypedDict):
    qr: str
    secret: str
    uri: str


class SmsCodeRequest(TypedDict):
    phone: str


class SmsGrant(TypedDict):
    code: str
    grant_type: Literal["sms"]
    phone: str


class TokenReply(TypedDict):
    access_token: str
    expires_in: int
    refresh_token: NotRequired[str | None]
    token_type: NotRequired[Literal["Bearer"]]


class UnitAbove(TypedDict):
    code: str
    name: str


class UnitChangesLeft(TypedDict):
    enterprise: int
    region: int


class UnitName(TypedDict):
    code: str
    name: str


class UnitOfGrant(TypedDict):
    code: str
    entry: Literal["region", "enterprise", "organisation"]
    name: str
    path: list[UnitName]


class UnitOfProfile(TypedDict):
    code: str
    name: str
    path: list[str]


class DirectoryUnitReply(TypedDict):
    code: str
    entry: Literal["region", "enterprise", "organisation"]
    has_children: bool
    level: int
    name: str
    parent: str | None


class WeChatGrant(TypedDict):
    app_id: str
    code: str
    grant_type: Literal["wechat"]


class WeChatMethod(TypedDict):
    app_id: str
    kind: Literal["mini_program", "official_account"]


class WrittenUnit(TypedDict):
    code: str
    entry: Literal["region", "enterprise", "organisation"]
    is_active: bool
    level: int
    name: str
    parent: str | None
    registered_base: int | None


class ApprovalsReply(TypedDict):
    approved: list[str]


class BankCounts(TypedDict):
    approved: int
    draft: int
    withdrawn: int


class BankReply(TypedDict):
    id: str
    owner_unit: str
    questions: BankCounts
    title: str


class CertificateKeysReply(TypedDict):
    keys: list[dict[str, str]]


class CertificateRuleBody(TypedDict):
    days: NotRequired[int]
    full_marks: NotRequired[int]
    points: NotRequired[int]


class CompositeBody(TypedDict):
    average_score: float
    participation_rate: float
    points: float


class ContactBody(TypedDict):
    label: str
    value: str


EligibleUnit: TypeAlias = str


class EffectReply(TypedDict):
    sessions: int
    units_moved: int


class QuizFinalReply(TypedDict):
    contest_id: str
    finalised_at: str
    sessions: int


class KindsBody(TypedDict):
    multiple_choice: NotRequired[int]
    single_choice: NotRequired[int]
    true_false: NotRequired[int]


class LearntOption(TypedDict):
    right: bool
    text: str


class MasteryReply(TypedDict):
    category: str
    met: int
    right: int


class NearDuplicate(TypedDict):
    code: NotRequired[Literal["near-duplicate"]]
    column: NotRequired[Literal["stem"]]
    row: int
    share: float
    similar_to: str


class OpenProposal(TypedDict):
    decision: Literal["everyone_right", "not_counted"]
    effect: EffectReply
    proposed_at: str
    proposed_by: str
    question_id: str
    reason: str
    stem: str
    version: int
    withdrawal_id: str


class OpenProposals(TypedDict):
    items: list[OpenProposal]
    next_cursor: NotRequired[None]


class OptionReply(TypedDict):
    text: str
    token: str


class OptionStatistics(TypedDict):
    chosen: int
    option: str
    right: bool
    share: float | None
    text: str


class OutlookReply(TypedDict):
    contest_id: str
    open: int
    open_flags: int
    open_withdrawals: int
    sessions: int


class PictureReply(TypedDict):
    alt: str
    url: str


class PictureUploaded(TypedDict):
    media_type: str
    picture: str
    size: int
    url: str


class ProposalReply(TypedDict):
    effect: EffectReply
    state: Literal["open", "approved", "rejected"]
    withdrawal_id: str


class QuestionReply(TypedDict):
    category: str
    kind: Literal["single_choice", "multiple_choice", "true_false"]
    options: list[OptionReply]
    picture: NotRequired[PictureReply | None]
    position: int
    saved: list[str] | None
    stem: str


class RehearsalRuleBody(TypedDict):
    bank_id: str
    days: int


class RejectedReply(TypedDict):
    state: NotRequired[Literal["rejected"]]
    withdrawal_id: str


class RemarkReply(TypedDict):
    code: Literal[
        "source-without-document",
        "source-without-year",
        "telling-words",
        "three-of-four",
        "near-in-meaning",
        "key-elsewhere",
    ]
    column: str
    en: str
    question: NotRequired[str | None]
    row: int | None
    zh: str


class RunningReply(TypedDict):
    contest_day: str
    deadline_at: str
    session_id: str


class SavedReply(TypedDict):
    deadline_at: str
    position: int
    remaining_ms: int
    saved: list[str]
    server_time: str


QuizState: TypeAlias = Literal["draft", "published", "withdrawn"]


class TodayReply(TypedDict):
    entry: NotRequired[Literal["region", "enterprise"] | None]
    max_score: NotRequired[int | None]
    next_session_at: NotRequired[str | None]
    running: NotRequired[RunningReply | None]
    score: NotRequired[int | None]
    server_time: str
    session_id: NotRequired[str | None]
    state: Literal["open", "in_progress", "done", "closed"]


class QuizUnitReply(TypedDict):
    code: str
    name: str


class VersionStatisticsReply(TypedDict):
    difficulty: float | None
    discrimination: float | None
    left_out: int
    measured_difficulty: int | None
    options: list[OptionStatistics]
    right: int
    sessions: int
    version: int


class WithdrawalReply(TypedDict):
    decision: Literal["everyone_right", "not_counted"]
    finished_at: str | None
    is_done: bool
    reason: str
    regraded: int
    withdrawal_id: str
    withdrawn_at: str


class WithdrawnReply(TypedDict):
    decision: Literal["everyone_right", "not_counted"]
    reason: str
    withdrawn_at: str


class WrongQuestion(TypedDict):
    category: str
    explanation: str
    kind: Literal["single_choice", "multiple_choice", "true_false"]
    last_choice: list[str]
    last_wrong_on: str
    options: list[LearntOption]
    picture: NotRequired[PictureReply | None]
    question_id: str
    source: str
    stem: str
    times_wrong: int


class WrongQuestionPage(TypedDict):
    items: list[WrongQuestion]
    next_cursor: str | None


class ActReply(TypedDict):
    action: str
    actor: str
    actor_name: str | None
    at: str
    detail: dict[str, Any]
    version: int


class ActivityBelowReply(TypedDict):
    activity_name: str
    attendances: int | None
    occurrences: int | None
    unit: str
    unit_name: str


class ActivityReply(TypedDict):
    activity_name: str
    attendances: int | None
    occurrences: int | None


class AttachmentReply(TypedDict):
    id: str
    media_type: str
    name: str
    sha256: str
    size: int
    uploaded_at: str
    version: int | None


class BoxReply(TypedDict):
    height: float
    width: float
    x: float
    y: float


class CellChange(TypedDict):
    after: int | None
    before: int | None
    cell: str
    indicator: str


class CellConflict(TypedDict):
    after: int | None
    before: int | None
    cell: str
    exported: int | None
    indicator: str


ReportingCheckReply = TypedDict(
    "ReportingCheckReply",
    {
        "class": Literal["A", "B", "C", "D"],
        "code": str,
        "detail": str,
        "indicators": list[str],
    },
)


Counting: TypeAlias = Literal["unit", "units", "typed"]


class IssueReply(TypedDict):
    id: str
    owner_unit: str
    state: Literal["draft", "published"]
    version: int


class LineImportReply(TypedDict):
    changed: dict[str, list[str]]
    is_dry_run: bool
    rows: int


class MissingUnitModel(TypedDict):
    code: str
    contact_name: str | None
    contact_phone: str | None
    name: str


class OfferedReply(TypedDict):
    as_of: str
    from_template: str
    value: int


class PermitReply(TypedDict):
    check: str
    permitted_at: str
    permitted_by: str
    reason: str


class PrefilledReply(TypedDict):
    as_of: str
    value: int


class ReceiptReply(TypedDict):
    digest: str
    report_id: str
    unit: str
    version: int


class ReliefReply(TypedDict):
    granted_at: str
    granted_by: str
    reason: str
    until: str


class ReminderReply(TypedDict):
    kind: Literal["due-soon", "overdue"]
    reminded_at: str
    sent_at: str | None


class ReturnReasonReply(TypedDict):
    code: str
    text: str
    text_en: str


class ReturnedReply(TypedDict):
    code: str
    comment: str
    indicator: NotRequired[str | None]


class SheetImportReply(TypedDict):
    changes: list[CellChange]
    conflicts: list[CellConflict]
    is_dry_run: bool
    other_activities: list[ActivityReply] | None


class SpotReply(TypedDict):
    box_mm: BoxReply
    cell: str
    indicator: str | None
    page: int
    printed: str


ReportingState: TypeAlias = Literal["draft", "submitted", "returned", "accepted", "amended"]


class TemplateHead(TypedDict):
    id: str
    is_attachment_only: bool
    receiver: str
    title: str
    version: int


class TemplateList(TypedDict):
    items: list[TemplateHead]
    next_cursor: NotRequired[None]


class TemplateReply(TypedDict):
    camp_lines: dict[str, str]
    columns: list[str]
    contest_lines: Counting
    header: list[dict[str, Any]]
    id: str
    indicators: list[dict[str, Any]]
    is_attachment_only: bool
    receiver: str
    repeats: list[dict[str, Any]]
    schema: dict[str, Any]
    sections: list[dict[str, Any]]
    source: str
    title: str
    version: int


class ReportingUnitReply(TypedDict):
    code: str
    name: str


class UploadReply(TypedDict):
    expires_at: str
    id: str
    largest_part_bytes: int
    name: str
    offset: int
    size: int


class UseReply(TypedDict):
    due_on: str | None
    template_id: str


class VerdictReply(TypedDict):
    code: str | None
    detail: str | None
    id: str
    verdict: Literal["accepted", "refused"]
    version: int


class ReportingVersionReply(TypedDict):
    activities_below: list[ActivityBelowReply]
    children: list[ReceiptReply]
    digest: str
    excused_units: list[ReportingUnitReply]
    is_late: bool
    missing_units: list[ReportingUnitReply]
    other_activities: list[ActivityReply]
    own: dict[str, int | None]
    permits: list[PermitReply]
    reason: str | None
    submitted_at: str
    subordinate: dict[str, int | None]
    total: dict[str, int | None]
    version: int


class ReportingVersionsReply(TypedDict):
    history: list[ActReply]
    items: list[ReportingVersionReply]
    next_cursor: NotRequired[None]


Waiting: TypeAlias = Literal["to_accept", "returned", "stale", "to_start", "overdue", "permit"]


class DayReply(TypedDict):
    average_score: float | None
    date: str
    participants: int
    points: int
    sessions: int


class FinalContestReply(TypedDict):
    closes_at: str
    composite_weights: dict[str, float]
    id: str
    max_score: int
    opens_at: str
    smallest_sample: int
    time_zone: str
    title: str


class FinalUnitReply(TypedDict):
    code: str
    entry: str | None
    full_marks: int
    name: str | None
    parent: str | None
    participants: int
    points: int
    registered_base: int | None
    sessions: int


class HourReply(TypedDict):
    average_score: float | None
    hour: int
    participants: int
    points: int
    sessions: int


class KeysReply(TypedDict):
    keys: list[dict[str, str]]


Metric: TypeAlias = Literal[
    "points",
    "participants",
    "sessions",
    "average_score",
    "full_mark_rate",
    "participation_rate",
    "per_capita",
    "composite",
]


class OrganiserName(TypedDict):
    id: str
    name: str


class OwnDayReply(TypedDict):
    date: str
    points: int
    sessions: int


Period: TypeAlias = Literal["total", "day", "week"]


class ResultsReply(TypedDict):
    contest: FinalContestReply
    finalised_at: str
    sessions: int
    units: list[FinalUnitReply]


class SiblingsReply(TypedDict):
    mean_points: float
    mean_sessions: float
    of: int
    rank: int


ScoringSignal: TypeAlias = Literal["speed", "twins", "fan_out", "young_accounts", "leap", "double_day"]


class SilentReply(TypedDict):
    code: str
    level: int
    name: str
    parent: str | None


class StandingReply(TypedDict):
    by_day: list[OwnDayReply]
    of: int
    percentile: float
    points: int
    rank: int
    sessions: int
    streak_days: int


ScoringState: TypeAlias = Literal["open", "held", "released", "void"]


class TextsReply(TypedDict):
    addressees: NotRequired[str]
    closing: NotRequired[str]
    final_closing: NotRequired[str]
    further: NotRequired[str]
    issuer: NotRequired[str]
    masthead: NotRequired[str]
    number: NotRequired[str]
    opening: NotRequired[str]
    placeholders: list[str]
    standing: NotRequired[str]
    title: NotRequired[str]
    unit: str


class TotalsReply(TypedDict):
    average_score: float | None
    participants: int
    points: int
    sessions: int


class UnitChangeReply(TypedDict):
    after: int
    before: int
    sessions: int
    unit: UnitName


class ScoringUnitReply(TypedDict):
    code: str
    name: str


class ScoringUnitTotalsReply(TypedDict):
    average_score: float | None
    participants: int
    points: int
    sessions: int
    unit: ScoringUnitReply


class WeekReply(TypedDict):
    first: str
    last: str
    points: int
    sessions: int


class WeightsReply(TypedDict):
    average_score: float
    full_mark_rate: float
    participation_rate: float
    points: float


class ShowContestCertificateParametersQuery(TypedDict):
    lang: NotRequired[Literal["zh", "en"]]


class ShowCertificateParametersQuery(TypedDict):
    lang: NotRequired[Literal["zh", "en"]]


class ListCampActsParametersQuery(TypedDict):
    actor: NotRequired[str | None]
    act: NotRequired[str | None]
    unit: NotRequired[str | None]
    day: NotRequired[str | None]
    outcome: NotRequired[Literal["done", "read", "refused"] | None]
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class ListDirectoryActsParametersQuery(TypedDict):
    actor: NotRequired[str | None]
    act: NotRequired[str | None]
    unit: NotRequired[str | None]
    day: NotRequired[str | None]
    outcome: NotRequired[Literal["done", "read", "refused"] | None]
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class ListQuizActsParametersQuery(TypedDict):
    actor: NotRequired[str | None]
    act: NotRequired[str | None]
    unit: NotRequired[str | None]
    day: NotRequired[str | None]
    outcome: NotRequired[Literal["done", "read", "refused"] | None]
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class ListReportingActsParametersQuery(TypedDict):
    actor: NotRequired[str | None]
    act: NotRequired[str | None]
    unit: NotRequired[str | None]
    day: NotRequired[str | None]
    outcome: NotRequired[Literal["done", "read", "refused"] | None]
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class ListScoringActsParametersQuery(TypedDict):
    actor: NotRequired[str | None]
    act: NotRequired[str | None]
    unit: NotRequired[str | None]
    day: NotRequired[str | None]
    outcome: NotRequired[Literal["done", "read", "refused"] | None]
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


SignInRequest: TypeAlias = (
    WeChatGrant | SmsGrant | AssertionGrant | RefreshGrant | PasswordGrant | ClientCredentialsGrant | DevelopmentGrant
)


class CreateBankRequest(TypedDict):
    id: str
    owner_unit: str
    title: str


class ApproveQuestionsRequest(TypedDict):
    versions: dict[str, int]


class ExportBankParametersQuery(TypedDict):
    format: NotRequired[Literal["xlsx", "csv", "json"]]


class ImportQuestionsParametersQuery(TypedDict):
    dry_run: NotRequired[bool]


ImportQuestionsRequest: TypeAlias = list[dict[str, Any]]


class ImportQuestionsRequest1(TypedDict):
    file: bytes


class UploadPictureRequest(TypedDict):
    file: bytes


class ListBankQuestionsParametersQuery(TypedDict):
    state: NotRequired[QuizState | None]
    category: NotRequired[str | None]
    q: NotRequired[str | None]
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class GetBankStatisticsParametersQuery(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class ChangeBulletinTextRequest(TypedDict):
    addressees: NotRequired[str]
    closing: NotRequired[str]
    final_closing: NotRequired[str]
    further: NotRequired[str]
    issuer: NotRequired[str]
    masthead: NotRequired[str]
    number: NotRequired[str]
    opening: NotRequired[str]
    standing: NotRequired[str]
    title: NotRequired[str]


class DownloadBulletinParametersQuery(TypedDict):
    period: NotRequired[Literal["total", "day", "week"]]
    date: NotRequired[str]
    metric: NotRequired[
        Literal[
            "points",
            "participants",
            "sessions",
            "average_score",
            "full_mark_rate",
            "participation_rate",
            "per_capita",
            "composite",
        ]
    ]
    unit: NotRequired[str]
    format: NotRequired[Literal["docx", "xlsx", "csv", "pdf"]]


class Template(TypedDict):
    due_on: str
    template_id: str


class CreateCampaignRequest(TypedDict):
    camp_id: NotRequired[str | None]
    contest_id: NotRequired[str | None]
    first_day: str
    id: str
    last_day: str
    owner_unit: str
    seal_name: NotRequired[str | None]
    templates: list[Template]
    title: str


class ChangeCampaignRequest(TypedDict):
    camp_id: NotRequired[str | None]
    contest_id: NotRequired[str | None]
    first_day: str
    id: str
    last_day: str
    owner_unit: str
    seal_name: NotRequired[str | None]
    templates: list[Template]
    title: str


class ImportLinesParametersQuery(TypedDict):
    dry_run: NotRequired[bool]


ContestUnit: TypeAlias = str


class Line(TypedDict):
    contest_units: NotRequired[list[ContestUnit]]
    days_earlier: NotRequired[int]
    parent: str
    seal_name: NotRequired[str | None]
    template_id: str
    unit: str


class ImportLinesRequest(TypedDict):
    lines: list[Line]


class ImportLinesRequest1(TypedDict):
    file: NotRequired[bytes]


class ListCampaignLinesParametersQuery(TypedDict):
    template_id: NotRequired[str | None]
    format: NotRequired[Literal["json", "xlsx"]]
    history: NotRequired[bool]


class ChangeCampaignLineRequest(TypedDict):
    contest_units: NotRequired[list[ContestUnit]]
    days_earlier: NotRequired[int]
    parent: str
    seal_name: NotRequired[str | None]


class Rules(TypedDict):
    certificate_hours: NotRequired[int]
    lesson_hour_minutes: NotRequired[int]
    works_per_person: NotRequired[int]


class ChangeCampRequest(TypedDict):
    closes_at: str
    entries: NotRequired[list[Literal["region", "enterprise"]]]
    id: str
    opens_at: str
    owner_unit: NotRequired[str | None]
    preheats_at: NotRequired[str | None]
    rules: NotRequired[Rules]
    title: str
    topics: NotRequired[list[str]]


class GetCampBoardParametersQuery(TypedDict):
    parent: NotRequired[str]
    metric: NotRequired[Literal["learners", "hours", "certificates", "works"]]
    limit: NotRequired[int]
    cursor: NotRequired[str]


class RequestCampCertificateRequest(TypedDict):
    keep: NotRequired[bool | None]
    name: str


class EnrolRequest(TypedDict):
    entry: Literal["region", "enterprise"]


class ListCampFlagsParametersQuery(TypedDict):
    unit: NotRequired[str | None]


class Check(TypedDict):
    options: list[str]
    question: str
    right: list[int]


class Media(TypedDict):
    provider: str
    url: str


class CreateCampLessonRequest(TypedDict):
    category: str
    checks: NotRequired[list[Check] | None]
    duration_ms: int
    id: NotRequired[str | None]
    kind: Literal["film", "live", "replay"]
    media: Media
    starts_at: NotRequired[str | None]
    title: str


class ChangeCampLessonRequest(TypedDict):
    category: str
    checks: NotRequired[list[Check] | None]
    duration_ms: int
    id: NotRequired[str | None]
    kind: Literal["film", "live", "replay"]
    media: Media
    starts_at: NotRequired[str | None]
    title: str


class ListCampSubmissionsParametersQuery(TypedDict):
    state: NotRequired[Literal["submitted", "returned", "published"]]
    reported: NotRequired[bool]
    unit: NotRequired[str]
    limit: NotRequired[int]
    cursor: NotRequired[str]


class ListCampWorksParametersQuery(TypedDict):
    order: NotRequired[Literal["likes", "newest"]]
    topic: NotRequired[str]
    unit: NotRequired[str]
    limit: NotRequired[int]
    cursor: NotRequired[str]


class Media2(TypedDict):
    provider: NotRequired[str]
    url: str


class CreateCampWorkRequest(TypedDict):
    category: NotRequired[str]
    consent: NotRequired[bool]
    media: NotRequired[Media2 | None]
    original: NotRequired[bool]
    text: NotRequired[str]
    title: str
    topic: str


class RenameContestCertificateRequest(TypedDict):
    name: str


class RevokeContestCertificateRequest(TypedDict):
    reason: str


class RenameCertificateRequest(TypedDict):
    name: str


class RevokeCertificateRequest(TypedDict):
    reason: str


class GetCompletenessParametersQuery(TypedDict):
    campaign: NotRequired[str | None]


class Contact(TypedDict):
    label: str
    value: str


class Kinds(TypedDict):
    multiple_choice: NotRequired[int]
    single_choice: NotRequired[int]
    true_false: NotRequired[int]


class Blueprint(TypedDict):
    difficulty_sum: NotRequired[list[int] | None]
    kinds: Kinds


class Certificate(TypedDict):
    days: NotRequired[int]
    full_marks: NotRequired[int]
    points: NotRequired[int]


class Composite(TypedDict):
    average_score: float
    participation_rate: float
    points: float


class Rehearsal(TypedDict):
    bank_id: str
    days: int


class Rules1(TypedDict):
    audience: NotRequired[Literal["public", "official"] | None]
    blueprint: NotRequired[Blueprint | None]
    certificate: NotRequired[Certificate | None]
    composite: NotRequired[Composite | None]
    identity: NotRequired[Literal["any", "verified_phone"]]
    points_per_question: int
    pools: NotRequired[Literal["whole_bank", "by_day"]]
    questions_per_session: int
    rehearsal: NotRequired[Rehearsal | None]
    reveal: NotRequired[Literal["at_hand_in", "after_day"]]
    sessions_per_day: int
    smallest_sample: NotRequired[int]
    time_limit_seconds: int


class ChangeContestRequest(TypedDict):
    bank_id: str
    closes_at: str
    contacts: NotRequired[list[Contact]]
    eligible_units: NotRequired[list[EligibleUnit] | None]
    entries: list[Literal["region", "enterprise"]]
    guide: NotRequired[str]
    id: str
    opens_at: str
    owner_unit: NotRequired[str | None]
    rules: Rules1
    server_time: NotRequired[str | None]
    state: NotRequired[Literal["upcoming", "open", "closed", "final"] | None]
    time_zone: str
    title: str


class ListContestCardsParametersQuery(TypedDict):
    category: NotRequired[str | None]


class RequestContestCertificateRequest(TypedDict):
    keep: NotRequired[bool | None]
    name: str


class FinaliseContestParametersQuery(TypedDict):
    dry_run: NotRequired[bool]


class FinaliseContestRequest(TypedDict):
    despite_open: NotRequired[int | None]
    reason: NotRequired[str | None]


FinaliseContestResponse: TypeAlias = QuizFinalReply | OutlookReply


class PractiseRequest(TypedDict):
    category: NotRequired[str | None]
    count: NotRequired[int]


class StartSessionRequest(TypedDict):
    entry: Literal["enterprise", "region"]


class DecideFlagsRequest(TypedDict):
    act: Literal["hold", "release", "void"]
    ids: list[str]
    reason: str


Limit: TypeAlias = str


Limit1: TypeAlias = None


class ListFlagsParametersQuery(TypedDict):
    state: NotRequired[Literal["open", "held", "released", "void"]]
    limit: NotRequired[Limit | Limit1]
    cursor: NotRequired[str | None]


class HoldFlagRequest(TypedDict):
    reason: str


class ReleaseFlagRequest(TypedDict):
    reason: str


class VoidFlagRequest(TypedDict):
    reason: str


class ListHighlightsParametersQuery(TypedDict):
    campaign: NotRequired[str | None]
    unit: NotRequired[str | None]


class CreateHighlightRequest(TypedDict):
    campaign_id: NotRequired[str | None]
    text: str
    title: str
    unit: str


class CreateHighlightAttachmentRequest(TypedDict):
    file: bytes


class SelectHighlightRequest(TypedDict):
    comment: NotRequired[str | None]


class BeginHighlightUploadRequest(TypedDict):
    media_type: NotRequired[str]
    name: str
    size: int


class GetInboxParametersQuery(TypedDict):
    campaign: NotRequired[str | None]


class GetLeaderboardParametersQuery(TypedDict):
    parent: NotRequired[str]
    metric: NotRequired[
        Literal[
            "points",
            "participants",
            "sessions",
            "average_score",
            "full_mark_rate",
            "participation_rate",
            "per_capita",
            "composite",
        ]
    ]
    period: NotRequired[Literal["total", "day", "week"]]
    date: NotRequired[str]
    limit: NotRequired[int]
    cursor: NotRequired[str]


class FollowLeaderboardParametersQuery(TypedDict):
    parent: NotRequired[str]
    metric: NotRequired[
        Literal[
            "points",
            "participants",
            "sessions",
            "average_score",
            "full_mark_rate",
            "participation_rate",
            "per_capita",
            "composite",
        ]
    ]
    period: NotRequired[Literal["total", "day", "week"]]
    date: NotRequired[str]


ChosenItem: TypeAlias = int


class Answer(TypedDict):
    chosen: list[ChosenItem]
    id: int


class WatchLessonRequest(TypedDict):
    answer: NotRequired[Answer | None]
    position_ms: int
    state: Literal["ended", "paused", "playing"]


class ChangeMeRequest(TypedDict):
    enterprise_unit: NotRequired[str | None]
    nickname: NotRequired[str | None]
    region_unit: NotRequired[str | None]


class ListMySessionsParametersQuery(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str | None]
    contest: NotRequired[str | None]


class ListMyWrongQuestionsParametersQuery(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str | None]
    contest: NotRequired[str | None]


class ListObligationsParametersQuery(TypedDict):
    unit: NotRequired[str | None]
    campaign: NotRequired[str | None]


class EndReliefParametersQuery(TypedDict):
    campaign: NotRequired[str | None]


class GrantReliefParametersQuery(TypedDict):
    campaign: NotRequired[str | None]


class GrantReliefRequest(TypedDict):
    reason: str
    until: str


class ListOrganisersParametersQuery(TypedDict):
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class CreateOrganiserRequest(TypedDict):
    kind: Literal["person", "client"]
    name: str
    role: Literal["administrator", "organiser", "editor", "reviewer", "reporter"]
    unit: str


class GrantRoleRequest(TypedDict):
    role: Literal["administrator", "organiser", "editor", "reviewer", "reporter"]
    unit: str


GetProgressParametersQuery = TypedDict(
    "GetProgressParametersQuery",
    {
        "from": NotRequired[str],
        "to": NotRequired[str],
        "date": NotRequired[str],
        "depth": NotRequired[str],
        "format": NotRequired[Literal["json", "xlsx", "csv"]],
    },
)


class GetQuestionParametersQuery(TypedDict):
    bank: NotRequired[str | None]


class ChangeQuestionParametersQuery(TypedDict):
    bank: NotRequired[str | None]


class ChangeQuestionRequest(TypedDict):
    address: NotRequired[str]
    answer: str
    article: NotRequired[str]
    audience: NotRequired[Literal["public", "official"]]
    category: Literal[
        "accident_prevention",
        "hazard_spotting",
        "escape_evacuation",
        "self_mutual_rescue",
        "rescue_drills",
        "emergency_response",
    ]
    difficulty: int
    document: NotRequired[str]
    enemies: NotRequired[list[str]]
    explanation: str
    family: NotRequired[str]
    id: NotRequired[str | None]
    kind: Literal["single_choice", "multiple_choice", "true_false"]
    options: dict[str, str]
    picture: NotRequired[str]
    picture_alt: NotRequired[str]
    source: str
    stem: str
    valid_from: NotRequired[str | None]
    valid_until: NotRequired[str | None]
    year: NotRequired[int | None]


class ApproveQuestionParametersQuery(TypedDict):
    bank: NotRequired[str | None]


class GetQuestionStatisticsParametersQuery(TypedDict):
    bank: NotRequired[str | None]


class WithdrawQuestionParametersQuery(TypedDict):
    bank: NotRequired[str | None]


class WithdrawQuestionRequest(TypedDict):
    accept_repeats: NotRequired[bool]
    decision: Literal["everyone_right", "not_counted"]
    reason: str


class CreateReportRequest(TypedDict):
    campaign_id: NotRequired[str | None]
    template_id: str
    unit: str


class Report(TypedDict):
    id: str
    version: int


class AcceptReportsRequest(TypedDict):
    reports: list[Report]


class OtherActivity(TypedDict):
    activity_name: Any
    attendances: NotRequired[Any]
    occurrences: NotRequired[Any]


class SaveReportRequest(TypedDict):
    explanations: NotRequired[dict[str, str | None]]
    header: NotRequired[dict[str, Any]]
    other_activities: NotRequired[list[OtherActivity] | None]
    values: NotRequired[dict[str, Any]]


class AcceptReportRequest(TypedDict):
    pass


Indicator: TypeAlias = str


class AdoptOfferedValuesRequest(TypedDict):
    indicators: list[Indicator]


class AmendReportRequest(TypedDict):
    reason: str


class AttachFileRequest(TypedDict):
    file: bytes


class PermitCheckRequest(TypedDict):
    check: str
    reason: str


class PrintReportParametersQuery(TypedDict):
    blank: NotRequired[bool]


class RecallReportRequest(TypedDict):
    reason: str


class Reason(TypedDict):
    code: str
    comment: str
    indicator: NotRequired[str | None]


class ReturnReportRequest(TypedDict):
    due_on: NotRequired[str | None]
    reasons: list[Reason]


class AttachScanRequest(TypedDict):
    file: bytes


class ImportReportSheetParametersQuery(TypedDict):
    dry_run: NotRequired[bool]


class ImportReportSheetRequest(TypedDict):
    file: bytes


class SubmitReportRequest(TypedDict):
    pass


class BeginReportUploadRequest(TypedDict):
    media_type: NotRequired[str]
    name: str
    size: int


class GetRollUpParametersQuery(TypedDict):
    campaign: NotRequired[str | None]


class DownloadRollUpWorkbookParametersQuery(TypedDict):
    campaign: NotRequired[str | None]


ChoiceItem: TypeAlias = str


class SaveAnswerRequest(TypedDict):
    choice: list[ChoiceItem]
    revision: NotRequired[int | None]


Answer1: TypeAlias = str


class HandInRequest(TypedDict):
    answers: NotRequired[dict[str, list[Answer1]]]


class HeaderField(TypedDict):
    id: str
    label_zh: str
    required: NotRequired[bool]


class Indicator1(TypedDict):
    id: str
    label_zh: str
    measure: NotRequired[Literal["count", "attendance", "distinct_persons", "viewers"]]
    pair_of: NotRequired[str | None]
    prefill: NotRequired[Literal["contest_events"] | None]
    rollup: NotRequired[Literal["sum", "shared", "contest"]]
    unit: str


class Column(TypedDict):
    id: Literal["activity_name", "occurrences", "attendances"]
    label_zh: str
    unit: NotRequired[str | None]


class Repeat(TypedDict):
    columns: list[Column]
    id: Literal["other_activities"]
    item: int
    label_zh: str


ColumnsZhItem: TypeAlias = str


HeaderItem: TypeAlias = str


Line1: TypeAlias = str


class Section(TypedDict):
    id: str
    item: int
    lines: list[Line1]
    note_zh: NotRequired[str]
    title_zh: str


class Template2(TypedDict):
    camp_lines: NotRequired[dict[str, Literal["learners", "works", "certificates"]]]
    columns_zh: NotRequired[list[ColumnsZhItem]]
    contest_lines: NotRequired[Literal["unit", "units", "typed"]]
    header: NotRequired[list[HeaderItem]]
    id: str
    is_attachment_only: NotRequired[bool]
    locks_when_late: NotRequired[bool]
    receiver_zh: NotRequired[str]
    sections: NotRequired[list[Section]]
    source: NotRequired[str]
    title_zh: str


class CreateTemplateRequest(TypedDict):
    header_fields: NotRequired[list[HeaderField]]
    indicators: NotRequired[list[Indicator1]]
    owner_unit: NotRequired[str | None]
    repeats: NotRequired[list[Repeat]]
    templates: list[Template2]


class PreviewTemplateParametersQuery(TypedDict):
    version: NotRequired[int | None]


class PublishTemplateRequest(TypedDict):
    pass


class ListUnitsParametersQuery(TypedDict):
    entry: NotRequired[Literal["region", "enterprise", "organisation"] | None]
    parent: NotRequired[str | None]
    q: NotRequired[str]
    limit: NotRequired[int]
    cursor: NotRequired[str | None]


class CreateUnitRequest(TypedDict):
    code: str
    entry: NotRequired[Literal["region", "enterprise", "organisation"] | None]
    name: str
    parent: str
    registered_base: NotRequired[int | None]


class ImportUnitsParametersQuery(TypedDict):
    dry_run: NotRequired[bool]


ImportUnitsRequest: TypeAlias = list[dict[str, Any]]


class ImportUnitsRequest1(TypedDict):
    file: bytes


class ChangeUnitRequest(TypedDict):
    is_active: NotRequired[bool | None]
    name: NotRequired[str | None]
    parent: NotRequired[str | None]
    reason: NotRequired[str | None]
    registered_base: NotRequired[int | None]


class SendPartParametersQuery(TypedDict):
    offset: NotRequired[int]


class ApproveWithdrawalRequest(TypedDict):
    accept_repeats: NotRequired[bool]


class ChangeWorkRequest(TypedDict):
    category: NotRequired[str]
    consent: NotRequired[bool]
    media: NotRequired[Media2 | None]
    original: NotRequired[bool]
    text: NotRequired[str]
    title: str
    topic: str


class PublishWorkRequest(TypedDict):
    pass


class ReportWorkRequest(TypedDict):
    reason: str


class ReturnWorkRequest(TypedDict):
    reason: str


class SelectWorkRequest(TypedDict):
    comment: NotRequired[str]


class SubmitWorkRequest(TypedDict):
    pass


class BeginFilmRequest(TypedDict):
    name: str
    size: int


class SendFilmPartParametersQuery(TypedDict):
    offset: NotRequired[int]


class WithdrawWorkRequest(TypedDict):
    pass


class AuditPage(TypedDict):
    items: list[AuditRecord]
    next_cursor: str | None


class CampCampBody(TypedDict):
    closes_at: str
    entries: NotRequired[list[Literal["region", "enterprise"]]]
    id: str
    opens_at: str
    owner_unit: NotRequired[str | None]
    preheats_at: NotRequired[str | None]
    rules: NotRequired[CampRulesBody]
    title: str
    topics: NotRequired[list[str]]


class CampCampFlagReply(TypedDict):
    figures: dict[str, int]
    signal: CampSignal
    since: str
    subject: str
    title: str
    unit: CampUnitReply


class CampCampReply(TypedDict):
    closes_at: str
    entries: NotRequired[list[Literal["region", "enterprise"]]]
    id: str
    opens_at: str
    owner_unit: str
    preheats_at: NotRequired[str | None]
    rules: NotRequired[CampRulesBody]
    server_time: str
    title: str
    topics: NotRequired[list[str]]


class CampResultsReply(TypedDict):
    camp_id: str
    frozen_at: str
    works: list[FinalWorkReply]


class EditedLessonReply(TypedDict):
    category: str
    checks: list[CheckBody]
    duration_ms: int
    id: str
    kind: Literal["film", "live", "replay"]
    media: LessonMediaReply
    starts_at: str | None
    title: str


class CampEnrolmentReply(TypedDict):
    camp_id: str
    enrolled_at: str
    entry: str
    unit: CampUnitReply


class LessonList(TypedDict):
    items: list[LessonReply]
    next_cursor: NotRequired[str | None]


class CampOwnReply(TypedDict):
    camp_id: str
    certificate: IssuedReply | None
    certificate_hours: int
    enrolled: bool
    entry: str | None
    lesson_hours: float
    lessons: list[WatchedLessonReply]
    liked_works: list[str]
    server_time: str
    total_counted_ms: int
    unit: CampUnitReply | None
    works: list[CampWorkReply]


class CampReviewedWorkReply(TypedDict):
    camp_id: str
    category: str
    complaints: list[str]
    consent: bool
    created_at: str
    entry: str
    id: str
    likes: int
    media: WorkMediaReply | None
    original: bool
    published_at: str | None
    reason: str
    selected_by: list[WorkSelectionReply]
    state: CampState
    submitted_at: str | None
    text: str
    title: str
    topic: str
    unit: CampUnitReply


class CampRowReply(TypedDict):
    certificates: int
    hours: float
    learners: int
    rank: int
    unit: CampUnitReply
    works: int


class CampShownWorkReply(TypedDict):
    category: str
    id: str
    likes: int
    media: WorkMediaReply | None
    published_at: str | None
    rank: int
    text: str
    title: str
    topic: str
    unit: CampUnitReply


class CampWorkList(TypedDict):
    items: list[CampShownWorkReply]
    next_cursor: str | None


class ChangedProfileReply(TypedDict):
    access_token: str
    enterprise_unit: UnitOfProfile | None
    expires_in: int
    nickname: str | None
    nickname_refused: NotRequired[NicknameRefused | None]
    participant_id: str
    phone_verified: bool
    region_unit: UnitOfProfile | None
    token_type: NotRequired[Literal["Bearer"]]
    unit_changes_left: UnitChangesLeft


class ExportReply(TypedDict):
    identities: list[ExportedIdentity]
    merges: list[ExportedMerge]
    participant: ExportedParticipant
    sign_ins: list[ExportedSignIn]
    unit_changes: list[ExportedUnitChange]


class FoundUnit(TypedDict):
    code: str
    entry: Literal["region", "enterprise", "organisation"]
    has_children: bool
    level: int
    name: str
    parent: str | None
    path: list[UnitAbove]


class GrantReply(TypedDict):
    id: str
    role: str
    unit: UnitOfGrant


class MethodsReply(TypedDict):
    assertion: bool
    development: bool
    password: bool
    sms: bool
    wechat: list[WeChatMethod]


class OwnOrganiserReply(TypedDict):
    grants: list[GrantReply]
    id: str
    kind: Literal["person", "client"]
    name: str


class ProfileReply(TypedDict):
    access_token: str
    enterprise_unit: UnitOfProfile | None
    expires_in: int
    nickname: str | None
    participant_id: str
    phone_verified: bool
    region_unit: UnitOfProfile | None
    token_type: NotRequired[Literal["Bearer"]]
    unit_changes_left: UnitChangesLeft


class DirectoryUnitPage(TypedDict):
    items: list[FoundUnit | DirectoryUnitReply]
    next_cursor: str | None


class AuthoredQuestion(TypedDict):
    address: NotRequired[str]
    answer: str
    approved_at: str | None
    approved_by: str | None
    article: NotRequired[str]
    audience: NotRequired[Literal["public", "official"]]
    author: str
    bank_id: str
    category: str
    difficulty: int
    document: NotRequired[str]
    enemies: NotRequired[list[str]]
    etag: str
    explanation: str
    family: NotRequired[str]
    id: str
    kind: Literal["single_choice", "multiple_choice", "true_false"]
    options: dict[str, str]
    picture: NotRequired[str]
    picture_alt: NotRequired[str]
    published_version: int | None
    source: str
    state: Literal["draft", "published", "withdrawn"]
    stem: str
    valid_from: NotRequired[str | None]
    valid_until: NotRequired[str | None]
    version: int
    withdrawal: WithdrawalReply | None
    written_at: str
    year: NotRequired[int | None]


class BankList(TypedDict):
    items: list[BankReply]
    next_cursor: NotRequired[str | None]


class BlueprintBody(TypedDict):
    difficulty_sum: NotRequired[list[int] | None]
    kinds: KindsBody


class CardReply(TypedDict):
    category: str
    picture: NotRequired[PictureReply | None]
    source: str
    text: str


class LearntQuestion(TypedDict):
    category: str
    explanation: str
    kind: Literal["single_choice", "multiple_choice", "true_false"]
    options: list[LearntOption]
    picture: NotRequired[PictureReply | None]
    question_id: str
    source: str
    stem: str


class MasteryList(TypedDict):
    items: list[MasteryReply]
    next_cursor: NotRequired[None]


class QuizOwnSessionReply(TypedDict):
    contest_day: str
    contest_id: str
    deadline_at: str
    entry: Literal["region", "enterprise"]
    finish_reason: Literal["submitted", "deadline"] | None
    finished_at: str | None
    id: str
    max_score: int
    score: int | None
    started_at: str
    state: Literal["in_progress", "finished"]
    unit: QuizUnitReply
    withdrawn_questions: int


class PracticeReply(TypedDict):
    items: list[LearntQuestion]


class QuestionImportReply(TypedDict):
    added: list[str]
    changed: list[str]
    dry_run: bool
    remarks: list[RemarkReply]
    unchanged: int
    warnings: list[NearDuplicate]


class RehearsalReply(TypedDict):
    items: list[LearntQuestion]
    points_per_question: int
    time_limit_seconds: int


class ReviewReply(TypedDict):
    category: str
    correct: NotRequired[bool | None]
    explanation: NotRequired[str | None]
    kind: Literal["single_choice", "multiple_choice", "true_false"]
    options: list[OptionReply]
    picture: NotRequired[PictureReply | None]
    position: int
    right_choice: NotRequired[list[str] | None]
    saved: list[str] | None
    source: NotRequired[str | None]
    stem: str
    withdrawn: NotRequired[WithdrawnReply | None]


class QuizRulesBody(TypedDict):
    audience: NotRequired[Literal["public", "official"] | None]
    blueprint: NotRequired[BlueprintBody | None]
    certificate: NotRequired[CertificateRuleBody | None]
    composite: NotRequired[CompositeBody | None]
    identity: NotRequired[Literal["any", "verified_phone"]]
    points_per_question: int
    pools: NotRequired[Literal["whole_bank", "by_day"]]
    questions_per_session: int
    rehearsal: NotRequired[RehearsalRuleBody | None]
    reveal: NotRequired[Literal["at_hand_in", "after_day"]]
    sessions_per_day: int
    smallest_sample: NotRequired[int]
    time_limit_seconds: int


class QuizSessionReply(TypedDict):
    contest_day: str
    contest_id: str
    deadline_at: str
    entry: Literal["region", "enterprise"]
    id: str
    questions: list[QuestionReply]
    remaining_ms: int
    server_time: str
    started_at: str
    state: Literal["in_progress"]
    unit: QuizUnitReply


class StatisticsReply(TypedDict):
    bank_id: str
    question_id: str
    versions: list[VersionStatisticsReply]


class AcceptancesReply(TypedDict):
    items: list[VerdictReply]
    next_cursor: NotRequired[None]


class AttachmentList(TypedDict):
    items: list[AttachmentReply]
    next_cursor: NotRequired[None]


class CampaignReply(TypedDict):
    camp_id: str | None
    contest_id: str | None
    first_day: str | None
    id: str
    last_day: str | None
    owner_unit: str
    seal_name: str | None
    templates: list[UseReply]
    title: str


class ReportingCompletenessUnit(TypedDict):
    due_on: str
    is_excused: bool
    is_late: bool
    parent: str
    report_id: str | None
    state: ReportingState | Literal["not_started"]
    submitted_at: str | None
    unit: ReportingUnitReply
    version: int | None


class ReportingInboxItem(TypedDict):
    campaign_id: str
    due_on: str
    kind: Waiting
    report_id: str | None
    since: str
    template_id: str
    title: str
    unit: ReportingUnitReply
    version: int | None


class ReportingInboxReply(TypedDict):
    items: list[ReportingInboxItem]
    next_cursor: NotRequired[None]


class ReportingLineReply(TypedDict):
    contest_units: list[str]
    days_earlier: int
    parent: ReportingUnitReply
    seal_name: str | None
    template_id: str
    unit: ReportingUnitReply
    valid_from: str
    valid_to: str | None


class ReportingObligationReply(TypedDict):
    campaign_id: str
    due_on: str
    excuse: ReliefReply | None
    extension: ReliefReply | None
    is_late: bool
    parent: str
    reminders: list[ReminderReply]
    report_id: str | None
    state: ReportingState | Literal["not_started"]
    template_id: str
    title: str
    unit: ReportingUnitReply


class ReportingReportReply(TypedDict):
    as_of: str
    campaign_id: str
    checks: list[ReportingCheckReply]
    due_on: str
    explanations: dict[str, str]
    header: dict[str, str | None]
    id: str
    is_late: bool
    offered: dict[str, OfferedReply]
    on_behalf_of: ReportingUnitReply | None
    other_activities: list[ActivityReply]
    prefilled: dict[str, PrefilledReply]
    returned: list[ReturnedReply]
    seal_name: str | None
    state: ReportingState
    template_id: str
    unit: ReportingUnitReply
    values: dict[str, int | None]
    version: int


class ReturnReasonList(TypedDict):
    items: list[ReturnReasonReply]
    next_cursor: NotRequired[None]


class ReportingRollUpReply(TypedDict):
    as_of: str
    campaign_id: str
    children: list[ReceiptReply]
    delta: NotRequired[dict[str, int] | None]
    excused_units: list[ReportingUnitReply]
    is_stale: bool
    missing_units: list[ReportingUnitReply]
    other_activities: list[ActivityBelowReply]
    own: dict[str, int | None]
    subordinate: dict[str, int | None]
    template_id: str
    total: dict[str, int | None]
    unit: ReportingUnitReply


class ScanReply(TypedDict):
    attachment: AttachmentReply
    differences: list[SpotReply]
    digest: str
    is_latest: bool
    page_count: int
    pages: list[int]
    unclear: list[SpotReply]
    verdict: Literal["same", "differs", "unclear"]
    version: int


class ReportingSelectionReply(TypedDict):
    comment: str | None
    selected_at: str
    unit: ReportingUnitReply


class ScoringBoardRow(TypedDict):
    average_score: float | None
    composite: float
    full_mark_rate: float | None
    participants: int
    participation_rate: float | None
    per_capita: float | None
    points: int
    rank: int | None
    registered_base: int | None
    sessions: int
    unit: ScoringUnitReply


class CorrectionReply(TypedDict):
    cause: str
    decision: str | None
    question_id: str | None
    units: list[UnitChangeReply]
    version: int | None
    withdrawn_at: str | None


class CorrectionsReply(TypedDict):
    items: list[CorrectionReply]
    next_cursor: NotRequired[None]


class DecisionReply(TypedDict):
    act: str
    decided_at: str
    decided_by: OrganiserName
    reason: str


class ScoringFinalReply(TypedDict):
    contest_id: str
    digest: str
    jws: str
    results: ResultsReply


class ScoringFlagReply(TypedDict):
    contest_day: str
    contest_id: str
    decisions: list[DecisionReply]
    duration_ms: int
    figures: dict[str, float]
    id: str
    questions: int | None
    raised_at: str
    session_id: str
    sessions: list[str]
    signal: ScoringSignal
    state: ScoringState
    unit: UnitName


class ScoringFlagsReply(TypedDict):
    items: list[ScoringFlagReply]


class TrendReply(TypedDict):
    latest: WeekReply
    previous: WeekReply


class CampBoardReply(TypedDict):
    as_of: str
    camp_id: str
    entry: str
    items: list[CampRowReply]
    metric: str
    next_cursor: str | None
    parent: str | None
    version: int


class CampFinalReply(TypedDict):
    camp_id: str
    digest: str
    jws: str
    results: CampResultsReply


class CampCampFlagList(TypedDict):
    items: list[CampCampFlagReply]
    next_cursor: NotRequired[None]


class CampCampList(TypedDict):
    items: list[CampCampReply]
    next_cursor: NotRequired[str | None]


class CampReviewedWorkList(TypedDict):
    items: list[CampReviewedWorkReply]
    next_cursor: NotRequired[str | None]


class AuthoredPage(TypedDict):
    items: list[AuthoredQuestion]
    next_cursor: str | None


class CardList(TypedDict):
    contest_day: str
    items: list[CardReply]
    next_cursor: NotRequired[None]


class QuizContestBody(TypedDict):
    bank_id: str
    closes_at: str
    contacts: NotRequired[list[ContactBody]]
    eligible_units: NotRequired[list[EligibleUnit] | None]
    entries: list[Literal["region", "enterprise"]]
    guide: NotRequired[str]
    id: str
    opens_at: str
    owner_unit: NotRequired[str | None]
    rules: QuizRulesBody
    server_time: NotRequired[str | None]
    state: NotRequired[Literal["upcoming", "open", "closed", "final"] | None]
    time_zone: str
    title: str


class QuizContestReply(TypedDict):
    bank_id: str
    closes_at: str
    contacts: NotRequired[list[ContactBody]]
    eligible_units: NotRequired[list[EligibleUnit] | None]
    entries: list[Literal["region", "enterprise"]]
    guide: NotRequired[str]
    id: str
    opens_at: str
    owner_unit: str
    rules: QuizRulesBody
    server_time: str
    state: Literal["upcoming", "open", "closed", "final"]
    time_zone: str
    title: str


class QuizOwnSessionPage(TypedDict):
    items: list[QuizOwnSessionReply]
    next_cursor: str | None


class QuizResultReply(TypedDict):
    contest_day: str
    contest_id: str
    deadline_at: str
    entry: Literal["region", "enterprise"]
    finish_reason: Literal["submitted", "deadline"]
    finished_at: str
    id: str
    max_score: int
    remaining_ms: int
    reveal_at: str | None
    review: list[ReviewReply]
    score: int
    server_time: str
    started_at: str
    state: Literal["finished"]
    unit: QuizUnitReply


class StatisticsPage(TypedDict):
    items: list[StatisticsReply]
    next_cursor: str | None


class CampaignList(TypedDict):
    items: list[CampaignReply]
    next_cursor: NotRequired[None]


class ReportingCompletenessReply(TypedDict):
    acceptance_rate: float
    accepted: int
    as_of: str
    campaign_id: str
    excused: int
    missing: list[MissingUnitModel]
    obligated: int
    on_time: int
    on_time_rate: float
    submission_rate: float
    submitted: int
    template_id: str
    unit: ReportingUnitReply
    units: list[ReportingCompletenessUnit]


class ReportingHighlightReply(TypedDict):
    attachments: list[AttachmentReply]
    campaign_id: str
    created_at: str
    id: str
    selected_by: list[ReportingSelectionReply]
    text: str
    title: str
    unit: ReportingUnitReply


class ReportingLineList(TypedDict):
    items: list[ReportingLineReply]
    next_cursor: NotRequired[None]


class ReportingObligationList(TypedDict):
    items: list[ReportingObligationReply]
    next_cursor: NotRequired[None]


class ScoringBoardReply(TypedDict):
    as_of: str
    composite: WeightsReply
    contest_id: str
    entry: Literal["region", "enterprise"]
    items: list[ScoringBoardRow]
    metric: Metric
    moved: bool
    next_cursor: str | None
    parent: str | None
    period: Period
    smallest_sample: int
    version: int


class ScoringFlagPage(TypedDict):
    items: list[ScoringFlagReply]
    next_cursor: str | None


class ScoringProgressReply(TypedDict):
    as_of: str
    by_day: list[DayReply]
    by_hour: list[HourReply] | None
    children: list[ScoringUnitTotalsReply]
    siblings: SiblingsReply | None
    silent_children: list[SilentReply]
    totals: TotalsReply
    trend: TrendReply | None
    unit: ScoringUnitReply


GetSessionResponse: TypeAlias = QuizSessionReply | QuizResultReply


class QuizContestList(TypedDict):
    items: list[QuizContestReply]
    next_cursor: NotRequired[str | None]


class ReportingHighlightList(TypedDict):
    items: list[ReportingHighlightReply]
    next_cursor: NotRequired[None]
