"""What the scoring service listens to: event, use case."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.signals import Watch
from scoring_service.tables import shared
from scoring_service.use_cases.compare_digests import compare_digests
from scoring_service.use_cases.flag_double_days import flag_double_days, flag_late_sessions
from scoring_service.use_cases.flag_leaps import flag_leaps
from scoring_service.use_cases.keep_contests import keep_contests
from scoring_service.use_cases.keep_units import keep_units
from scoring_service.use_cases.keep_withdrawals import keep_withdrawals
from scoring_service.use_cases.raise_flags import raise_flags
from scoring_service.use_cases.reconcile_sessions import reconcile_sessions
from scoring_service.use_cases.record_sessions import record_sessions
from scoring_service.use_cases.unite_persons import unite_persons
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.comparisons import SessionsListed
from services.contracts.events import (
    BucketDigest,
    ContestChanged,
    ParticipantsMerged,
    QuestionWithdrawn,
    SessionFinished,
    UnitChanged,
)


def subscriptions(watch: Watch) -> Subscriptions:
    """`watch` flags what is implausible among the sessions that come in, and its limits hold for the ledger too."""

    async def take_sessions(transaction: AsyncConnection, events: Sequence[SessionFinished]) -> None:
        counted = await record_sessions(transaction, events)
        await raise_flags(transaction, watch, events)
        if counted:
            await flag_late_sessions(transaction, events)
            await flag_leaps(transaction, watch.limits, events)

    common = shared_subscriptions(shared)

    async def take_merges(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
        await common[ParticipantsMerged](transaction, events)
        await flag_double_days(transaction, await unite_persons(transaction, events))

    return {
        **common,
        ParticipantsMerged: take_merges,
        SessionFinished: take_sessions,
        ContestChanged: keep_contests,
        QuestionWithdrawn: keep_withdrawals,
        BucketDigest: compare_digests,
        SessionsListed: reconcile_sessions,
        UnitChanged: keep_units,
    }
