"""Where a unit stands in the reporting line of a template."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Due
from reporting_service.domain.filing import Place
from reporting_service.domain.forms import Template
from reporting_service.domain.lines import Standpoint
from reporting_service.domain.report import Unit

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
SELECT u.code, u.is_local FROM above JOIN reporting.units AS u USING (code) ORDER BY above.height
""")


async def read_standpoint(connection: AsyncConnection, report_id: UUID) -> Standpoint | None:
    """Whose report it is and whom that unit reports to; None for a report that does not exist."""
    rows = (await connection.execute(UPWARDS, {"report_id": report_id})).all()
    return _standpoint(rows) if rows else None


async def read_place(
    connection: AsyncConnection, template: Template, unit: str, campaign_id: str | None = None
) -> Place | None:
    """The unit's place in the template's line, or None for a unit outside the line."""
    wanted = {"template_id": template.id, "campaign_id": campaign_id}
    use = (await connection.execute(USE, wanted)).first()
    if use is None:
        return None
    parameters = {"campaign_id": use.campaign_id, "template_id": template.id, "unit": unit}
    rows = (await connection.execute(ABOVE, parameters)).all()
    if not rows or rows[0].code != unit or not rows[0].is_in_line:
        return None
    return Place(
        unit=Unit(rows[0].code, rows[0].name, rows[0].is_local),
        template=template,
        campaign_id=use.campaign_id,
        contest_id=use.contest_id,
        due=Due(use.due_from, use.due_days),
        standpoint=_standpoint(rows),
        days_earlier=rows[0].days_earlier,
        extended_to=rows[0].extended_to,
    )


def _standpoint(rows: Sequence[Any]) -> Standpoint:
    """Of rows that begin with the unit itself and run upwards."""
    codes = [row.code for row in rows]
    return Standpoint(codes[0], tuple(codes[1:]), frozenset(row.code for row in rows if row.is_local))
