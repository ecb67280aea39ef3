"""Who has been reminded of what, and when it left the house."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.obligation import Owed
from reporting_service.domain.reminders import Stage
from reporting_service.tables import reminders

ADD = sa.text("""
INSERT INTO reporting.reminders (campaign_id, template_id, unit_code, kind, due_on, reminded_at)
SELECT :campaign_id, :template_id, unit, :kind, :due_on, :now FROM unnest(CAST(:units AS text[])) AS unit
ON CONFLICT DO NOTHING
""")


async def add_reminders(connection: AsyncConnection, due: Mapping[Stage, Sequence[Owed]], now: datetime) -> None:
    """What is there stays as it is."""
    for stage, owed in due.items():
        parameters = {
            "campaign_id": stage.campaign_id,
            "template_id": stage.template_id,
            "kind": stage.kind,
            "due_on": stage.due_on,
            "now": now,
            "units": sorted(each.obligation.unit.code for each in owed),
        }
        await connection.execute(ADD, parameters)


async def mark_sent(connection: AsyncConnection, stage: Stage, units: Sequence[str]) -> set[str]:
    """Those of the units that were not marked before, now held by this transaction."""
    r = reminders.c
    of_stage = (r.campaign_id == stage.campaign_id) & (r.template_id == stage.template_id)
    of_date = (r.kind == stage.kind) & (r.due_on == stage.due_on)
    unsent = reminders.update().where(of_stage, of_date, r.unit_code.in_(units), r.sent_at.is_(None))
    marked = await connection.execute(unsent.values(sent_at=sa.func.now()).returning(r.unit_code))
    return set(marked.scalars())
