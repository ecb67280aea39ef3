"""A privileged write: shielded from its client's leaving, one transaction, once for each Idempotency-Key, on record."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.chassis import idempotency
from services.chassis.audit import Change
from services.chassis.routing import caller_of
from services.chassis.shared import shared_of
from services.kit.database import shielded


@dataclass(frozen=True)
class Done:
    """What came of a write: the reply, and what the audit names as its target; None where nothing was changed.

    `change` is for the audit too: what was changed, with its old and its new value (`audit.changes`).
    """

    reply: Response
    target: str | None
    change: Change | None = None


Work = Callable[[AsyncConnection], Awaitable[Done]]


async def perform(request: Request, work: Work, *, seal: bytes | None = None, digest: bytes | None = None) -> Response:
    """Do `work` in a transaction and put it on record; a repeat with the same Idempotency-Key gets the same reply.

    `seal` and `digest` are those of `idempotency.once`. The body is read before anything is locked. Raises what `work`
    raises, and has then changed nothing.
    """
    if digest is None:
        await request.body()
    shared = shared_of(request)

    async def write() -> Response:
        async with shared.database.begin() as transaction:

            async def act() -> Response:
                done = await work(transaction)
                if done.target is not None:
                    await shared.journal.done(transaction, request, done.target, done.change)
                return done.reply

            keys = shared.tables.idempotency_keys
            return await idempotency.once(request, caller_of(request), transaction, keys, act, seal, digest)

    return await shielded(write())
