"""Excuses and extensions: one of each kind in force for an obligation. One ends, and another begins."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Place
from reporting_service.domain.relief import Kind, Relief
from reporting_service.tables import lines, reliefs


async def lock_obligation(connection: AsyncConnection, place: Place) -> bool:
    """Whether the unit owes this form to anybody; if so, nobody else grants it relief until the transaction ends."""
    line = lines.c
    statement = sa.select(line.unit_code).where(
        line.campaign_id == place.campaign_id,
        line.template_id == place.template.id,
        line.unit_code == place.unit.code,
        line.valid_to.is_(None),
    )
    return (await connection.execute(statement.with_for_update())).first() is not None


async def read_relief(connection: AsyncConnection, place: Place, kind: Kind) -> Relief | None:
    relief = reliefs.c
    statement = sa.select(relief.until, relief.reason, relief.granted_by, relief.granted_at).where(
        _in_force(place, kind)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else Relief(*row)


async def end_relief(connection: AsyncConnection, place: Place, kind: Kind, at: datetime) -> None:
    await connection.execute(reliefs.update().where(_in_force(place, kind)).values(ended_at=at))


async def begin_relief(
    connection: AsyncConnection, place: Place, kind: Kind, until: date, reason: str, *, by: str
) -> None:
    row = {
        "campaign_id": place.campaign_id,
        "template_id": place.template.id,
        "unit_code": place.unit.code,
        "kind": kind,
        "until": until,
        "reason": reason,
        "granted_by": by,
    }
    await connection.execute(reliefs.insert().values(granted_at=sa.func.clock_timestamp(), **row))


def _in_force(place: Place, kind: Kind) -> sa.ColumnElement[bool]:
    relief = reliefs.c
    return sa.and_(
        relief.campaign_id == place.campaign_id,
        relief.template_id == place.template.id,
        relief.unit_code == place.unit.code,
        relief.kind == kind,
        relief.ended_at.is_(None),
    )
