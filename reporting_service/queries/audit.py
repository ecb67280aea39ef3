"""The audit log: append-only, each record chained to the one before it (I15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain import digest
from reporting_service.tables import audit_log

LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('reporting.audit_log'))")
BEGINNING = ""


@dataclass(frozen=True)
class Record:
    at: datetime
    actor: str
    action: str
    version: int
    detail: Mapping[str, Any]


async def record(connection: AsyncConnection, report_id: UUID, entry: Record) -> None:
    """One record after the other: the chain has no forks."""
    await connection.execute(LOCK)
    newest = sa.select(audit_log.c.id, audit_log.c.hash).order_by(audit_log.c.id.desc()).limit(1)
    last = (await connection.execute(newest)).first()
    number, before = (last.id + 1, last.hash) if last else (1, BEGINNING)
    row = {
        "id": number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "report_id": report_id,
        "version": entry.version,
        "detail": dict(entry.detail),
        "hash": link(before, number, report_id, entry),
    }
    await connection.execute(audit_log.insert().values(row))


def link(before: str, number: int, report_id: UUID, entry: Record) -> str:
    at = entry.at.timestamp()
    content = [before, number, str(report_id), at, entry.actor, entry.action, entry.version, dict(entry.detail)]
    return digest.of(content)


async def read_history(connection: AsyncConnection, report_id: UUID) -> Sequence[Record]:
    log = audit_log.c
    statement = sa.select(log.at, log.actor, log.action, log.version, log.detail)
    rows = await connection.execute(statement.where(log.report_id == report_id).order_by(log.id))
    return [Record(*row) for row in rows]


async def read_chain(connection: AsyncConnection) -> Sequence[tuple[int, UUID, Record, str]]:
    log = audit_log.c
    statement = sa.select(log.id, log.report_id, log.at, log.actor, log.action, log.version, log.detail, log.hash)
    rows = (await connection.execute(statement.order_by(log.id))).all()
    return [(row[0], UUID(str(row[1])), Record(*row[2:7]), row[7]) for row in rows]
