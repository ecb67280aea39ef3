"""Who did what to a report when, with what it was about: the history that its unit and those above it read (R3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.tables import acts


@dataclass(frozen=True)
class Record:
    at: datetime
    actor: str
    action: str
    version: int
    detail: Mapping[str, Any]


async def record(connection: AsyncConnection, report_id: UUID, entry: Record) -> None:
    await connection.execute(acts.insert().values(report_id=report_id, **asdict(entry)))


async def read_history(connection: AsyncConnection, report_id: UUID) -> Sequence[Record]:
    act = acts.c
    statement = sa.select(act.at, act.actor, act.action, act.version, act.detail)
    rows = await connection.execute(statement.where(act.report_id == report_id).order_by(act.id))
    return [Record(*row) for row in rows]
