"""What tells whether a board is current, and how far behind its stream the ledger is."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries.figures import Marks
from scoring_service.tables import state
from services.kit.database import Database

MOST_BEHIND_S = 5.0
"""While the ledger is further behind its stream, a difference means nothing: the sessions are on their way."""

READ = """
SELECT c.version, c.entries, c.time_zone, coalesce(s.version, 0), state.units_version,
    extract(epoch FROM clock_timestamp() - state.caught_up_at)::double precision, kit.contest_now()
FROM scoring.state
JOIN scoring.contests AS c ON c.id = $1
LEFT JOIN scoring.contest_states AS s ON s.contest_id = c.id
"""


@dataclass(frozen=True)
class ContestState:
    """`behind_s`: seconds since everything in the stream of sessions was in the ledger. `now` is the contest's time."""

    entries: tuple[str, ...]
    time_zone: str
    marks: Marks
    behind_s: float
    now: datetime


async def read_state(database: Database, contest_id: str) -> ContestState | None:
    rows = await database.fetch(READ, contest_id)
    if not rows:
        return None
    contest_version, entries, time_zone, totals_version, units_version, behind_s, now = rows[0]
    marks = Marks(contest_version, totals_version, units_version)
    return ContestState(tuple(entries), time_zone, marks, max(behind_s, 0.0), now)


async def note_caught_up(connection: AsyncConnection, behind_s: float) -> None:
    """Everything in the stream `behind_s` ago is in the ledger. The latest instant stays."""
    instant = sa.func.clock_timestamp() - sa.func.make_interval(0, 0, 0, 0, 0, 0, behind_s)
    await connection.execute(state.update().where(state.c.caught_up_at < instant).values(caught_up_at=instant))


async def is_behind(connection: AsyncConnection, more_than_s: float) -> bool:
    behind = sa.func.clock_timestamp() - state.c.caught_up_at
    limit = sa.func.make_interval(0, 0, 0, 0, 0, 0, more_than_s)
    return bool((await connection.execute(sa.select(behind > limit))).scalar_one())
