"""Idempotency-Key: the first answer is stored in the transaction of its effect and given again to every repeat."""

import hashlib
from collections.abc import Awaitable, Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.tokens import Caller
from services.kit import sealing
from services.kit.errors import FieldError, IdempotencyKeyInFlight, IdempotencyKeyReused, Invalid

LONGEST_KEY = 128
KEPT_FOR = "7 days"


def table(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "idempotency_keys",
        metadata,
        sa.Column("scope", sa.LargeBinary, primary_key=True),
        sa.Column("request_digest", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
        sa.Column("etag", sa.Text),
    )


async def once(
    request: Request,
    caller: Caller,
    transaction: AsyncConnection,
    keys: sa.Table,
    work: Callable[[], Awaitable[Response]],
    seal: bytes | None = None,
    digest: bytes | None = None,
) -> Response:
    """The answer of `work`, or the stored one when this caller sent the same key, query and body to this route before.

    An answer that holds a secret is stored under `seal`, a key of 32 bytes. `digest` stands for a body that was not
    kept, or that a client puts together anew at each try.

    Raises `IdempotencyKeyReused` for another query or body, and `IdempotencyKeyInFlight` while the first is being
    handled. A failed request leaves no trace, so its key may be used again.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return await work()
    if not 0 < len(key) <= LONGEST_KEY:
        raise Invalid(errors=[FieldError("/Idempotency-Key", "length", "长度应为 1 至 128。", "1 to 128 characters.")])
    scope = _digest(caller.subject, request.method, request.url.path, key)
    lock = int.from_bytes(scope[:8], "big", signed=True)
    if not (await transaction.execute(sa.select(sa.func.pg_try_advisory_xact_lock(lock)))).scalar_one():
        raise IdempotencyKeyInFlight
    if digest is None:
        digest = hashlib.sha256(await request.body()).digest()
    if request.url.query:
        digest = hashlib.sha256(request.url.query.encode() + digest).digest()
    stored = (await transaction.execute(sa.select(keys).where(keys.c.scope == scope))).first()
    if stored is not None:
        if stored.request_digest != digest:
            raise IdempotencyKeyReused
        # A client whose first answer was lost needs the tag for its If-Match.
        headers = {"ETag": stored.etag} if stored.etag else None
        return Response(_opened(seal, scope, stored.body), stored.status, headers, "application/json")
    answer = await work()
    body = _sealed(seal, scope, bytes(answer.body))
    etag = answer.headers.get("etag")
    row = {"scope": scope, "request_digest": digest, "status": answer.status_code, "body": body, "etag": etag}
    await transaction.execute(keys.insert().values(row))
    return answer


async def forget_old(transaction: AsyncConnection, keys: sa.Table) -> None:
    await transaction.execute(keys.delete().where(keys.c.stored_at < sa.func.now() - sa.text(f"interval '{KEPT_FOR}'")))


def _sealed(seal: bytes | None, scope: bytes, body: bytes) -> bytes:
    return body if seal is None else sealing.seal(seal, scope, body)


def _opened(seal: bytes | None, scope: bytes, stored: bytes) -> bytes:
    return stored if seal is None else sealing.opened(seal, scope, stored)


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\x00".join(parts).encode()).digest()
