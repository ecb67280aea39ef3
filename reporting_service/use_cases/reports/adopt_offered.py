"""What another form of the unit says of some indicators is taken over into this one (R3.8)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.editing import Change, edit, tag_of
from reporting_service.domain.errors import ReportLocked
from reporting_service.domain.filing import Filing
from reporting_service.queries import acts, reports
from services.kit.errors import FieldError, Invalid


async def adopt_offered(transaction: AsyncConnection, filing: Filing, actor: str, indicators: Sequence[str]) -> Filing:
    """`filing` is locked. Raises `ReportLocked`, and `Invalid` for an indicator that nothing is offered for."""
    if not filing.is_working:
        raise ReportLocked(extra={"state": filing.report.state})
    zh, en = "本单位的其他报表没有可采用的数值。", "No other form of the unit offers a value."
    faults = [
        FieldError(f"/indicators/{number}", "not-offered", zh, en)
        for number, name in enumerate(indicators)
        if name not in filing.offered
    ]
    if faults:
        raise Invalid(errors=faults)
    taken = {name: filing.offered[name] for name in indicators}
    change = Change(values={name: offer.value for name, offer in taken.items()})
    edited = edit(filing, change, tag_of(filing))
    await reports.write_report(transaction, edited.report)
    await reports.note_edit(transaction, edited.report, edited.changed, at=filing.now, actor=actor)
    detail = {name: {"value": offer.value, "from_template": offer.from_template} for name, offer in taken.items()}
    entry = acts.Record(filing.now, actor, "adopt", filing.report.version, detail)
    await acts.record(transaction, filing.report.id, entry)
    return replace(filing, report=edited.report)
