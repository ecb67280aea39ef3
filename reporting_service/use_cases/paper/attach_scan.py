"""Note the stamped scan of a version, and what it showed (R3.11)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from reporting_service.domain.attachments import MOST_SCANS, Attachment, clean_name
from reporting_service.domain.errors import TooManyAttachments
from reporting_service.domain.filing import Filing
from reporting_service.domain.scans import Reading
from reporting_service.queries import acts, attachments, reports


async def attach_scan(
    transaction: AsyncConnection,
    filing: Filing,
    actor: str,
    *,
    name: str,
    media_type: str,
    size: int,
    digest: str,
    version: int,
    reading: Reading,
) -> Attachment:
    """`filing` is locked.

    Raises `TooManyAttachments`.
    """
    if await reports.count_attachments(transaction, filing.report.id, version) >= MOST_SCANS:
        raise TooManyAttachments(extra={"most": MOST_SCANS})
    attachment = Attachment(
        uuid7(), filing.report.id, clean_name(name), media_type, size, digest, filing.now, actor, version
    )
    await attachments.add_attachment(transaction, attachment)
    detail = {
        "attachment": str(attachment.id),
        "sha256": digest,
        "verdict": reading.verdict,
        "differences": [spot.cell for spot in reading.differences],
        "unclear": [spot.cell for spot in reading.unclear],
    }
    await acts.record(transaction, filing.report.id, acts.Record(filing.now, actor, "scan", version, detail))
    return attachment
