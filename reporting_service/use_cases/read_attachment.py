from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import check_reach
from reporting_service.domain.attachments import Attachment
from reporting_service.domain.errors import AttachmentNotFound, ReportNotFound
from reporting_service.domain.scope import Grants
from reporting_service.queries import attachments, lines


async def read_attachment(transaction: AsyncConnection, grants: Grants, attachment_id: UUID) -> Attachment:
    """For those who may read its report (I8). Raises `AttachmentNotFound`."""
    found = await attachments.read_attachment(transaction, attachment_id)
    try:
        check_reach(await lines.read_upwards(transaction, found.report_id if found else attachment_id), grants)
    except ReportNotFound:
        raise AttachmentNotFound from None
    if found is None:
        raise AttachmentNotFound
    return found


async def list_attachments(transaction: AsyncConnection, grants: Grants, report_id: UUID) -> Sequence[Attachment]:
    """Raises `ReportNotFound`."""
    check_reach(await lines.read_upwards(transaction, report_id), grants)
    return await attachments.read_attachments(transaction, report_id)
