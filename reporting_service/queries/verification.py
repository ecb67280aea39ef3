"""Everything that was ever written and submitted, for the recomputation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.lines import Line
from reporting_service.domain.recomputed import ActOnRecord, ReportOnRecord, VersionOnRecord
from reporting_service.tables import acts, edits, lines, reports, template_uses, templates, units, versions


@dataclass(frozen=True)
class KeptReport:
    """A report's row with its record, and what it belongs to."""

    id: str
    campaign_id: str
    template_id: str
    unit: str
    record: ReportOnRecord


@dataclass(frozen=True)
class KeptLine:
    campaign_id: str
    template_id: str
    unit: str
    line: Line
    digest: str
    is_in_force: bool


async def read_versions(connection: AsyncConnection) -> Mapping[tuple[str, int], VersionOnRecord]:
    """By report and version."""
    v = versions.c
    statement = sa.select(v.report_id, v.version, v.content, v.digest, v.own, v.total, v.is_late)
    rows = await connection.execute(statement.order_by(v.report_id, v.version))
    return {(str(row[0]), row[1]): VersionOnRecord(*row[2:]) for row in rows}


async def read_reports(connection: AsyncConnection) -> Sequence[KeptReport]:
    made = await _acts(connection)
    written = await _edits(connection)
    rows = (await connection.execute(sa.select(reports).order_by(reports.c.unit_code, reports.c.id))).all()
    return [
        KeptReport(
            id=str(row.id),
            campaign_id=row.campaign_id,
            template_id=row.template_id,
            unit=row.unit_code,
            record=ReportOnRecord(
                name=f"{row.template_id} of {row.unit_code} in {row.campaign_id}",
                state=row.state,
                submitted_version=row.submitted_version,
                accepted_version=row.accepted_version,
                cells=row.cells,
                other_activities=row.other_activities,
                acts=made.get(str(row.id), ()),
                edits=written.get(str(row.id), ()),
            ),
        )
        for row in rows
    ]


async def read_lines(connection: AsyncConnection) -> Sequence[KeptLine]:
    """Those in force and those that have ended."""
    rows = (await connection.execute(sa.select(lines).order_by(lines.c.campaign_id, lines.c.unit_code))).all()
    return [
        KeptLine(
            campaign_id=row.campaign_id,
            template_id=row.template_id,
            unit=row.unit_code,
            line=Line(row.parent_code, row.days_earlier, row.seal_name, tuple(row.contest_units or ())),
            digest=row.digest,
            is_in_force=row.valid_to is None,
        )
        for row in rows
    ]


async def read_known(connection: AsyncConnection) -> tuple[set[str], set[tuple[str, str]]]:
    """Codes of units, and which forms are due in which campaigns."""
    codes = set((await connection.execute(sa.select(units.c.code))).scalars())
    use = template_uses.c
    due = {(row[0], row[1]) for row in await connection.execute(sa.select(use.campaign_id, use.template_id))}
    return codes, due


async def read_templates(connection: AsyncConnection) -> Mapping[tuple[str, int], tuple[Mapping[str, Any], str]]:
    """Content and digest by template and version."""
    t = templates.c
    rows = await connection.execute(sa.select(t.id, t.version, t.content, t.digest).order_by(t.id, t.version))
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


async def _acts(connection: AsyncConnection) -> Mapping[str, Sequence[ActOnRecord]]:
    a = acts.c
    found: dict[str, list[ActOnRecord]] = {}
    rows = await connection.execute(sa.select(a.report_id, a.action, a.version, a.detail).order_by(a.id))
    for report_id, *act in rows:
        found.setdefault(str(report_id), []).append(ActOnRecord(*act))
    return found


async def _edits(connection: AsyncConnection) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    e = edits.c
    found: dict[str, list[Mapping[str, Any]]] = {}
    for report_id, changed in await connection.execute(sa.select(e.report_id, e.changed).order_by(e.id)):
        found.setdefault(str(report_id), []).append(changed)
    return found
