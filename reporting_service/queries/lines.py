"""Where a unit stands in the reporting line of a template, and what lies below it."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Due
from reporting_service.domain.filing import Place
from reporting_service.domain.forms import Template
from reporting_service.domain.report import Unit
from reporting_service.domain.roll_up import Node

# The campaign that was loaded last is the one that a template is filled for.
USE = sa.text("""
SELECT u.campaign_id, u.due_from, u.due_days, c.contest_id
FROM reporting.template_uses AS u JOIN reporting.campaigns AS c ON c.id = u.campaign_id
WHERE u.template_id = :template_id AND (CAST(:campaign_id AS text) IS NULL OR u.campaign_id = :campaign_id)
ORDER BY c.loaded_at DESC, c.id LIMIT 1
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
SELECT u.code, u.name, u.is_local, coalesce(l.days_earlier, 0) AS days_earlier, extension.until AS extended_to,
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

BELOW = sa.text("""
WITH RECURSIVE below AS (
    SELECT l.unit_code, l.parent_code, 1 AS depth FROM reporting.lines AS l
    WHERE l.campaign_id = :campaign_id AND l.template_id = :template_id AND l.valid_to IS NULL
        AND l.parent_code = :unit
    UNION ALL
    SELECT l.unit_code, l.parent_code, below.depth + 1
    FROM below JOIN reporting.lines AS l ON l.parent_code = below.unit_code
    WHERE l.campaign_id = :campaign_id AND l.template_id = :template_id AND l.valid_to IS NULL AND below.depth < 20
)
SELECT below.unit_code, u.name, below.parent_code, r.id, r.accepted_version, v.digest, v.own, v.total,
    excuse.until AS excused_until,
    r.accepted_version IS NULL OR (r.state = 'accepted' AND r.submitted_version = r.accepted_version) AS is_settled
FROM below JOIN reporting.units AS u ON u.code = below.unit_code
LEFT JOIN reporting.reports AS r ON r.campaign_id = :campaign_id AND r.template_id = :template_id
    AND r.unit_code = below.unit_code
LEFT JOIN reporting.versions AS v ON v.report_id = r.id AND v.version = r.accepted_version
LEFT JOIN reporting.reliefs AS excuse ON excuse.campaign_id = :campaign_id AND excuse.template_id = :template_id
    AND excuse.unit_code = below.unit_code AND excuse.kind = 'excuse' AND excuse.ended_at IS NULL
ORDER BY below.depth, u.sort_key, below.unit_code
""")


async def read_place(
    connection: AsyncConnection, template: Template, unit: str, campaign_id: str | None = None
) -> tuple[Place, str] | None:
    """The unit's place in the template's line and the contest of its campaign, or None for a unit outside the line."""
    wanted = {"template_id": template.id, "campaign_id": campaign_id}
    use = (await connection.execute(USE, wanted)).first()
    if use is None:
        return None
    parameters = {"campaign_id": use.campaign_id, "template_id": template.id, "unit": unit}
    rows = (await connection.execute(ABOVE, parameters)).all()
    if not rows or rows[0].code != unit or not rows[0].is_in_line:
        return None
    place = Place(
        unit=Unit(rows[0].code, rows[0].name, rows[0].is_local),
        template=template,
        campaign_id=use.campaign_id,
        due=Due(use.due_from, use.due_days),
        ancestors=tuple(row.code for row in rows[1:]),
        days_earlier=rows[0].days_earlier,
        extended_to=rows[0].extended_to,
    )
    return place, use.contest_id


async def read_below(connection: AsyncConnection, place: Place) -> Sequence[Node]:
    """Every unit below, at any depth, with the version of its report that has been accepted."""
    parameters = {"campaign_id": place.campaign_id, "template_id": place.template.id, "unit": place.unit.code}
    return [
        Node(
            unit=row.unit_code,
            name=row.name,
            parent=row.parent_code,
            report_id=None if row.id is None else UUID(str(row.id)),
            version=row.accepted_version,
            digest=row.digest,
            own=row.own or {},
            total=row.total or {},
            is_settled=row.is_settled,
            excused_until=row.excused_until,
        )
        for row in await connection.execute(BELOW, parameters)
    ]
