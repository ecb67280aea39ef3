"""Give a submitted report back with coded reasons, and with a new deadline where wanted (R3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.errors import DeadlineShortened
from reporting_service.domain.filing import Filing
from reporting_service.domain.relief import Kind
from reporting_service.domain.report import Act, after
from reporting_service.queries import acts, reliefs, reports


async def return_report(
    transaction: AsyncConnection, filing: Filing, actor: str, reasons: Sequence[Mapping[str, Any]], due_on: date | None
) -> Filing:
    """`filing` is locked. Raises `WrongState` and `DeadlineShortened`."""
    report = filing.report
    returned = replace(
        report,
        state=after(report.state, Act.RETURN),
        revision=report.revision + 1,
        returned=tuple(reasons),
    )
    if due_on is not None and due_on < filing.contest.day_of(filing.now):
        raise DeadlineShortened
    if due_on is not None:
        await reliefs.end_relief(transaction, filing.place, Kind.EXTENSION, filing.now)
        why = "；".join(str(reason["comment"]) for reason in reasons)
        await reliefs.begin_relief(transaction, filing.place, Kind.EXTENSION, due_on, why, by=actor)
    await reports.write_report(transaction, returned)
    detail = {"reasons": [dict(reason) for reason in reasons], "due_on": None if due_on is None else due_on.isoformat()}
    await acts.record(transaction, report.id, acts.Record(filing.now, actor, Act.RETURN, report.version, detail))
    extended_to = due_on or filing.place.extended_to
    return replace(filing, report=returned, place=replace(filing.place, extended_to=extended_to))
