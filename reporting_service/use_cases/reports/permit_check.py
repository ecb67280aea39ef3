"""The upper unit permits what a check found in the submitted version, so that it may be accepted (R3.10)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.errors import WrongState
from reporting_service.domain.filing import Filing
from reporting_service.domain.permits import Permit, to_permit
from reporting_service.domain.report import State
from reporting_service.queries import acts, permits
from services.kit.errors import FieldError, Invalid


async def permit_check(transaction: AsyncConnection, filing: Filing, actor: str, code: str, reason: str) -> Filing:
    """`filing` is locked. Raises `Invalid` for a code that needs no permit in this version, and `WrongState`."""
    report, version = filing.report, filing.latest
    if report.state is not State.SUBMITTED or version is None:
        raise WrongState(extra={"state": report.state})
    found = [each for each in to_permit(version.content, filing.excused) if each.code == code]
    if not found:
        fault = FieldError("/check", "nothing-to-permit", "该版本没有需要许可的此项审核。", "Nothing to permit here.")
        raise Invalid(errors=[fault])
    await permits.add_permit(transaction, report.id, Permit(version.version, code, reason, actor, filing.now))
    detail = {"check": code, "found": [each.zh for each in found], "reason": reason}
    await acts.record(transaction, report.id, acts.Record(filing.now, actor, "permit", version.version, detail))
    return filing
