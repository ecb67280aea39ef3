"""Statements about second factors."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.tables import second_factors

factor = second_factors.c


@dataclass(frozen=True)
class SecondFactor:
    """Sealed secrets: `secret` is in force, `pending` waits for its first code. `now_s` is the real time."""

    secret: bytes | None
    pending: bytes | None
    now_s: float


async def find_factor(transaction: AsyncConnection, organiser_id: UUID) -> SecondFactor | None:
    at = sa.extract("epoch", sa.func.now()).label("now_s")
    query = sa.select(factor.secret, factor.pending, at).where(factor.organiser_id == organiser_id)
    row = (await transaction.execute(query)).first()
    return None if row is None else SecondFactor(row.secret, row.pending, float(row.now_s))


async def put_pending(transaction: AsyncConnection, organiser_id: UUID, sealed: bytes) -> None:
    row = {"organiser_id": organiser_id, "pending": sealed, "recovery_digests": []}
    added = insert(second_factors).values(row)
    await transaction.execute(added.on_conflict_do_update(index_elements=["organiser_id"], set_={"pending": sealed}))


async def confirm(
    transaction: AsyncConnection, organiser_id: UUID, pending: bytes, step: int, recovery_digests: Sequence[bytes]
) -> bool:
    """Put the pending secret in force. False when another one is pending by now."""
    changed = (
        second_factors.update()
        .where(factor.organiser_id == organiser_id, factor.pending == pending)
        .values(secret=pending, pending=None, last_step=step, recovery_digests=list(recovery_digests))
        .returning(factor.organiser_id)
    )
    return (await transaction.execute(changed)).first() is not None


async def use_step(transaction: AsyncConnection, organiser_id: UUID, step: int, sealed: bytes) -> bool:
    """Whether neither the code of this step nor one of a later step was used; it is now, and the secret sealed anew."""
    changed = (
        second_factors.update()
        .where(factor.organiser_id == organiser_id, factor.last_step < step)
        .values(last_step=step, secret=sealed)
        .returning(factor.organiser_id)
    )
    return (await transaction.execute(changed)).first() is not None


async def use_recovery(transaction: AsyncConnection, organiser_id: UUID, digests: Sequence[bytes]) -> bool:
    """Whether one of these stands for a recovery code that is left; it is used now."""
    for digest in digests:
        changed = (
            second_factors.update()
            .where(factor.organiser_id == organiser_id, factor.recovery_digests.contains([digest]))
            .values(recovery_digests=sa.func.array_remove(factor.recovery_digests, digest))
            .returning(factor.organiser_id)
        )
        if (await transaction.execute(changed)).first() is not None:
            return True
    return False


async def remove_factor(transaction: AsyncConnection, organiser_id: UUID) -> bool:
    """Whether there was one."""
    removed = second_factors.delete().where(factor.organiser_id == organiser_id).returning(factor.organiser_id)
    return (await transaction.execute(removed)).first() is not None
