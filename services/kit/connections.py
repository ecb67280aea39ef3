"""The driver's connection as the engine uses it: it ends soon, and never believes in what the server did not say."""

from typing import Any

import asyncpg
from asyncpg.transaction import Transaction

GOODBYE_S = 0.1
"""How long a connection that failed waits for the server's goodbye. SQLAlchemy would wait two seconds."""


class Connection(asyncpg.Connection):  # type: ignore[misc]
    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's signature
        await super().close(timeout=GOODBYE_S if timeout is None else min(timeout, GOODBYE_S))

    def transaction(self, **options: Any) -> "_Transaction":
        return _Transaction(self, **options)


class _Transaction(Transaction):  # type: ignore[misc]
    """Ends the connection where BEGIN fails: it would believe in the transaction, and begin no other ever again."""

    def __init__(
        self, connection: Connection, isolation: str | None = None, *, readonly: bool = False, deferrable: bool = False
    ) -> None:
        super().__init__(connection, isolation, readonly, deferrable)
        self._of = connection

    async def start(self) -> None:
        try:
            await super().start()
        except BaseException:
            self._of.terminate()
            raise
