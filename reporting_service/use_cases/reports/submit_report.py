"""Freeze the next version and hand it to the parent (R3.4)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain import digest
from reporting_service.domain.checks import Check, blocking, told
from reporting_service.domain.errors import ChecksFailed, ReportingClosed
from reporting_service.domain.filing import Filing
from reporting_service.domain.report import Act, Version, after
from reporting_service.domain.snapshot import snapshot
from reporting_service.queries import acts, reports
from services.kit.errors import FieldError


async def submit_report(transaction: AsyncConnection, filing: Filing, actor: str) -> Filing:
    """`filing` is locked.

    An accepted report whose children have changed is submitted anew by the same call (R3.9). Late is marked, not
    refused, unless the form locks (R3.3). Raises `WrongState`, `ReportingClosed` or `ChecksFailed`.
    """
    report = filing.report
    state = after(report.state, Act.SUBMIT, is_stale=filing.is_stale)
    filing = filing.renewed
    is_overdue = filing.contest.day_of(filing.now) > filing.due_on
    if is_overdue and filing.template.locks_when_late:
        raise ReportingClosed
    obstacles = blocking(filing.findings, report.explanations)
    if obstacles:
        raise ChecksFailed(extra={"checks": told(obstacles)}, errors=_faults(obstacles))
    content = snapshot(filing)
    version = Version(
        report_id=report.id,
        version=content["version"],
        content=content,
        digest=digest.of(content),
        submitted_at=filing.now,
        submitted_by=actor,
        # Once a version was in time, those that mend it are amended, not late.
        is_late=is_overdue and (filing.latest is None or filing.latest.is_late),
        reason=report.reason,
    )
    submitted = replace(
        report, state=state, revision=report.revision + 1, submitted_version=version.version, returned=(), reason=None
    )
    await reports.add_version(transaction, version)
    await reports.write_report(transaction, submitted)
    detail = {"digest": version.digest, "is_late": version.is_late}
    await acts.record(transaction, report.id, acts.Record(filing.now, actor, Act.SUBMIT, version.version, detail))
    return replace(filing, report=submitted, latest=version)


def _faults(checks: list[Check]) -> list[FieldError]:
    return [
        FieldError(pointer, check.code, check.zh, check.en)
        for check in checks
        for pointer in ([f"/values/{name}" for name in check.indicators] or ["/header"])
    ]
