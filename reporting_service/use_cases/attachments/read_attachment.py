"""A file that belongs to a report or to notable work, for those who may read that (R3.5, I8)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit
from reporting_service.domain.attachments import Attachment
from reporting_service.domain.errors import AttachmentNotFound, HighlightNotFound, ReportNotFound
from reporting_service.queries import attachments, lines
from reporting_service.use_cases.steps.find_highlight import find_highlight
from services.contracts.grants import Reach


async def read_attachment(transaction: AsyncConnection, reach: Reach, attachment_id: UUID) -> Attachment:
    """Raises `AttachmentNotFound`, also for a file of what the caller may not read, and `Forbidden`."""
    found = await attachments.read_attachment(transaction, attachment_id)
    try:
        if found is not None and found.highlight_id is not None:
            await find_highlight(transaction, reach, found.highlight_id)
        else:
            report_id = attachment_id if found is None or found.report_id is None else found.report_id
            admit(await lines.read_standpoint(transaction, report_id), reach, Right.READ)
    except (ReportNotFound, HighlightNotFound):
        raise AttachmentNotFound from None
    if found is None:
        raise AttachmentNotFound
    return found
