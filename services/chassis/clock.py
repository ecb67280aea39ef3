"""The one clock: `kit.contest_now()` in PostgreSQL judges deadlines and days; a process only estimates it."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.kit.database import Database

CONTEST_NOW = "kit.contest_now()"
REFRESH_REAL_TIME_S = 10.0
MAX_QUEUE_WAIT_S = 2.0
"""A request is judged at its arrival in the process; longer waits than this do not count in its favour."""
MAX_GATEWAY_WAIT_S = 3.5
"""Nor does more than this that the gateway waited before, for a process that did not answer."""


class EstimatedClock:
    """What the database's clock shows about now, kept true by the time that every statement returns.

    It chooses ids and the likely contest day; no verdict depends on it.
    """

    def __init__(self) -> None:
        self._ahead_s = time.time() - time.monotonic()

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.monotonic() + self._ahead_s, UTC)

    def milliseconds(self) -> float:
        """Since the epoch."""
        return (time.monotonic() + self._ahead_s) * 1000

    def adjust(self, database_now: datetime) -> None:
        self._ahead_s = database_now.timestamp() - time.monotonic()

    def day(self, time_zone: str) -> date:
        return self.now().astimezone(ZoneInfo(time_zone)).date()


class RealTime:
    """Real time by the database's clock, for the expiry of tokens: a machine with a wrong clock refuses nobody."""

    def __init__(self) -> None:
        self._ahead_s = time.time() - time.monotonic()

    def now(self) -> float:
        return time.monotonic() + self._ahead_s

    async def refresh(self, database: Database) -> float:
        """Ask the database. A background step: returns the seconds to rest."""
        async with database.begin() as connection:
            now: datetime = (await connection.execute(sa.text("SELECT clock_timestamp()"))).scalar_one()
        self._ahead_s = now.timestamp() - time.monotonic()
        return REFRESH_REAL_TIME_S


class Arrival(float):
    """A monotonic instant in this process, and how many seconds the gateway had the request before."""

    before_s = 0.0


def waited_s(arrived: float) -> float:
    """Seconds since `arrived` (monotonic) that the database takes off its clock for this request."""
    before_s = min(arrived.before_s, MAX_GATEWAY_WAIT_S) if isinstance(arrived, Arrival) else 0.0
    return before_s + min(max(time.monotonic() - arrived, 0.0), MAX_QUEUE_WAIT_S)


async def contest_now(connection: AsyncConnection) -> datetime:
    now: datetime = (await connection.execute(sa.text("SELECT kit.contest_now()"))).scalar_one()
    return now


async def set_offset(connection: AsyncConnection, offset: str) -> datetime:
    """Let the contest's clock differ from real time by an interval such as `+1 day`. For tests and replays only."""
    turned = sa.text("UPDATE kit.clock SET ahead = CAST(CAST(:offset AS text) AS interval)")
    await connection.execute(turned, {"offset": offset})
    return await contest_now(connection)


async def get_offset(connection: AsyncConnection) -> str:
    ahead: str = (await connection.execute(sa.text("SELECT ahead::text FROM kit.clock"))).scalar_one()
    return ahead
