"""Open an accepted report for a further version (R3.4)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Filing
from reporting_service.domain.report import Act, after
from reporting_service.queries import acts, reports


async def amend_report(transaction: AsyncConnection, filing: Filing, actor: str, reason: str) -> Filing:
    """`filing` is locked. Raises `WrongState`.

    The roll-up above keeps the accepted version, marked stale, until the new one is accepted in its place.
    """
    report = filing.report
    amended = replace(report, state=after(report.state, Act.AMEND), revision=report.revision + 1, reason=reason)
    await reports.write_report(transaction, amended)
    entry = acts.Record(filing.now, actor, Act.AMEND, report.version, {"reason": reason})
    await acts.record(transaction, report.id, entry)
    return replace(filing, report=amended)
