"""What units have done in camps: counted anew from the record, and shown on boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.board import UnitFigures
from services.camp.tables import unit_totals, units

TAKE_TURN = sa.text("SELECT pg_try_advisory_xact_lock(hashtext('camp.unit_totals'))")

# Who was erased goes on counting, once, whatever they wanted done with their certificate.
COUNTED = """
SELECT e.camp_id, unit_code, count(*) FILTER (WHERE NOT e.is_merged) AS learners,
    sum(e.counted_ms)::bigint AS counted_ms, count(c.participant_id) AS certificates, coalesce(max(w.works), 0) AS works
FROM camp.enrolments AS e
LEFT JOIN (
    SELECT DISTINCT camp_id, participant_id FROM camp.certificates WHERE revoked_at IS NULL OR reason = 'erased'
) AS c USING (camp_id, participant_id)
CROSS JOIN LATERAL unnest(e.unit_path) AS unit_code
LEFT JOIN (
    SELECT camp_id, code, count(*) AS works FROM camp.works CROSS JOIN LATERAL unnest(unit_path) AS code
    WHERE state IN ('published', 'erased') GROUP BY camp_id, code
) AS w ON w.camp_id = e.camp_id AND w.code = unit_code
GROUP BY e.camp_id, unit_code
"""

# Rows never vanish, because nobody's enrolment does.
RECOUNT = sa.text(f"""
INSERT INTO camp.unit_totals AS t
    (camp_id, unit_code, learners, counted_ms, certificates, works, version, changed_at)
SELECT camp_id, unit_code, learners, counted_ms, certificates, works, 1, kit.contest_now() FROM ({COUNTED}) AS counted
ON CONFLICT (camp_id, unit_code) DO UPDATE SET learners = excluded.learners, counted_ms = excluded.counted_ms,
    certificates = excluded.certificates, works = excluded.works, version = t.version + 1,
    changed_at = excluded.changed_at
WHERE (t.learners, t.counted_ms, t.certificates, t.works)
    IS DISTINCT FROM (excluded.learners, excluded.counted_ms, excluded.certificates, excluded.works)
RETURNING camp_id, unit_code, learners, counted_ms, certificates, works, version, changed_at
""")  # noqa: S608 - a statement of our own


@dataclass(frozen=True)
class UnitTotal:
    camp_id: str
    unit_code: str
    learners: int
    counted_ms: int
    certificates: int
    works: int
    version: int
    changed_at: datetime


@dataclass(frozen=True)
class Mark:
    """How far the totals of a camp have come; no `as_of` before the first of them."""

    version: int
    as_of: datetime | None


async def recount(connection: AsyncConnection) -> Sequence[UnitTotal]:
    """Bring the totals up to date: those that changed. Nothing while another process does the same."""
    if not (await connection.execute(TAKE_TURN)).scalar_one():
        return []
    changed = [UnitTotal(*row) for row in await connection.execute(RECOUNT)]
    return sorted(changed, key=lambda total: (total.camp_id, total.unit_code))


async def read_all(connection: AsyncConnection) -> Sequence[UnitTotal]:
    wanted = sa.select(unit_totals).order_by(unit_totals.c.camp_id, unit_totals.c.unit_code)
    return [UnitTotal(*row) for row in await connection.execute(wanted)]


async def read_mark(connection: AsyncConnection, camp_id: str) -> Mark:
    t = unit_totals.c
    wanted = sa.select(sa.func.coalesce(sa.func.sum(t.version), 0), sa.func.max(t.changed_at))
    version, as_of = (await connection.execute(wanted.where(t.camp_id == camp_id))).one()
    return Mark(int(version), as_of)


async def read_children(connection: AsyncConnection, camp_id: str, entry: str, parent: str) -> Sequence[UnitFigures]:
    """Every active unit of the entry right below `parent`, zeros included."""
    t, u = unit_totals.c, units.c
    own = (t.camp_id == camp_id) & (t.unit_code == u.code)
    figures = [sa.func.coalesce(column, 0) for column in (t.learners, t.counted_ms, t.certificates, t.works)]
    wanted = sa.select(u.code, u.name, *figures).select_from(units.outerjoin(unit_totals, own))
    rows = await connection.execute(wanted.where(u.entry == entry, u.parent == parent, u.is_active))
    return [UnitFigures(*row) for row in rows]
