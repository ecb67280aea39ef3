"""Reports and their versions."""

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
from reporting_service.domain.report import Report, State, Version
from reporting_service.tables import attachments, edits, reports, versions

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


async def create_report(
    connection: AsyncConnection, place: Place, now: datetime, *, filled_by: str | None = None
) -> bool:
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
        cells={},
        other_activities=[],
        explanations={},
        saved_at=now,
        filled_by=filled_by,
        returned=[],
    )
    statement = new.on_conflict_do_nothing(constraint="reports_once").returning(reports.c.id)
    return (await connection.execute(statement)).first() is not None


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


# The version that stands, or what is being written, of every other form that the unit fills in for the same month.
SAID_ELSEWHERE = sa.text("""
SELECT r.template_id, coalesce(v.own, r.cells) AS values, coalesce(v.submitted_at, r.saved_at) AS as_of
FROM reporting.reports AS r JOIN reporting.campaigns AS c ON c.id = r.campaign_id
JOIN reporting.campaigns AS here ON here.id = :campaign_id
LEFT JOIN reporting.versions AS v ON v.report_id = r.id AND v.version = r.submitted_version
    AND r.state IN ('submitted', 'accepted')
WHERE r.unit_code = :unit AND r.id <> :report_id AND (c.id = here.id OR c.contest_id = here.contest_id)
ORDER BY as_of, r.template_id
""")


async def read_said_elsewhere(connection: AsyncConnection, report: Report) -> Sequence[Any]:
    """Rows of `template_id`, `values` and `as_of`, the newest last."""
    wanted = {"campaign_id": report.campaign_id, "unit": report.unit_code, "report_id": report.id}
    return (await connection.execute(SAID_ELSEWHERE, wanted)).all()


async def write_report(connection: AsyncConnection, report: Report) -> None:
    changed = reports.update().where(reports.c.id == report.id)
    await connection.execute(
        changed.values(
            state=report.state,
            revision=report.revision,
            submitted_version=report.submitted_version,
            accepted_version=report.accepted_version,
            header=dict(report.header),
            cells=dict(report.cells),
            other_activities=[dict(row) for row in report.other_activities],
            explanations=dict(report.explanations),
            saved_at=report.saved_at,
            filled_by=report.filled_by,
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
    connection: AsyncConnection, report: Report, changed: Mapping[str, Any], *, at: datetime, actor: str
) -> None:
    row = {"report_id": report.id, "revision": report.revision, "changed": dict(changed), "at": at, "actor": actor}
    await connection.execute(edits.insert().values(row))


async def read_changes_since(connection: AsyncConnection, report: Report, revision: int) -> Sequence[str]:
    """Pointers of what is otherwise than at this revision."""
    edit = edits.c
    since = (edit.report_id == report.id) & (edit.revision > revision)
    made = await connection.execute(sa.select(edit.changed).where(since).order_by(edit.id))
    return net_changes(made.scalars())


def _report(row: sa.RowMapping) -> Report:
    return Report(**{**row, "id": UUID(str(row["id"])), "state": State(row["state"])})


def _version(row: Any) -> Version:
    return Version(UUID(str(row[0])), *row[1:])
