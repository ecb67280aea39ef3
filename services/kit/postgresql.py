"""One setting says where PostgreSQL is, whoever connects: hosts, which of them will do, and how the way is encrypted.

`postgresql://user:password@one:5432,two:5432/database?target_session_attrs=read-write&sslmode=verify-full&sslrootcert=…`,
with the parameters of libpq (PostgreSQL 18, §32.1.1 and §32.1.2).
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from services.kit.errors import Refused

ROUNDS_OF_THE_PROBE = 3
CAN_WRITE = "read-write"
FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Servers:
    """The hosts of one setting: a connection is to the first that answers and will do, the last one that did first."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for what is no such URL."""
        parts = urlsplit(url)
        if parts.scheme.partition("+")[0] not in {"postgresql", "postgres"}:
            raise ValueError(f"a PostgreSQL URL begins with postgresql://, not with {parts.scheme}://")
        account, at, hosts = parts.netloc.rpartition("@")
        query = parts.query
        self._several = "," in hosts
        if self._several and "target_session_attrs" not in parse_qs(query):
            query = "&".join(filter(None, [query, f"target_session_attrs={CAN_WRITE}"]))
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
        """A connection with these settings of its session. Raises what the last of the hosts that were tried raised.

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
                others = {name: value for name, value in settings.items() if name != "application_name"}
                if others:
                    await connection.execute(";".join(f"SET {name} = '{value}'" for name, value in others.items()))
            except BaseException:
                connection.terminate()
                raise
        return connection

    async def refuse_transaction_pooling(self, within_s: float) -> None:
        """Raises `Refused` where a pooler gives a connection's server to others between transactions.

        Settings and prepared statements of one caller would reach another one, or nobody.
        """
        first = await self.connect(within_s=within_s, settings={})
        others: list[asyncpg.Connection] = []
        try:
            own = await _server_of(first)
            if own == first.get_server_pid():
                return  # straight to the server
            for _ in range(ROUNDS_OF_THE_PROBE):
                others.append(await self.connect(within_s=within_s, settings={}))
                await others[-1].execute("BEGIN")
                if own == await _server_of(others[-1]) or own != await _server_of(first):
                    raise Refused(
                        "The pooler in front of PostgreSQL works in transaction mode. The services hold prepared "
                        "statements and settings of their sessions: let it work in session mode (PgBouncer: "
                        "pool_mode = session), or connect to PostgreSQL itself."
                    )
        finally:
            for connection in (first, *others):
                connection.terminate()


async def _server_of(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SELECT pg_backend_pid()"))


async def refuse_lone_server(connection: asyncpg.Connection) -> None:
    """Raises `Refused` where a commit does not wait for a standby: a failover could lose what was acknowledged."""
    standbys, commit = await connection.fetchrow(
        "SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit')"
    )
    if not standbys or commit not in {"on", "remote_apply"}:
        raise Refused(
            "CONTEST_NEEDS_SYNCHRONOUS_STANDBY is set, and PostgreSQL waits for no standby: "
            f"synchronous_standby_names is '{standbys}', synchronous_commit is {commit}."
        )
