"""A file of notable work is taken away by the unit that reported it, until the work has been sent on (R6.7)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.attachments import Attachment
from reporting_service.domain.errors import AttachmentFrozen, AttachmentNotFound
from reporting_service.queries import attachments
from reporting_service.use_cases.steps.find_highlight import find_highlight
from services.contracts.grants import Reach
from services.kit.errors import Forbidden


async def detach_from_highlight(transaction: AsyncConnection, reach: Reach, attachment: Attachment) -> None:
    """Raises `AttachmentNotFound`, `Forbidden` and `AttachmentFrozen`."""
    if attachment.highlight_id is None:
        raise AttachmentNotFound
    found = await find_highlight(transaction, reach, attachment.highlight_id)
    if not reach.covers((found.unit.code,)):
        raise Forbidden
    if found.selections:
        raise AttachmentFrozen
    await attachments.delete_attachment(transaction, attachment.id)
