"""What the scoring service listens to: event, use case."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.watch import Watch
from scoring_service.tables import shared
from scoring_service.use_cases.compare_digests import compare_digests
from scoring_service.use_cases.keep_contests import keep_contests
from scoring_service.use_cases.keep_units import keep_units
from scoring_service.use_cases.keep_withdrawals import keep_withdrawals
from scoring_service.use_cases.raise_flags import raise_flags
from scoring_service.use_cases.reconcile_sessions import reconcile_sessions
from scoring_service.use_cases.record_sessions import record_sessions
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.comparisons import SessionsListed
from services.contracts.events import (
    BucketDigest,
    ContestChanged,
    QuestionWithdrawn,
    SessionFinished,
    UnitChanged,
)


def subscriptions(watch: Watch) -> Subscriptions:
    """`watch` flags what is implausible among the sessions that come in."""

    async def take_sessions(transaction: AsyncConnection, events: Sequence[SessionFinished]) -> None:
        await record_sessions(transaction, events)
        await raise_flags(transaction, watch, events)

    return {
        SessionFinished: take_sessions,
        ContestChanged: keep_contests,
        QuestionWithdrawn: keep_withdrawals,
        BucketDigest: compare_digests,
        SessionsListed: reconcile_sessions,
        UnitChanged: keep_units,
        **shared_subscriptions(shared),
    }
