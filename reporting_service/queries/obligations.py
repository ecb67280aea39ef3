"""Who owes what in the lines in force, and which of it has come in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.contest import Due
from reporting_service.domain.filing import Place
from reporting_service.domain.obligation import Obligation
from reporting_service.domain.relief import Relief
from reporting_service.domain.report import State, Unit

COLUMNS = """
    c.id AS campaign_id, c.title, c.owner_unit, c.contest_id, c.first_day, c.last_day, l.template_id, u.code, u.name,
    u.is_local, u.is_entrance, l.parent_code, use.due_from, use.due_days, use.due_on, l.days_earlier, l.valid_from,
    r.id, r.state, r.saved_at, coalesce(r.submitted_version, 0) AS submitted_version, r.accepted_version,
    v.submitted_at, v.is_late,
    extension.until AS extended_to, extension.reason AS extended_for, extension.granted_by AS extended_by,
    extension.granted_at AS extended_at, excuse.until AS excused_until, excuse.reason AS excused_for,
    excuse.granted_by AS excused_by, excuse.granted_at AS excused_at,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('kind', m.kind, 'reminded_at', m.reminded_at, 'sent_at', m.sent_at)
            ORDER BY m.reminded_at)
        FROM reporting.reminders AS m WHERE m.campaign_id = l.campaign_id AND m.template_id = l.template_id
            AND m.unit_code = l.unit_code
    ), '[]') AS reminders
"""
SOURCES = """
    JOIN reporting.campaigns AS c ON c.id = l.campaign_id
    JOIN reporting.units AS u ON u.code = l.unit_code
    JOIN reporting.template_uses AS use ON use.campaign_id = l.campaign_id AND use.template_id = l.template_id
    LEFT JOIN reporting.reports AS r ON r.campaign_id = l.campaign_id AND r.template_id = l.template_id
        AND r.unit_code = l.unit_code
    LEFT JOIN reporting.versions AS v ON v.report_id = r.id AND v.version = r.submitted_version
    LEFT JOIN reporting.reliefs AS extension ON extension.campaign_id = l.campaign_id
        AND extension.template_id = l.template_id AND extension.unit_code = l.unit_code
        AND extension.kind = 'extension' AND extension.ended_at IS NULL
    LEFT JOIN reporting.reliefs AS excuse ON excuse.campaign_id = l.campaign_id
        AND excuse.template_id = l.template_id AND excuse.unit_code = l.unit_code
        AND excuse.kind = 'excuse' AND excuse.ended_at IS NULL
"""

OF_UNITS = sa.text(f"""
SELECT {COLUMNS}
FROM reporting.lines AS l {SOURCES}
WHERE l.valid_to IS NULL AND (CAST(:units AS text[]) IS NULL OR l.unit_code = ANY(:units))
    AND (CAST(:campaign_id AS text) IS NULL OR l.campaign_id = :campaign_id)
ORDER BY c.loaded_at DESC, c.id, l.unit_code, use.position
""")  # noqa: S608 - texts of our own

# Of these units, and of those that report to them.
AROUND = sa.text(f"""
SELECT {COLUMNS}
FROM reporting.lines AS l {SOURCES}
WHERE l.valid_to IS NULL AND (l.unit_code = ANY(:units) OR l.parent_code = ANY(:units))
    AND (CAST(:campaign_id AS text) IS NULL OR l.campaign_id = :campaign_id)
ORDER BY c.loaded_at DESC, c.id, use.position, u.sort_key, u.code
""")  # noqa: S608

BELOW = sa.text(f"""
WITH RECURSIVE below AS (
    SELECT unit_code, 1 AS depth FROM reporting.lines
    WHERE campaign_id = :campaign_id AND template_id = :template_id AND valid_to IS NULL AND parent_code = :unit
    UNION ALL
    SELECT line.unit_code, below.depth + 1
    FROM below JOIN reporting.lines AS line ON line.parent_code = below.unit_code
    WHERE line.campaign_id = :campaign_id AND line.template_id = :template_id AND line.valid_to IS NULL
        AND below.depth < 20
)
SELECT {COLUMNS}
FROM below JOIN reporting.lines AS l ON l.campaign_id = :campaign_id AND l.template_id = :template_id
    AND l.unit_code = below.unit_code AND l.valid_to IS NULL
{SOURCES}
ORDER BY below.depth, u.sort_key, u.code
""")  # noqa: S608

# The unit's reporters, then whoever was named last in any report of it: the last one counts.
CONTACTS = sa.text("""
SELECT unit AS unit_code, jsonb_build_object('contact_name', held.name) AS header, -1 AS revision
FROM unnest(CAST(:units AS text[])) AS unit JOIN reporting.access AS held
    ON held.grants @> jsonb_build_array(jsonb_build_array('reporter', unit))
WHERE held.name <> ''
UNION ALL
SELECT unit_code, header, revision FROM reporting.reports
WHERE campaign_id = :campaign_id AND unit_code = ANY(:units) AND header ? 'contact_name'
ORDER BY revision
""")


async def read_obligations(
    connection: AsyncConnection, units: Collection[str] | None, campaign_id: str | None = None
) -> Sequence[Obligation]:
    """What these units owe, or all units, in every campaign or in this one."""
    wanted = {"units": None if units is None else sorted(units), "campaign_id": campaign_id}
    return [_obligation(row) for row in await connection.execute(OF_UNITS, wanted)]


async def read_obligations_around(
    connection: AsyncConnection, units: Collection[str], campaign_id: str | None
) -> Sequence[Obligation]:
    """What these units owe, and what is owed to them."""
    wanted = {"units": sorted(units), "campaign_id": campaign_id}
    return [_obligation(row) for row in await connection.execute(AROUND, wanted)]


async def read_obligations_below(connection: AsyncConnection, place: Place) -> Sequence[Obligation]:
    parameters = {"campaign_id": place.campaign_id, "template_id": place.template.id, "unit": place.unit.code}
    return [_obligation(row) for row in await connection.execute(BELOW, parameters)]


async def read_obligation(connection: AsyncConnection, place: Place) -> Obligation:
    """Of a unit that is known to owe the form."""
    found = await read_obligations(connection, [place.unit.code], place.campaign_id)
    return next(each for each in found if each.template_id == place.template.id)


async def read_contacts(
    connection: AsyncConnection, campaign_id: str, units: Collection[str]
) -> Mapping[str, Mapping[str, Any]]:
    rows = await connection.execute(CONTACTS, {"campaign_id": campaign_id, "units": sorted(units)})
    return {row.unit_code: row.header for row in rows}


def _obligation(row: Any) -> Obligation:
    return Obligation(
        campaign=Campaign(row.campaign_id, row.title, row.owner_unit, row.contest_id, row.first_day, row.last_day),
        template_id=row.template_id,
        unit=Unit(row.code, row.name, row.is_local, row.is_entrance),
        parent=row.parent_code,
        due=Due(row.due_from, row.due_days, row.due_on),
        days_earlier=row.days_earlier,
        report_id=None if row.id is None else UUID(str(row.id)),
        state=None if row.state is None else State(row.state),
        submitted_version=row.submitted_version,
        accepted_version=row.accepted_version,
        was_late=row.is_late,
        owed_since=row.valid_from,
        submitted_at=row.submitted_at,
        saved_at=row.saved_at,
        extension=_relief(row.extended_to, row.extended_for, row.extended_by, row.extended_at),
        excuse=_relief(row.excused_until, row.excused_for, row.excused_by, row.excused_at),
        reminders=row.reminders,
    )


def _relief(until: date | None, *what: Any) -> Relief | None:
    return None if until is None else Relief(until, *what)
