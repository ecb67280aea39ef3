"""Save what changed, based on what the tag stands for (I11)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.editing import Change, Tag, edit
from reporting_service.domain.errors import ReportChanged, ReportLocked
from reporting_service.domain.filing import Filing
from reporting_service.queries import reports


async def save_report(
    transaction: AsyncConnection, filing: Filing, actor: str, change: Change, tag: Tag | None
) -> Filing:
    """`filing` is locked (I11).

    Raises `ReportChanged` naming what somebody else changed meanwhile, and `ReportLocked`.
    """
    report = filing.report
    if tag is None or tag.revision != report.revision:
        changed = await reports.read_changes_since(transaction, report, tag.revision) if tag else ()
        raise ReportChanged(extra={"changed": list(changed), "state": report.state, "version": report.version})
    if not filing.is_working:
        raise ReportLocked(extra={"state": report.state})
    edited = edit(filing, change, tag)
    if not edited.changed:
        return filing
    await reports.write_report(transaction, edited.report)
    await reports.note_edit(transaction, edited.report, edited.changed, at=filing.now, actor=actor)
    return replace(filing, report=edited.report)
