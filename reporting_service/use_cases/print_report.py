from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit
from reporting_service.domain.paper import paper, seal, standing
from reporting_service.domain.scope import Grants
from reporting_service.queries import attachments, filings, forms
from reporting_service.queries.below import ReadBelow, leave_out_below


async def print_report(
    transaction: AsyncConnection, below: ReadBelow, grants: Grants, report_id: UUID, *, is_blank: bool
) -> tuple[dict[str, Any], str | None]:
    """The report as it stands on paper and what its QR code says (R3.6), or the empty form. Raises `ReportNotFound`."""
    filing = admit(await filings.read_filing(transaction, report_id, leave_out_below), grants, Right.READ)
    if is_blank:
        return paper(filing.template, None, []), None
    if filing.is_working:
        # A version holds everything that is printed; a draft is added up now.
        filing = replace(filing, below=await below(transaction, filing.place))
    template = filing.template
    if filing.latest is not None and not filing.is_working:
        # A version is printed with the wording that it was submitted in.
        written = await forms.read_template_version(transaction, template.id, filing.latest.content["template_version"])
        template = written or template
    attached: Sequence[tuple[str, str]] = []
    if template.is_attachment_only:
        attached = [(each.name, each.digest) for each in await attachments.read_attachments(transaction, report_id)]
    shown = standing(filing)
    return paper(template, shown, attached), seal(shown)
