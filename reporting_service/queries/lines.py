"""Where a unit stands in the reporting line of a template."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.contest import Due
from reporting_service.domain.filing import Place
from reporting_service.domain.forms import Template
from reporting_service.domain.lines import Standpoint
from reporting_service.domain.report import Unit

# The newest campaigns first.
USES = sa.text("""
SELECT c.id, c.title, c.owner_unit, c.contest_id, c.first_day, c.last_day, c.camp_id, c.seal_name,
    u.due_from, u.due_days, u.due_on
FROM reporting.template_uses AS u JOIN reporting.campaigns AS c ON c.id = u.campaign_id
WHERE u.template_id = :template_id AND (CAST(:campaign_id AS text) IS NULL OR u.campaign_id = :campaign_id)
ORDER BY c.loaded_at DESC, c.id
""")

# The unit itself first, then its parents upwards. A unit stands in the line when it reports or is reported to.
ABOVE = sa.text("""
WITH RECURSIVE above AS (
    SELECT CAST(:unit AS text) AS code, 0 AS height
    UNION ALL
    SELECT l.parent_code, above.height + 1
    FROM above JOIN reporting.lines AS l ON l.unit_code = above.code
    WHERE l.campaign_id = :campaign_id AND l.template_id = :template_id AND l.valid_to IS NULL AND above.height < 20
)
SELECT u.code, u.name, u.is_local, u.is_entrance, coalesce(l.days_earlier, 0) AS days_earlier, l.seal_name,
    l.contest_units, extension.until AS extended_to,
    above.height = 0 AND NOT EXISTS (
        SELECT FROM reporting.access AS held
        WHERE held.grants @> jsonb_build_array(jsonb_build_array('reporter', u.code))
    ) AS is_unattended,
    l.unit_code IS NOT NULL OR EXISTS (
        SELECT FROM reporting.lines AS child WHERE child.campaign_id = :campaign_id
            AND child.template_id = :template_id AND child.parent_code = u.code AND child.valid_to IS NULL
    ) AS is_in_line
FROM above JOIN reporting.units AS u USING (code)
LEFT JOIN reporting.lines AS l ON l.unit_code = u.code AND l.campaign_id = :campaign_id
    AND l.template_id = :template_id AND l.valid_to IS NULL
LEFT JOIN reporting.reliefs AS extension ON extension.campaign_id = :campaign_id
    AND extension.template_id = :template_id AND extension.unit_code = u.code AND extension.kind = 'extension'
    AND extension.ended_at IS NULL
ORDER BY above.height
""")


# A report's unit first, then its parents upwards; nothing for a report that does not exist.
UPWARDS = sa.text("""
WITH RECURSIVE above AS (
    SELECT unit_code AS code, campaign_id, template_id, 0 AS height FROM reporting.reports WHERE id = :report_id
    UNION ALL
    SELECT l.parent_code, above.campaign_id, above.template_id, above.height + 1
    FROM above JOIN reporting.lines AS l ON l.unit_code = above.code AND l.campaign_id = above.campaign_id
        AND l.template_id = above.template_id AND l.valid_to IS NULL
    WHERE above.height < 20
)
SELECT u.code, u.is_local, above.height = 0 AND NOT EXISTS (
    SELECT FROM reporting.access AS held
    WHERE held.grants @> jsonb_build_array(jsonb_build_array('reporter', u.code))
) AS is_unattended
FROM above JOIN reporting.units AS u USING (code) ORDER BY above.height
""")


async def read_standpoint(connection: AsyncConnection, report_id: UUID) -> Standpoint | None:
    """Whose report it is and whom that unit reports to; None for a report that does not exist."""
    rows = (await connection.execute(UPWARDS, {"report_id": report_id})).all()
    return _standpoint(rows) if rows else None


async def read_places(
    connection: AsyncConnection, template: Template, unit: str, campaign_id: str | None = None
) -> Sequence[Place]:
    """The unit's places in the template's lines, one in each campaign, or in this one; none for a unit outside them."""
    wanted = {"template_id": template.id, "campaign_id": campaign_id}
    found = []
    for use in (await connection.execute(USES, wanted)).all():
        parameters = {"campaign_id": use.id, "template_id": template.id, "unit": unit}
        rows = (await connection.execute(ABOVE, parameters)).all()
        if rows and rows[0].code == unit and rows[0].is_in_line:
            found.append(_place(template, use, rows))
    return found


async def read_place(connection: AsyncConnection, template: Template, unit: str, campaign_id: str) -> Place | None:
    """The unit's place in one campaign."""
    return next(iter(await read_places(connection, template, unit, campaign_id)), None)


def _place(template: Template, use: Any, rows: Sequence[Any]) -> Place:
    own, campaign = rows[0], Campaign(*use[:8])
    return Place(
        unit=Unit(own.code, own.name, own.is_local, own.is_entrance),
        template=template,
        campaign=campaign,
        due=Due(use.due_from, use.due_days, use.due_on),
        standpoint=_standpoint(rows),
        days_earlier=own.days_earlier,
        extended_to=own.extended_to,
        seal_name=own.seal_name or (campaign.seal_name if own.code == campaign.owner_unit else None),
        contest_units=tuple(own.contest_units or ()),
        names={row.code: row.name for row in rows},
    )


def _standpoint(rows: Sequence[Any]) -> Standpoint:
    """Of rows that begin with the unit itself and run upwards."""
    codes = [row.code for row in rows]
    local = frozenset(row.code for row in rows if row.is_local)
    return Standpoint(codes[0], tuple(codes[1:]), local, is_unattended=rows[0].is_unattended)
