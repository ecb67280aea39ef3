"""Freezing the results of a contest, and reading what was frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.contest import Contest
from scoring_service.queries.present import IS_IN_RECORD
from scoring_service.tables import contest_states, finals, frozen_units, unit_day_totals, unit_totals, units
from services.contracts.buckets import DIGEST_SQL
from services.kit.parts import LAST, SIZE, after, end_of_part

LAST_OF_PART = sa.text("""
SELECT session_id FROM scoring.ledger
WHERE contest_day = :day AND session_id BETWEEN :lowest AND :highest ORDER BY session_id OFFSET :before LIMIT 1
""")

# As quiz counts them: a session's score is that of all its rows, and what was taken back is not there.
READ_PART = sa.text(f"""
SELECT {DIGEST_SQL.format(session_id="session_id", score="points + coalesce(corrected, 0)")}
FROM scoring.ledger LEFT JOIN (
    SELECT session_id, sum(points) AS corrected, {IS_IN_RECORD} AS is_in_record FROM scoring.ledger
    WHERE contest_day = :day AND session_id BETWEEN :lowest AND :highest AND contest_id = :contest_id
        AND kind <> 'session'
    GROUP BY session_id
) AS later USING (session_id)
WHERE contest_day = :day AND session_id BETWEEN :lowest AND :highest AND contest_id = :contest_id
    AND kind = 'session' AND is_in_record IS NOT FALSE
""")  # noqa: S608 - an expression of our own

# Whoever writes totals of this contest waits for this row, and then finds it frozen.
LOCK_STATE = sa.text("""
INSERT INTO scoring.contest_states AS s (contest_id, version, as_of)
VALUES (:contest_id, 0, kit.contest_now())
ON CONFLICT (contest_id) DO UPDATE SET version = s.version RETURNING frozen_at
""")

FREEZE_UNITS = sa.text("""
INSERT INTO scoring.frozen_units
    (contest_id, code, name, entry, level, parent, path, sort_key, is_active, registered_base)
SELECT :contest_id, code, name, entry, level, parent, path, sort_key, is_active, registered_base FROM scoring.units
""")


@dataclass(frozen=True)
class Signed:
    """The results as a JWS (RFC 7515), and the SHA-256 of its payload."""

    frozen_at: datetime
    digest: bytes
    jws: str


async def lock_state(connection: AsyncConnection, contest_id: str) -> bool:
    """Keep everybody else from changing the contest's totals. False when it is frozen already."""
    return (await connection.execute(LOCK_STATE, {"contest_id": contest_id})).scalar_one() is None


async def read_days(connection: AsyncConnection, contest_id: str) -> Sequence[date]:
    """Those with sessions."""
    d = unit_day_totals.c
    days = sa.select(d.contest_day).distinct().where(d.contest_id == contest_id).order_by(d.contest_day)
    return (await connection.execute(days)).scalars().all()


async def read_part(
    connection: AsyncConnection, contest_id: str, day: date, lowest: UUID, size: int = SIZE
) -> tuple[int, int, UUID | None]:
    """Count and hash of its sessions in the part of the day's ledger that begins there, and where the next begins."""
    values = {"day": day, "lowest": lowest, "highest": LAST}
    end = await end_of_part(connection, LAST_OF_PART, values, size)
    part = values | {"highest": end, "contest_id": contest_id}
    count, digest = (await connection.execute(READ_PART, part)).one()
    return count, digest, after(end)


async def read_results(connection: AsyncConnection, contest: Contest) -> Sequence[dict[str, Any]]:
    """Every unit that counts for something, as it is now, by code."""
    t = unit_totals.c
    statement = (
        sa.select(
            t.unit_code.label("code"),
            units.c.name,
            units.c.entry,
            units.c.parent,
            units.c.registered_base,
            t.points,
            t.sessions,
            t.participants,
            t.full_marks,
        )
        .select_from(unit_totals.outerjoin(units, units.c.code == t.unit_code))
        .where(t.contest_id == contest.id)
        .order_by(t.unit_code.collate("C"))
    )
    return [dict(row) for row in (await connection.execute(statement)).mappings()]


async def freeze(connection: AsyncConnection, contest_id: str, signed: Signed, last_merge: int) -> None:
    """Keep units and persons as they are, and let nothing change any more.

    Its next version makes boards be read again.
    """
    await connection.execute(FREEZE_UNITS, {"contest_id": contest_id})
    await connection.execute(finals.insert().values(contest_id=contest_id, **vars(signed)))
    frozen = contest_states.update().where(contest_states.c.contest_id == contest_id)
    version = contest_states.c.version + 1
    await connection.execute(frozen.values(frozen_at=signed.frozen_at, version=version, last_merge=last_merge))


async def read_final(connection: AsyncConnection, contest_id: str) -> Signed | None:
    row = (await connection.execute(sa.select(finals).where(finals.c.contest_id == contest_id))).first()
    return None if row is None else Signed(row.frozen_at, row.digest, row.jws)


async def read_frozen_names(connection: AsyncConnection, contest_id: str) -> dict[str, tuple[str, str | None]]:
    """Name and parent of each unit as it was frozen."""
    statement = sa.select(frozen_units.c.code, frozen_units.c.name, frozen_units.c.parent)
    rows = await connection.execute(statement.where(frozen_units.c.contest_id == contest_id))
    return {code: (name, parent) for code, name, parent in rows}
