"""What a process will not work with is refused when it starts, in one sentence for the operator."""

import asyncpg

from services.kit.database import ANSWER_WITHIN_S, Database
from services.kit.errors import Refused
from services.kit.postgresql import Servers

ROUNDS_OF_THE_PROBE = 3


async def look_over(database: Database, *, needs_synchronous_standby: bool) -> None:
    """Raises `Refused` for a pooler in transaction mode and, where one is needed, for a server without a standby."""
    await _refuse_transaction_pooling(database.servers)
    if needs_synchronous_standby:
        await _refuse_lone_server(database.servers)


async def _refuse_transaction_pooling(servers: Servers) -> None:
    """A pooler that gives a connection's server to others between transactions gives them its settings as well."""
    first = await servers.connect(within_s=ANSWER_WITHIN_S, settings={})
    others: list[asyncpg.Connection] = []
    try:
        own = await _server_of(first)
        if own == first.get_server_pid():
            return  # straight to the server
        for _ in range(ROUNDS_OF_THE_PROBE):
            others.append(await servers.connect(within_s=ANSWER_WITHIN_S, settings={}))
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


async def _refuse_lone_server(servers: Servers) -> None:
    """Where a commit does not wait for a standby, a failover could lose what was acknowledged."""
    connection = await servers.connect(within_s=ANSWER_WITHIN_S, settings={})
    try:
        standbys, commit = await connection.fetchrow(
            "SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit')"
        )
    finally:
        connection.terminate()
    if not standbys or commit not in {"on", "remote_apply"}:
        raise Refused(
            "CONTEST_NEEDS_SYNCHRONOUS_STANDBY is set, and PostgreSQL waits for no standby: "
            f"synchronous_standby_names is '{standbys}', synchronous_commit is {commit}."
        )


async def _server_of(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SELECT pg_backend_pid()"))
