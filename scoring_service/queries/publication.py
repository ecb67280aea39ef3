"""Which totals other services have not heard of yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.tables import published_totals, unit_totals

LEAST_INTERVAL_S = 2.5
"""A lone session shows on the forms at the next look; what comes in a stream, and changes the units above it again and
again, is told together."""

# The row of published_totals is what replicas contend for: the second one finds the version taken.
TAKE_CHANGED = sa.text("""
INSERT INTO scoring.published_totals AS p (contest_id, version, published_at)
SELECT s.contest_id, s.version, clock_timestamp()
FROM scoring.contest_states AS s LEFT JOIN scoring.published_totals AS old USING (contest_id)
WHERE old.version IS NULL OR old.version < s.version
ORDER BY s.contest_id
ON CONFLICT (contest_id) DO UPDATE SET version = excluded.version, published_at = excluded.published_at
WHERE p.version < excluded.version AND p.published_at <= excluded.published_at - make_interval(secs => :interval)
RETURNING contest_id
""")

READ_PUBLISHED = sa.select(published_totals.c.contest_id, published_totals.c.version)


@dataclass(frozen=True)
class UnitTotal:
    contest_id: str
    unit_code: str
    version: int
    changed_at: datetime
    sessions: int
    participants: int


async def take_changed(connection: AsyncConnection, interval_s: float = LEAST_INTERVAL_S) -> Sequence[UnitTotal]:
    """Totals that changed since they were last taken, at most every `interval_s` for each contest."""
    before = dict((await connection.execute(READ_PUBLISHED)).all())
    taken = (await connection.execute(TAKE_CHANGED, {"interval": interval_s})).scalars().all()
    t = unit_totals.c
    columns = (t.contest_id, t.unit_code, t.version, t.changed_at, t.sessions, t.participants)
    changed: list[UnitTotal] = []
    for contest_id in taken:
        wanted = (t.contest_id == contest_id) & (t.version > before.get(contest_id, 0))
        rows = await connection.execute(sa.select(*columns).where(wanted).order_by(t.unit_code))
        changed += [UnitTotal(*row) for row in rows]
    return changed


async def forget_published(connection: AsyncConnection) -> None:
    await connection.execute(published_totals.delete())
