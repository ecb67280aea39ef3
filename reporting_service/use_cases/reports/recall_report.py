"""Take a submitted report back before the parent has accepted it, and so used it (R3.4)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Filing
from reporting_service.domain.report import Act, State, after
from reporting_service.queries import acts, reports


async def recall_report(transaction: AsyncConnection, filing: Filing, actor: str, reason: str) -> Filing:
    """`filing` is locked.

    Raises `WrongState`.
    """
    report = filing.report
    state = after(report.state, Act.RECALL)
    if report.accepted_version is not None:
        state = State.AMENDED
    recalled = replace(report, state=state, revision=report.revision + 1, reason=reason)
    await reports.write_report(transaction, recalled)
    entry = acts.Record(filing.now, actor, Act.RECALL, report.version, {"reason": reason})
    await acts.record(transaction, report.id, entry)
    return replace(filing, report=recalled)
