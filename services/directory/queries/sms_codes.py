"""Statements about codes sent by text message."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.credentials import KeyedDigest
from services.directory.domain.sms import LONGEST_WINDOW, TRIES, VALID_FOR
from services.directory.tables import sms_codes
from services.kit.database import Database

# One statement tries the code on every one that is still valid for the number. A second use waits for the row and then
# finds it used; tries at the same time are counted one after the other.
_TRY = """
    UPDATE directory.sms_codes SET
        tries = tries + (requester = $3)::int,
        foreign_tries = foreign_tries + (requester <> $3)::int,
        used_at = CASE WHEN code_digest = $4 THEN now() END
    WHERE key_id = $1 AND digest = $2 AND used_at IS NULL AND sent_at > now() - $5::interval
        AND CASE WHEN requester = $3 THEN tries ELSE foreign_tries END < $6
    RETURNING used_at
"""


async def lock_number(transaction: AsyncConnection, phone: KeyedDigest) -> None:
    key = int.from_bytes(phone.digest[:8], "big", signed=True)
    await transaction.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def read_sent(transaction: AsyncConnection, phone: KeyedDigest) -> tuple[list[datetime], datetime]:
    """When codes were sent to the number within the longest window, and the real time.

    Of this statement, not of the transaction: that one may have begun before the sending that it has waited for.
    """
    since = sa.func.now() - LONGEST_WINDOW
    query = sa.select(sms_codes.c.sent_at).where(sms_codes.c.digest == phone.digest, sms_codes.c.sent_at > since)
    sent_at = list((await transaction.execute(query)).scalars())
    now: datetime = (await transaction.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
    return sent_at, now


async def add_code(transaction: AsyncConnection, phone: KeyedDigest, code_digest: bytes, requester: bytes) -> int:
    """Returns the id of the row."""
    row = {"key_id": phone.key_id, "digest": phone.digest, "code_digest": code_digest, "requester": requester}
    return int((await transaction.execute(sms_codes.insert().values(row).returning(sms_codes.c.id))).scalar_one())


async def withdraw_code(transaction: AsyncConnection, row_id: int) -> None:
    """A code that was not sent does not count."""
    await transaction.execute(sms_codes.delete().where(sms_codes.c.id == row_id))


async def try_code(database: Database, phone: KeyedDigest, code_digest: bytes, requester: bytes) -> bool:
    """Whether this was a valid code of the number; it is used now. A wrong one is counted."""
    rows = await database.fetch(_TRY, phone.key_id, phone.digest, requester, code_digest, VALID_FOR, TRIES)
    return any(row["used_at"] is not None for row in rows)


async def delete_old(transaction: AsyncConnection, limit: int) -> int:
    since = sa.func.now() - LONGEST_WINDOW
    oldest = sa.select(sms_codes.c.id).where(sms_codes.c.sent_at < since).order_by(sms_codes.c.sent_at).limit(limit)
    return (await transaction.execute(sms_codes.delete().where(sms_codes.c.id.in_(oldest)))).rowcount
