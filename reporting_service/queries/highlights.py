"""Notable work, and which units above send it on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.highlights import Highlight, Selection
from reporting_service.domain.report import Unit
from reporting_service.tables import highlights, selections

# A unit sees its own work, that of the units which report to it in any form of the campaign, and what these send on.
SHOWN = sa.text("""
SELECT h.id, h.campaign_id, h.unit_code, u.name, h.title, h.text, h.created_at, h.created_by
FROM reporting.highlights AS h JOIN reporting.units AS u ON u.code = h.unit_code
WHERE (CAST(:campaign_id AS text) IS NULL OR h.campaign_id = :campaign_id)
    AND (CAST(:id AS uuid) IS NULL OR h.id = CAST(:id AS uuid))
    AND (CAST(:units AS text[]) IS NULL OR h.unit_code = ANY(:units) OR EXISTS (
        SELECT FROM reporting.lines AS l
        WHERE l.campaign_id = h.campaign_id AND l.valid_to IS NULL AND l.parent_code = ANY(:units) AND (
            l.unit_code = h.unit_code OR l.unit_code IN (
                SELECT s.unit_code FROM reporting.selections AS s WHERE s.highlight_id = h.id
            )
        )
    ))
ORDER BY h.created_at DESC, h.id
""")

PARENTS = sa.text("""
SELECT DISTINCT parent_code FROM reporting.lines
WHERE campaign_id = :campaign_id AND valid_to IS NULL AND unit_code = ANY(:units)
""")


async def add_highlight(connection: AsyncConnection, highlight: Highlight) -> None:
    row = {
        "id": highlight.id,
        "campaign_id": highlight.campaign_id,
        "unit_code": highlight.unit.code,
        "title": highlight.title,
        "text": highlight.text,
        "created_at": highlight.created_at,
        "created_by": highlight.created_by,
    }
    await connection.execute(highlights.insert().values(row))


async def add_selection(connection: AsyncConnection, highlight_id: UUID, selection: Selection) -> None:
    """The first one of a unit stands."""
    new = insert(selections).values(
        highlight_id=highlight_id,
        unit_code=selection.unit.code,
        selected_at=selection.selected_at,
        selected_by=selection.selected_by,
        comment=selection.comment,
    )
    await connection.execute(new.on_conflict_do_nothing())


async def read_highlights(
    connection: AsyncConnection,
    units: Collection[str] | None,
    *,
    campaign_id: str | None = None,
    only: UUID | None = None,
) -> Sequence[Highlight]:
    """What these units see, or everything; the newest first."""
    wanted = {
        "units": None if units is None else sorted(units),
        "campaign_id": campaign_id,
        "id": None if only is None else str(only),
    }
    rows = (await connection.execute(SHOWN, wanted)).all()
    chosen = await _selections(connection, [UUID(str(row.id)) for row in rows])
    return [_highlight(row, chosen[UUID(str(row.id))]) for row in rows]


async def read_parents(connection: AsyncConnection, campaign_id: str, units: Collection[str]) -> set[str]:
    """Whom these units report to in any form of the campaign."""
    parameters = {"campaign_id": campaign_id, "units": sorted(units)}
    return set((await connection.execute(PARENTS, parameters)).scalars())


async def _selections(connection: AsyncConnection, ids: Collection[UUID]) -> Mapping[UUID, Sequence[Selection]]:
    statement = sa.text("""
SELECT s.highlight_id, u.code, u.name, s.selected_at, s.selected_by, s.comment
FROM reporting.selections AS s JOIN reporting.units AS u ON u.code = s.unit_code
WHERE s.highlight_id = ANY(CAST(:ids AS uuid[])) ORDER BY s.selected_at
""")
    found: dict[UUID, list[Selection]] = {each: [] for each in ids}
    for row in await connection.execute(statement, {"ids": [str(each) for each in ids]}):
        selection = Selection(Unit(row.code, row.name), row.selected_at, row.selected_by, row.comment)
        found[UUID(str(row.highlight_id))].append(selection)
    return found


def _highlight(row: Any, chosen: Sequence[Selection]) -> Highlight:
    return Highlight(
        UUID(str(row.id)),
        row.campaign_id,
        Unit(row.unit_code, row.name),
        row.title,
        row.text,
        row.created_at,
        row.created_by,
        tuple(chosen),
    )
