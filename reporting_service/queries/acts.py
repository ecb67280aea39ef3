"""Who did what to a report when, with what it was about: the history that its unit and those above it read (R3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.tables import access, acts


@dataclass(frozen=True)
class Record:
    at: datetime
    actor: str
    action: str
    version: int
    detail: Mapping[str, Any]
    actor_name: str | None = None


async def record(connection: AsyncConnection, report_id: UUID, entry: Record) -> None:
    row = asdict(entry)
    del row["actor_name"]
    await connection.execute(acts.insert().values(report_id=report_id, **row))


async def read_history(connection: AsyncConnection, report_id: UUID) -> Sequence[Record]:
    """With the names of the people, as far as they are still known."""
    act = acts.c
    people = acts.outerjoin(access, sa.cast(access.c.account, sa.Text) == act.actor)
    statement = sa.select(
        act.at, act.actor, act.action, act.version, act.detail, sa.func.nullif(access.c.name, "")
    ).select_from(people)
    rows = await connection.execute(statement.where(act.report_id == report_id).order_by(act.id))
    return [Record(*row) for row in rows]
