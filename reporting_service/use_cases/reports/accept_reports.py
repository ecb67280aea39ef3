"""Many submitted versions are accepted in one call, each with a verdict of its own (R3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right
from reporting_service.domain.errors import VersionMoved
from reporting_service.queries.below import ReadBelow
from reporting_service.use_cases.reports.accept_report import accept_report
from reporting_service.use_cases.steps.read_report import read_report
from services.contracts.grants import Reach
from services.kit.errors import Problem


@dataclass(frozen=True)
class Verdict:
    """`refusal` is None for a report that was accepted."""

    report_id: UUID
    version: int
    refusal: Problem | None


async def accept_reports(
    transaction: AsyncConnection, below: ReadBelow, reach: Reach, actor: str, wanted: Sequence[tuple[UUID, int]]
) -> list[Verdict]:
    """In the order of their ids, so that two callers cannot wait for each other; what is refused changes nothing."""
    verdicts = {}
    for report_id, version in sorted(set(wanted)):
        refusal: Problem | None = None
        try:
            async with transaction.begin_nested():
                filing = await read_report(transaction, reach, report_id, Right.DECIDE, below, lock=True)
                if filing.report.submitted_version != version:
                    raise VersionMoved(extra={"version": filing.report.submitted_version})
                await accept_report(transaction, filing, actor)
        except Problem as error:
            refusal = error
        verdicts[report_id, version] = Verdict(report_id, version, refusal)
    return [verdicts[each] for each in wanted]
