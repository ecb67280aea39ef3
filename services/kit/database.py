"""PostgreSQL: an SQLAlchemy engine for ordinary work, held asyncpg connections for statements that must be cheap."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from services.kit.connections import Connection
from services.kit.errors import Unavailable
from services.kit.metrics import CONNECTIONS, CONNECTIONS_USED
from services.kit.postgresql import CONNECTION_FAILURES, Servers

ANSWER_WITHIN_S = 2.0
"""However silent the server is, a caller knows after this time that there is no answer."""
STATEMENT_TIMEOUT_MS = 1_700
LOCK_TIMEOUT_MS = 1_000
SILENCE_S = 0.2
"""How long after its own time limit for a statement a server may take to say so."""
LONGEST_QUEUE_S = 5.0
"""How long somebody waits for a connection while others are served: a queue that moves is no silent server."""
OPEN_WITHIN_S = 20.0
OPEN_AGAIN_AFTER_S = 0.2

# The hot connections run look-ups by key. A plan made while a partition was empty must not scan it once it is full.
KEY_LOOKUPS_ONLY = {
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan",
}
_LOOK_UP_BY_KEY = sa.select(*[sa.func.set_config(name, value, sa.true()) for name, value in KEY_LOOKUPS_ONLY.items()])

TIMELINE_SQL = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"
"""Of the server's write-ahead log: another one after each promotion of a standby."""

T = TypeVar("T")

ENGINE_FAILURES: tuple[type[Exception], ...] = (DBAPIError, PoolTimeoutError, *CONNECTION_FAILURES)


def is_connection_failure(error: BaseException) -> bool:
    """True when the server could not answer, whatever layer noticed it."""
    if isinstance(error, DBAPIError):
        driver_error = getattr(error.orig, "__cause__", None) or error.orig
        return error.connection_invalidated or isinstance(driver_error, CONNECTION_FAILURES)
    return isinstance(error, (*CONNECTION_FAILURES, PoolTimeoutError, InterfaceError, OperationalError))


def _is_read_only(error: DBAPIError) -> bool:
    driver_error = getattr(error.orig, "__cause__", None) or error.orig
    return isinstance(driver_error, asyncpg.ReadOnlySQLTransactionError)


