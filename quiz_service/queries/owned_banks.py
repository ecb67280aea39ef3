"""Whose question banks are, and how many questions each holds."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank import Bank
from quiz_service.tables import banks, units

# Every question counts once: as withdrawn, or as approved where a version of it is in use, or else as a draft.
READ = sa.text("""
SELECT b.id, b.title, b.owner_unit,
    count(q.id) FILTER (WHERE NOT q.is_withdrawn AND NOT q.is_approved) AS draft,
    count(q.id) FILTER (WHERE NOT q.is_withdrawn AND q.is_approved) AS approved,
    count(q.id) FILTER (WHERE q.is_withdrawn) AS withdrawn
FROM quiz.banks AS b LEFT JOIN quiz.units AS u ON u.code = b.owner_unit LEFT JOIN LATERAL (
    SELECT id, bool_or(is_current) AS is_approved,
        EXISTS (SELECT FROM quiz.withdrawals AS w WHERE w.bank_id = b.id AND w.question_id = questions.id)
            AS is_withdrawn
    FROM quiz.questions WHERE bank_id = b.id GROUP BY id
) AS q ON true
WHERE CAST(:is_national AS boolean) OR u.path && CAST(:reach AS text[])
GROUP BY b.id ORDER BY b.id
""")


async def read_banks(connection: AsyncConnection, reach: Collection[str], *, is_national: bool) -> Sequence[Bank]:
    """The banks that belong to these units or to units below them, or all."""
    rows = await connection.execute(READ, {"is_national": is_national, "reach": sorted(reach)})
    return [Bank(row.id, row.title, row.owner_unit, row.draft, row.approved, row.withdrawn) for row in rows]


async def read_owner(connection: AsyncConnection, bank_id: str) -> Sequence[str] | None:
    """The codes from the root down to the owner of this bank; None where there is no such bank."""
    wanted = (
        sa.select(banks.c.owner_unit, units.c.path)
        .outerjoin(units, units.c.code == banks.c.owner_unit)
        .where(banks.c.id == bank_id)
    )
    row = (await connection.execute(wanted)).first()
    return None if row is None else tuple(row.path or (row.owner_unit,))


async def add(connection: AsyncConnection, bank: Bank) -> bool:
    """False where the id is taken."""
    row = {"id": bank.id, "title": bank.title, "version": 1, "owner_unit": bank.owner_unit}
    written = insert(banks).values(row).on_conflict_do_nothing().returning(banks.c.id)
    return (await connection.execute(written)).first() is not None
