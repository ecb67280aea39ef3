"""Note a file that lies in the storage as belonging to the report (R3.5)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from reporting_service.domain.attachments import MOST_ATTACHMENTS, Attachment, clean_name
from reporting_service.domain.errors import ReportLocked, TooManyAttachments
from reporting_service.domain.filing import Filing
from reporting_service.queries import acts, attachments


async def attach_file(
    transaction: AsyncConnection, filing: Filing, actor: str, *, name: str, media_type: str, size: int, digest: str
) -> Attachment:
    """`filing` is locked.

    Raises `ReportLocked` or `TooManyAttachments`.
    """
    if not filing.is_working:
        raise ReportLocked(extra={"state": filing.report.state})
    if filing.attachments >= MOST_ATTACHMENTS:
        raise TooManyAttachments(extra={"most": MOST_ATTACHMENTS})
    attachment = Attachment(uuid7(), filing.report.id, clean_name(name), media_type, size, digest, filing.now, actor)
    await attachments.add_attachment(transaction, attachment)
    detail = {"attachment": str(attachment.id), "sha256": digest}
    entry = acts.Record(filing.now, actor, "attach", filing.report.version, detail)
    await acts.record(transaction, filing.report.id, entry)
    return attachment
