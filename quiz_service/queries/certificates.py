"""Certificates of participation: one that is good for each person and contest."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import certificates
from services.chassis.certificate_store import CertificateStore

STORE = CertificateStore(certificates, "contest_id")
# They stay under the accounts that earned them, which one and the same account goes on for, over several merges too.
SECOND_ONES = sa.text("""
WITH RECURSIVE person (id) AS (
    SELECT CAST(:kept AS uuid) UNION SELECT m.ended_id FROM quiz.merges AS m JOIN person AS p ON m.kept_id = p.id
)
UPDATE quiz.certificates AS c SET revoked_at = kit.contest_now(), reason = 'merged'
WHERE c.participant_id IN (SELECT id FROM person) AND c.revoked_at IS NULL AND EXISTS (
    SELECT FROM quiz.certificates AS k JOIN person AS p ON p.id = k.participant_id
    WHERE k.contest_id = c.contest_id AND k.revoked_at IS NULL AND (k.issued_at, k.number) < (c.issued_at, c.number)
)
""")


async def end_second_ones(connection: AsyncConnection, kept_id: UUID) -> None:
    """Of the person whom this account goes on for, the first of each contest stays good. A repeat changes nothing."""
    await connection.execute(SECOND_ONES, {"kept": kept_id})
