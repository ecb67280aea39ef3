"""What the scoring service listens to: stream, event, use case."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.use_cases.compare_digests import compare_digests
from scoring_service.use_cases.keep_access import keep_access
from scoring_service.use_cases.keep_contests import keep_contests
from scoring_service.use_cases.keep_erasures import keep_erasures
from scoring_service.use_cases.keep_units import keep_units
from scoring_service.use_cases.keep_withdrawals import keep_withdrawals
from scoring_service.use_cases.raise_flags import Watch, raise_flags
from scoring_service.use_cases.record_sessions import record_sessions
from services.contracts.events import (
    AccessChanged,
    BucketDigest,
    ContestChanged,
    Event,
    ParticipantErased,
    QuestionWithdrawn,
    SessionFinished,
    UnitChanged,
)
from services.kit.consumer import Delivery, Handle
from services.kit.database import Database

SESSIONS = "quiz.sessions"

E = TypeVar("E", bound=Event)


def subscriptions(database: Database, watch: Watch) -> dict[str, Handle]:
    """Stream → handler of a batch, in one transaction."""

    async def take_sessions(transaction: AsyncConnection, events: Sequence[SessionFinished]) -> None:
        await record_sessions(transaction, events)
        await raise_flags(transaction, watch, events)

    return {
        SESSIONS: _handler(database, SessionFinished, take_sessions),
        "quiz.contests": _handler(database, ContestChanged, keep_contests),
        "quiz.questions": _handler(database, QuestionWithdrawn, keep_withdrawals),
        "quiz.digests": _handler(database, BucketDigest, compare_digests),
        "directory.units": _handler(database, UnitChanged, keep_units),
        "directory.access": _handler(database, AccessChanged, keep_access),
        "directory.erasures": _handler(database, ParticipantErased, keep_erasures),
    }


def _handler(
    database: Database, event_type: type[E], use_case: Callable[[AsyncConnection, Sequence[E]], Awaitable[object]]
) -> Handle:
    decoder = msgspec.json.Decoder(event_type)

    async def handle(deliveries: Sequence[Delivery]) -> None:
        events = [decoder.decode(delivery.event) for delivery in deliveries]
        async with database.begin() as transaction:
            await use_case(transaction, events)

    return handle
