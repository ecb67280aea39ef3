from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit
from reporting_service.domain.attachments import Attachment
from reporting_service.domain.errors import AttachmentNotFound, ReportNotFound
from reporting_service.domain.scope import Grants
from reporting_service.queries import attachments, filings
from reporting_service.queries.below import leave_out_below


async def read_attachment(transaction: AsyncConnection, grants: Grants, attachment_id: UUID) -> Attachment:
    """For those who may read its report (I8). Raises `AttachmentNotFound`."""
    found = await attachments.read_attachment(transaction, attachment_id)
    try:
        filing = None if found is None else await filings.read_filing(transaction, found.report_id, leave_out_below)
        admit(filing, grants, Right.READ)
    except ReportNotFound:
        raise AttachmentNotFound from None
    if found is None:
        raise AttachmentNotFound
    return found


async def list_attachments(transaction: AsyncConnection, grants: Grants, report_id: UUID) -> Sequence[Attachment]:
    """Raises `ReportNotFound`."""
    admit(await filings.read_filing(transaction, report_id, leave_out_below), grants, Right.READ)
    return await attachments.read_attachments(transaction, report_id)
