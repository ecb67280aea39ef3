"""Reports, the working sheets behind them, and their versions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from reporting_service.domain.editing import net_changes
from reporting_service.domain.filing import Place
from reporting_service.domain.report import Report, Sheet, State, Version
from reporting_service.tables import attachments, edits, reports, sheets, versions

VERSION_COLUMNS = (
    versions.c.report_id,
    versions.c.version,
    versions.c.content,
    versions.c.digest,
    versions.c.submitted_at,
    versions.c.submitted_by,
    versions.c.is_late,
    versions.c.reason,
)


async def create_report(connection: AsyncConnection, place: Place) -> bool:
    """False when the unit has this report already."""
    new = insert(reports).values(
        id=uuid7(),
        campaign_id=place.campaign_id,
        template_id=place.template.id,
        unit_code=place.unit.code,
        state=State.DRAFT,
        revision=1,
        submitted_version=0,
        header={},
        explanations={},
        returned=[],
    )
    statement = new.on_conflict_do_nothing(constraint="reports_once").returning(reports.c.id)
    created = (await connection.execute(statement)).first() is not None
    sheet = insert(sheets).values(
        campaign_id=place.campaign_id, unit_code=place.unit.code, revision=1, cells={}, other_activities=[]
    )
    await connection.execute(sheet.on_conflict_do_nothing())
    return created


async def find_report(connection: AsyncConnection, place: Place) -> Report | None:
    statement = sa.select(reports).where(
        reports.c.campaign_id == place.campaign_id,
        reports.c.template_id == place.template.id,
        reports.c.unit_code == place.unit.code,
    )
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else _report(row)


async def read_report(connection: AsyncConnection, report_id: UUID, *, lock: bool = False) -> Report | None:
    statement = sa.select(reports).where(reports.c.id == report_id)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else _report(row)


async def read_sheet(connection: AsyncConnection, report: Report, *, lock: bool = False) -> Sheet:
    statement = sa.select(sheets.c.revision, sheets.c.cells, sheets.c.other_activities).where(
        sheets.c.campaign_id == report.campaign_id, sheets.c.unit_code == report.unit_code
    )
    if lock:
        statement = statement.with_for_update()
    return Sheet(*(await connection.execute(statement)).one())


async def write_sheet(connection: AsyncConnection, report: Report, sheet: Sheet) -> None:
    changed = sheets.update().where(sheets.c.campaign_id == report.campaign_id, sheets.c.unit_code == report.unit_code)
    rows = [dict(row) for row in sheet.other_activities]
    await connection.execute(changed.values(revision=sheet.revision, cells=dict(sheet.cells), other_activities=rows))


async def write_report(connection: AsyncConnection, report: Report) -> None:
    changed = reports.update().where(reports.c.id == report.id)
    await connection.execute(
        changed.values(
            state=report.state,
            revision=report.revision,
            submitted_version=report.submitted_version,
            accepted_version=report.accepted_version,
            header=dict(report.header),
            explanations=dict(report.explanations),
            returned=[dict(each) for each in report.returned],
            reason=report.reason,
        )
    )


async def add_version(connection: AsyncConnection, version: Version) -> None:
    row = {
        "report_id": version.report_id,
        "version": version.version,
        "content": version.content,
        "own": version.content["own"],
        "total": version.content["total"],
        "digest": version.digest,
        "submitted_at": version.submitted_at,
        "submitted_by": version.submitted_by,
        "is_late": version.is_late,
        "reason": version.reason,
    }
    await connection.execute(versions.insert().values(row))


async def read_version(connection: AsyncConnection, report_id: UUID, version: int) -> Version | None:
    statement = sa.select(*VERSION_COLUMNS).where(versions.c.report_id == report_id, versions.c.version == version)
    row = (await connection.execute(statement)).first()
    return None if row is None else _version(row)


async def read_versions(connection: AsyncConnection, report_id: UUID) -> Sequence[Version]:
    statement = sa.select(*VERSION_COLUMNS).where(versions.c.report_id == report_id).order_by(versions.c.version)
    return [_version(row) for row in await connection.execute(statement)]


async def count_attachments(connection: AsyncConnection, report_id: UUID, version: int | None = None) -> int:
    """The files of the report itself, or the scans of a version."""
    of_report = (attachments.c.report_id == report_id) & attachments.c.version.is_not_distinct_from(version)
    statement = sa.select(sa.func.count()).where(of_report)
    return int((await connection.execute(statement)).scalar_one())


async def note_edit(
    connection: AsyncConnection,
    report: Report,
    sheet: Sheet,
    changed: Mapping[str, Any],
    *,
    at: datetime,
    actor: str,
) -> None:
    row = {
        "report_id": report.id,
        "campaign_id": report.campaign_id,
        "unit_code": report.unit_code,
        "report_revision": report.revision,
        "sheet_revision": sheet.revision,
        "changed": dict(changed),
        "at": at,
        "actor": actor,
    }
    await connection.execute(edits.insert().values(row))


async def read_changes_since(
    connection: AsyncConnection, report: Report, report_revision: int, sheet_revision: int
) -> Sequence[str]:
    """Pointers of what is otherwise than at these revisions, whichever report of the unit changed it."""
    edit = edits.c
    of_sheet = (edit.campaign_id == report.campaign_id) & (edit.unit_code == report.unit_code)
    since = (of_sheet & (edit.sheet_revision > sheet_revision)) | (
        (edit.report_id == report.id) & (edit.report_revision > report_revision)
    )
    made = await connection.execute(sa.select(edit.changed).where(since).order_by(edit.id))
    return net_changes(made.scalars())


def _report(row: sa.RowMapping) -> Report:
    return Report(**{**row, "id": UUID(str(row["id"])), "state": State(row["state"])})


def _version(row: Any) -> Version:
    return Version(UUID(str(row[0])), *row[1:])
