"""Events by which quiz and scoring find out, session by session, what differs between record and ledger."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.contracts.events import Event
from services.contracts.values import ListedSession


class SessionsListed(Event, frozen=True, kw_only=True, tag="quiz.sessions_listed.v1"):
    """Every session that quiz holds of a contest, unfinished ones too, with `after` < id <= `until` in one bucket.

    Of those that started after `as_of` some may be missing. A list that does not reach the end of its bucket is
    followed by another one on request.
    """

    stream: ClassVar[str] = "quiz.digests"

    contest_id: str
    bucket: int
    after: UUID
    until: UUID
    as_of: datetime
    sessions: tuple[ListedSession, ...]


class ComparisonRequested(Event, frozen=True, kw_only=True, tag="scoring.comparison_requested.v1"):
    """Results wait because the ledger differs from what quiz counted: scoring wants digests of the whole contest."""

    stream: ClassVar[str] = "scoring.requests"

    contest_id: str
