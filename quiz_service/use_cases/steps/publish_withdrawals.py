"""Other services hear of a withdrawal."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from quiz_service import tables
from quiz_service.domain.authoring import Withdrawal
from quiz_service.queries import withdrawals
from services.chassis.publishing import publish
from services.contracts.events import QuestionWithdrawn


async def publish_all_withdrawals(transaction: AsyncConnection) -> None:
    """Write every withdrawal to the outbox again, for a stream that was lost."""
    await publish_withdrawals(transaction, await withdrawals.read_all(transaction))


async def publish_withdrawals(transaction: AsyncConnection, found: Iterable[Withdrawal]) -> None:
    await publish(transaction, tables.outbox, [_event(withdrawal) for withdrawal in found])


def _event(withdrawal: Withdrawal) -> QuestionWithdrawn:
    return QuestionWithdrawn(
        event_id=uuid7(),
        withdrawal_id=withdrawal.id,
        question_id=withdrawal.question_id,
        version=withdrawal.version,
        bank_id=withdrawal.bank_id,
        decision=withdrawal.decision,
        withdrawn_at=withdrawal.withdrawn_at,
    )
