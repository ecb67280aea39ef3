"""A file that belongs to a report, for those who may read the report (R3.5, I8)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit
from reporting_service.domain.attachments import Attachment
from reporting_service.domain.errors import AttachmentNotFound, ReportNotFound
from reporting_service.queries import attachments, lines
from services.contracts.grants import Reach


async def read_attachment(transaction: AsyncConnection, reach: Reach, attachment_id: UUID) -> Attachment:
    """Raises `AttachmentNotFound`, also for a file of a report that the caller may not read, and `Forbidden`."""
    found = await attachments.read_attachment(transaction, attachment_id)
    try:
        admit(await lines.read_standpoint(transaction, found.report_id if found else attachment_id), reach, Right.READ)
    except ReportNotFound:
        raise AttachmentNotFound from None
    if found is None:
        raise AttachmentNotFound
    return found
