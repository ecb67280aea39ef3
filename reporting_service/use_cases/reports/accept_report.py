"""Take the submitted version into the roll-up above (R3.2, R3.4)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from reporting_service.domain.checks import told
from reporting_service.domain.errors import PermitNeeded
from reporting_service.domain.filing import Filing
from reporting_service.domain.permits import lacking, missed, to_permit
from reporting_service.domain.report import Act, Version, after
from reporting_service.queries import acts, permits, reports
from reporting_service.tables import outbox
from services.chassis.publishing import publish
from services.contracts.events import ReportAccepted


async def accept_report(transaction: AsyncConnection, filing: Filing, actor: str) -> Filing:
    """`filing` is locked.

    Raises `WrongState`, and `PermitNeeded` for what the upper unit has not permitted: overridden contest lines, and
    units below that are missing from the version and not excused.
    """
    report, version = filing.report, filing.latest
    state = after(report.state, Act.ACCEPT)
    assert version is not None  # noqa: S101 - a submitted report has a version
    needed = to_permit(version.content, filing.excused)
    given = [each for each in await permits.read_permits(transaction, report.id) if each.version == version.version]
    refused = lacking(needed, given)
    if refused:
        raise PermitNeeded(extra={"checks": told(refused), "missing_units": missed(version.content, filing.excused)})
    accepted = replace(report, state=state, revision=report.revision + 1, accepted_version=version.version)
    await reports.write_report(transaction, accepted)
    detail = {
        "digest": version.digest,
        "missing": [unit["code"] for unit in version.content["missing_units"]],
        "permitted": [each.code for each in needed],
    }
    await acts.record(transaction, report.id, acts.Record(filing.now, actor, Act.ACCEPT, version.version, detail))
    await publish(transaction, outbox, [_event(filing, version)])
    return replace(filing, report=accepted)


def _event(filing: Filing, version: Version) -> ReportAccepted:
    return ReportAccepted(
        event_id=uuid7(),
        report_id=version.report_id,
        campaign_id=filing.place.campaign_id,
        template=filing.template.id,
        unit=filing.place.unit.code,
        version=version.version,
        digest=version.digest,
        accepted_at=filing.now,
    )
