"""One setting says where PostgreSQL is, whoever connects: hosts, which of them will do, and how the way is encrypted.

`postgresql://user:password@one:5432,two:5432/database?target_session_attrs=read-write&sslmode=verify-full&sslrootcert=…`,
with the parameters of libpq (PostgreSQL 18, §32.1.1 and §32.1.2).
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

CAN_WRITE = "read-write"
# What asyncpg raises when the server is gone, hung or shutting down, or has sacrificed a transaction to another one.
# Nothing is known of the statement then, so the caller is told to try again: every write of ours may be repeated.
CONNECTION_FAILURES: tuple[type[Exception], ...] = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.InternalClientError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.ReadOnlySQLTransactionError,
)


class Servers:
    """The hosts of one setting: a connection is to the first that answers and will do, the last one that did first."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for what is no such URL."""
        parts = urlsplit(url)
        if parts.scheme.partition("+")[0] not in {"postgresql", "postgres"}:
            raise ValueError(f"a PostgreSQL URL begins with postgresql://, not with {parts.scheme}://")
        account, at, hosts = parts.netloc.rpartition("@")
        query = parts.query
        wanted = parse_qs(query).get("target_session_attrs", [CAN_WRITE])
        self._is_choosing = "," in hosts and wanted == [CAN_WRITE]
        if self._is_choosing:
            query = "&".join(part for part in query.split("&") if part and not part.startswith("target_session_attrs="))
        rest = parts.path + (f"?{query}" if query else "")
        self._dsns = [f"postgresql://{account}{at}{host}{rest}" for host in hosts.split(",")]
        self._preferred = 0

    async def connect(
        self,
        *,
        within_s: float,
        settings: Mapping[str, str],
        **options: Any,
    ) -> asyncpg.Connection:
        """A connection with these settings. Raises what the last of the hosts that were tried raised.

        They are set by a statement: a pooler in front knows no start-up parameters but `application_name`.
        """
        numbers = [(self._preferred + step) % len(self._dsns) for step in range(len(self._dsns))]
        failure: Exception | None = None
        for number in numbers:
            try:
                connection = await self._connect_to(self._dsns[number], within_s / len(numbers), settings, options)
            except (
                OSError,
                TimeoutError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                asyncpg.InternalClientError,
            ) as error:
                failure = error
                continue
            self._preferred = number
            return connection
        assert failure is not None  # noqa: S101 - there is at least one host
        raise failure

    async def _connect_to(
        self, dsn: str, within_s: float, settings: Mapping[str, str], options: Mapping[str, Any]
    ) -> asyncpg.Connection:
        named = {"application_name": settings.get("application_name", "")}
        async with asyncio.timeout(within_s):
            connection = await asyncpg.connect(dsn, timeout=within_s, server_settings=named, **options)
            try:
                if self._is_choosing:
                    await _refuse_reader(connection)
                others = {name: value for name, value in settings.items() if name != "application_name"}
                if others:
                    await connection.execute(";".join(f"SET {name} = '{value}'" for name, value in others.items()))
            except BaseException:
                connection.terminate()
                raise
        return connection


async def _refuse_reader(connection: asyncpg.Connection) -> None:
    """Asked of the server itself: a pooler goes on telling what its server was when it first met it."""
    if await connection.fetchval("SHOW transaction_read_only") == "on":
        raise asyncpg.TargetServerAttributeNotMatched("a server that can be written to is wanted, and this is none")
