"""The record of privileged acts: one row each, refusals included, that the service itself can only add to.

Each row's digest covers the row before it, so a row that was changed, taken out or put in between shows. Services
also log the newest digest: whoever keeps the logs can tell whether the end was cut off.
"""

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from services.chassis.tokens import Caller
from services.kit.database import Database

log = structlog.get_logger(__name__)

DONE = "done"
READ = "read"
OPERATOR = "operator"
"""Who works at the command line, with the owner's rights."""
FIRST = b""
TEXTS = ("actor", "act", "target", "outcome", "request_id", "change")
LONGEST_TARGET = 200
LONGEST_CHANGE = 20_000
"""Of more, only the names of what was changed are kept."""
BATCH = 5_000

Change = Mapping[str, Sequence[object] | None]
"""What was changed → its old and its new value."""


@dataclass(frozen=True)
class Entry:
    """Who did what to what. `outcome` is `done`, `read` or a problem code; nothing here names a person.

    `change` is JSON: what was changed → its old and its new value, or null where those would be personal data.
    """

    actor: str
    act: str
    target: str
    outcome: str = DONE
    request_id: str = ""
    change: str = ""


def table(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "audit",
        metadata,
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("actor", sa.Text, nullable=False, index=True),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("act", "target", "outcome", "request_id", "change")],
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )


async def record(transaction: AsyncConnection, audit: sa.Table, entry: Entry) -> tuple[int, str]:
    """Add to the chain, as the last statement of the act's own transaction: until it ends other acts wait here.

    Returns the number and the digest of the new end.
    """
    await transaction.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(audit.fullname))))
    newest = sa.select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)
    last = (await transaction.execute(newest)).first()
    number, previous = (1, FIRST) if last is None else (last.number + 1, last.digest)
    at: datetime = (await transaction.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
    digest = _digest(previous, number, at, entry)
    await transaction.execute(audit.insert().values(number=number, at=at, digest=digest, **asdict(entry)))
    return number, digest.hex()


async def breaches(connection: AsyncConnection, audit: sa.Table) -> list[str]:
    """Where the chain is broken, in words; nothing when it is whole."""
    found: list[str] = []
    number, previous = 0, FIRST
    while True:
        batch = sa.select(audit).where(audit.c.number > number).order_by(audit.c.number).limit(BATCH)
        rows = (await connection.execute(batch)).all()
        for row in rows:
            if row.number != number + 1:
                found.append(f"{audit.fullname}: records {number + 1} to {row.number - 1} are missing")
            entry = Entry(row.actor, row.act, row.target, row.outcome, row.request_id, row.change)
            if bytes(row.digest) != _digest(previous, row.number, row.at, entry):
                found.append(f"{audit.fullname}: record {row.number} or the one before it was changed")
            number, previous = row.number, bytes(row.digest)
        if len(rows) < BATCH:
            return found


class Journal:
    """The audit of an HTTP process. The guard of a route notes refusals; the route notes what was done."""

    def __init__(self, database: Database, audit: sa.Table) -> None:
        self._database = database
        self._audit = audit

    async def done(
        self, transaction: AsyncConnection, request: Request, target: str, change: Change | None = None
    ) -> None:
        await self._add(transaction, replace(_entry(request, target, DONE), change=_written(change)))

    async def read(self, request: Request) -> None:
        """Note that something was shown, before it is."""
        async with self._database.begin() as transaction:
            await self._add(transaction, _entry(request, request.url.path, READ))

    async def refused(self, request: Request, code: str) -> None:
        """In a transaction of its own: that of the act has been rolled back."""
        async with self._database.begin() as transaction:
            await self._add(transaction, _entry(request, request.url.path, code))

    async def _add(self, transaction: AsyncConnection, entry: Entry) -> None:
        number, digest = await record(transaction, self._audit, entry)
        log.info("audit", table=self._audit.fullname, number=number, digest=digest)


def changes(before: Any, after: Any, personal: Container[str] = ()) -> Change:
    """The members of two values of one dataclass that differ; those that may hold personal data are named only."""
    return {
        each.name: None if each.name in personal else [getattr(before, each.name), getattr(after, each.name)]
        for each in fields(before)
        if getattr(before, each.name) != getattr(after, each.name)
    }


def _written(change: Change | None) -> str:
    if not change:
        return ""
    text = json.dumps(change, ensure_ascii=False, sort_keys=True, default=_plain)
    return text if len(text) <= LONGEST_CHANGE else json.dumps(dict.fromkeys(sorted(change)), ensure_ascii=False)


def _plain(value: object) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def _entry(request: Request, target: str, outcome: str) -> Entry:
    caller: Caller = request.scope["caller"]
    request_id = request.headers.get("x-request-id", "")[:64]
    clean = target.replace("\x00", "")[:LONGEST_TARGET]
    return Entry(caller.subject, request.scope["act"], clean, outcome, request_id.replace("\x00", ""))


def _digest(previous: bytes, number: int, at: datetime, entry: Entry) -> bytes:
    content = [previous.hex(), number, at.astimezone(UTC).isoformat(), *asdict(entry).values()]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()
