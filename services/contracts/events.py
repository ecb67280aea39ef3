"""Events as they travel in the field `event` of a stream entry: JSON with a `type` that names kind and version."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from services.contracts.grants import NATION, Grant
from services.contracts.values import ContestFinal, ContestRules, QuestionMark


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all events; they travel in `stream`. Unknown fields are ignored, so that a version may grow."""

    stream: ClassVar[str]
    event_id: UUID


class SessionFinished(Event, frozen=True, kw_only=True, tag="quiz.session_finished.v1"):
    """A session was handed in, by its participant or by its deadline.

    `event_id` is the session's id: a session finishes once. `unit_path` runs from the root (`CN` or `CE`) down to the
    unit of the participant when the session started. `participant_id` is pseudonymous.

    A session whose score was changed afterwards is sent again: `revision` counts those changes and `cause` is the
    withdrawal behind the last one, which changes a session once. The highest revision holds.
    """

    stream: ClassVar[str] = "quiz.sessions"

    session_id: UUID
    contest_id: str
    contest_day: date
    participant_id: UUID
    entry: str
    unit_path: tuple[str, ...]
    score: int
    max_score: int
    finish_reason: str
    started_at: datetime
    finished_at: datetime
    duration_ms: int
    questions: tuple[QuestionMark, ...]
    revision: int = 0
    cause: str = ""


class ContestChanged(Event, frozen=True, kw_only=True, tag="quiz.contest_changed.v1"):
    """The contest as data, whole. A consumer keeps the highest `version`."""

    stream: ClassVar[str] = "quiz.contests"

    contest_id: str
    version: int
    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    rules: ContestRules
    entries: tuple[str, ...]
    bank_id: str
    eligible_units: tuple[str, ...] | None = None
    final: ContestFinal | None = None
    owner_unit: str = NATION


class UnitChanged(Event, frozen=True, kw_only=True, tag="directory.unit_changed.v1"):
    """A unit as data, whole. `path` runs from the root down to the unit itself; `sort_key` orders Chinese names."""

    stream: ClassVar[str] = "directory.units"

    code: str
    version: int
    name: str
    entry: str
    level: int
    parent: str | None
    path: tuple[str, ...]
    sort_key: str
    is_active: bool
    registered_base: int | None = None


class AccessChanged(Event, frozen=True, kw_only=True, tag="directory.access_changed.v1"):
    """All that an organiser may do, whole; no grants when the organiser was removed.

    A consumer keeps the highest `version` and checks it at each request. `created_by` is the account that made this
    one, None where the operator did, and `opened_by` are those that reset its password since: they are one person with
    it wherever a second person decides. `name` is what histories show in place of the id.
    """

    stream: ClassVar[str] = "directory.access"

    account: UUID
    version: int
    grants: tuple[Grant, ...]
    created_by: UUID | None = None
    name: str = ""
    opened_by: tuple[UUID, ...] = ()


class ParticipantErased(Event, frozen=True, kw_only=True, tag="directory.participant_erased.v1"):
    """Nobody knows any more who this pseudonymous id was. Scores stay: they hold no more than the id.

    Consumers refuse the tokens of the id that were issued up to `erased_at`, in real time.
    """

    stream: ClassVar[str] = "directory.erasures"

    participant_id: UUID
    erased_at: datetime | None = None


class ParticipantsMerged(Event, frozen=True, kw_only=True, tag="directory.participants_merged.v1"):
    """Two accounts proved to be one person (I19). `ended_id` is refused from now on; `kept_id` goes on for both.

    What was recorded under either id stays as it is; consumers count the two as one person.
    """

    stream: ClassVar[str] = "directory.erasures"

    ended_id: UUID
    kept_id: UUID
    merged_at: datetime | None = None


class ParticipantReturned(Event, frozen=True, kw_only=True, tag="directory.participant_returned.v1"):
    """Whoever was erased under this pseudonymous id has signed in again and goes on under it (I19).

    Consumers refuse its tokens no more.
    """

    stream: ClassVar[str] = "directory.erasures"

    participant_id: UUID


class AttributionChanged(Event, frozen=True, kw_only=True, tag="directory.attribution_changed.v1"):
    """A participant has left the unit that tokens issued before `changed_at` name, in real time.

    Starts with such a token are refused, so that points go where the participant's profile says.
    """

    stream: ClassVar[str] = "directory.erasures"

    participant_id: UUID
    changed_at: datetime


class QuestionWithdrawn(Event, frozen=True, kw_only=True, tag="quiz.question_withdrawn.v1"):
    """A version of a question was found faulty, and the sessions that asked it are scored again.

    `withdrawal_id` is the `cause` of those sessions' events; `decision` says how their answers count now.
    """

    stream: ClassVar[str] = "quiz.questions"

    withdrawal_id: str
    question_id: str
    version: int
    bank_id: str
    decision: str
    withdrawn_at: datetime


class BucketDigest(Event, frozen=True, kw_only=True, tag="quiz.bucket_digest.v1"):
    """What quiz holds of one contest and bucket: how many finished sessions, and the XOR of their hashes.

    A hash covers all of a session that counts, its present score included.

    `until` bounds the comparison to sessions with `finished_at` up to then, while the bucket is still growing.
    """

    stream: ClassVar[str] = "quiz.digests"

    contest_id: str
    bucket: int
    sessions: int
    digest: int
    until: datetime | None = None


class ResendRequested(Event, frozen=True, kw_only=True, tag="scoring.resend_requested.v1"):
    """The ledger differs from quiz in this bucket: scoring wants all events of its sessions again.

    With `list_after` it wants the list of the sessions with higher ids instead (`SessionsListed`): the ledger has
    something that quiz may have lost.
    """

    stream: ClassVar[str] = "scoring.requests"

    contest_id: str
    bucket: int
    list_after: UUID | None = None


class UnitTotalsChanged(Event, frozen=True, kw_only=True, tag="scoring.unit_totals_changed.v1"):
    """Distinct participants and sessions of one unit of a contest, so far."""

    stream: ClassVar[str] = "scoring.totals"

    contest_id: str
    unit: str
    version: int
    as_of: datetime
    sessions: int
    participants: int


class FlagsCounted(Event, frozen=True, kw_only=True, tag="scoring.flags_counted.v1"):
    """How many sessions of a contest wait for a decision of the integrity review. The highest `version` holds."""

    stream: ClassVar[str] = "scoring.flags"

    contest_id: str
    version: int
    open: int


class ReportAccepted(Event, frozen=True, kw_only=True, tag="reporting.report_accepted.v1"):
    """A unit's form was accepted by the unit it reports to; `digest` identifies the content of the version."""

    stream: ClassVar[str] = "reporting.reports"
    report_id: UUID
    campaign_id: str
    template: str
    unit: str
    version: int
    digest: str
    accepted_at: datetime


class CampUnitTotalsChanged(Event, frozen=True, kw_only=True, tag="camp.unit_totals_changed.v1"):
    """What the people of one unit did in a camp, so far; `counted_ms` is their learning time that counts."""

    stream: ClassVar[str] = "camp.totals"
    camp_id: str
    unit: str
    version: int
    as_of: datetime
    learners: int
    counted_ms: int
    certificates: int
    works: int


def encode(event: Event) -> str:
    return msgspec.json.encode(event).decode()