class Database:
    """The service's own schema, reached under its own role."""

    def __init__(
        self,
        url: str,
        *,
        application_name: str,
        pool_size: int = 4,
        hot_connections: int = 0,
        statement_timeout_ms: int = STATEMENT_TIMEOUT_MS,
        role: str | None = None,
    ) -> None:
        """`role` lets a superuser's connection work with the rights of a service."""
        settings = {
            "application_name": application_name,
            "statement_timeout": str(statement_timeout_ms),
            "lock_timeout": str(LOCK_TIMEOUT_MS),
            "jit": "off",
        } | ({"role": role} if role else {})
        self.servers = Servers(url)
        self._settings = settings
        self._command_timeout_s = statement_timeout_ms / 1000 + SILENCE_S
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._connect,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=LONGEST_QUEUE_S,
            pool_pre_ping=False,
        )
        sa.event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self._hot_connections = hot_connections
        self._held: list[asyncpg.Connection] = []
        """Those that run nothing now. A lost one is replaced when its turn comes."""
        self._unused = asyncio.Semaphore(hot_connections)
        self._queue: dict[asyncio.Timeout, float] = {}

    async def open(self) -> None:
        """Connect. Waits for a server that is away: who gave up would only be started again, and in the end no more."""
        CONNECTIONS.labels("transactions").set(self.engine.pool.size())  # type: ignore[attr-defined]
        CONNECTIONS.labels("look-ups").set(self._hot_connections)
        CONNECTIONS_USED.labels("transactions").set_function(self.engine.pool.checkedout)  # type: ignore[attr-defined]
        CONNECTIONS_USED.labels("look-ups").set_function(self._looking_up)
        until = time.monotonic() + OPEN_WITHIN_S
        while len(self._held) < self._hot_connections:
            try:
                self._held.append(await self._connect_for_look_ups())
            except CONNECTION_FAILURES:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(OPEN_AGAIN_AFTER_S)

    async def _connect(self) -> asyncpg.Connection:
        return await self.servers.connect(
            within_s=ANSWER_WITHIN_S,
            settings=self._settings,
            connection_class=Connection,
            command_timeout=self._command_timeout_s,
        )

    async def _connect_for_look_ups(self) -> asyncpg.Connection:
        return await self.servers.connect(within_s=ANSWER_WITHIN_S, settings=self._settings | KEY_LOOKUPS_ONLY)

    def _looking_up(self) -> int:
        return self._hot_connections - len(self._held)

    async def ping(self) -> None:
        """Ask the server for nothing. Raises `Unavailable` when it does not answer."""
        async with self.begin() as connection:
            await connection.execute(sa.text("SELECT 1"))

    async def timeline(self) -> str:
        async with self.begin() as connection:
            return str((await connection.execute(sa.text(f"SELECT {TIMELINE_SQL}"))).scalar_one())

    async def close(self) -> None:
        for connection in self._held:
            connection.terminate()
        await self.engine.dispose()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end of the block, rolled back by an exception. Raises `Unavailable`."""
        try:
            async with self._connected() as connection:
                try:
                    async with connection.begin():
                        yield connection
                except DBAPIError as error:
                    if _is_read_only(error):
                        await connection.invalidate()  # the server has become a standby: the next one is elsewhere
                    raise
            self._wait_on()
        except ENGINE_FAILURES as error:
            if is_connection_failure(error):
                raise Unavailable from error
            raise

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection of the engine. Waiting for a free one and opening a new one share one time limit.

        Others who are served meanwhile move that limit.
        """
        connection = self.engine.connect()
        async with asyncio.timeout(ANSWER_WITHIN_S) as limit:
            self._queue[limit] = asyncio.get_running_loop().time() + LONGEST_QUEUE_S
            try:
                await connection.start()
            finally:
                del self._queue[limit]
        try:
            yield connection
        finally:
            await connection.close()

    def _wait_on(self) -> None:
        """Somebody has been served, so the server answers: whoever is in the queue may wait for it anew."""
        until = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
        for limit, latest in self._queue.items():
            if not limit.expired():
                limit.reschedule(min(until, latest))

    async def fetch(self, statement: str, *values: object) -> Sequence[asyncpg.Record]:
        """One prepared statement in autocommit on a held connection. Raises `Unavailable` when there is no server."""
        if not self._hot_connections:
            raise RuntimeError("this database was opened without hot connections")
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S), self._unused:
                connection = self._held.pop()
                try:
                    if connection.is_closed():
                        connection = await self._connect_for_look_ups()
                    rows: Sequence[asyncpg.Record] = await connection.fetch(statement, *values)
                except (asyncpg.ReadOnlySQLTransactionError, asyncio.CancelledError):
                    # To be used again, it would wait until a silent server acknowledges the cancellation.
                    connection.terminate()
                    raise
                finally:
                    self._held.append(connection)
        except CONNECTION_FAILURES as error:
            raise Unavailable from error
        return rows


def _refuse_closed(dbapi_connection: Any, _record: object, _proxy: object) -> None:
    """Have the pool replace a connection whose server went away while it was idle.

    The driver knows without asking, so this costs nothing, where SQLAlchemy's ping would cost a round trip each time.
    """
    if dbapi_connection.driver_connection.is_closed():
        raise DisconnectionError


async def look_up_by_key(connection: AsyncConnection) -> None:
    """Plan for the rest of the transaction like the hot connections do: no scan of what was small when it was planned.

    For statements that look up by key in tables which grow.
    """
    await connection.execute(_LOOK_UP_BY_KEY)


async def shielded(work: Awaitable[T]) -> T:
    """Finish a write even when its client has gone: a cancelled request must not leave half a transaction behind."""
    return await asyncio.shield(asyncio.ensure_future(work))
