"""Compare a sheet with the report and, unless it is a dry run, save what it changes (R3.11)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.editing import Change, edit, tag_of
from reporting_service.domain.errors import ImportConflicts, ReportLocked
from reporting_service.domain.filing import Filing
from reporting_service.domain.sheet_import import Difference, Imported, compare
from reporting_service.queries import reports


async def import_sheet(
    transaction: AsyncConnection, filing: Filing, actor: str, imported: Imported, *, is_dry_run: bool
) -> Difference:
    """`filing` is locked (R3.11).

    Without a dry run it raises `ReportLocked` and `ImportConflicts`.
    """
    difference = compare(filing, imported)
    if is_dry_run:
        return difference
    if not filing.is_working:
        raise ReportLocked(extra={"state": filing.report.state})
    if difference.conflicts or difference.is_activities_conflict:
        places = [cell.place for cell, _ in difference.conflicts]
        raise ImportConflicts(extra={"cells": places + ["other_activities"] * difference.is_activities_conflict})
    change = Change(values=difference.values, other_activities=difference.activities)
    edited = edit(filing, change, tag_of(filing))
    if edited.changed:
        await reports.write_report(transaction, edited.report)
        await reports.note_edit(transaction, edited.report, edited.changed, at=filing.now, actor=actor)
    return difference
