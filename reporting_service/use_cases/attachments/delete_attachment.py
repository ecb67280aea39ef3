"""A file is taken away again, until the version that it belongs to has been submitted (R3.5)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.attachments import Attachment
from reporting_service.domain.errors import AttachmentFrozen, ReportLocked
from reporting_service.domain.filing import Filing
from reporting_service.queries import acts, attachments


async def delete_attachment(transaction: AsyncConnection, filing: Filing, attachment: Attachment, actor: str) -> None:
    """`filing` is locked. Raises `ReportLocked`, and `AttachmentFrozen` for a file of a version that was submitted."""
    if not filing.is_working:
        raise ReportLocked(extra={"state": filing.report.state})
    is_submitted = filing.latest is not None and attachment.uploaded_at <= filing.latest.submitted_at
    if attachment.version is not None or is_submitted:
        raise AttachmentFrozen
    await attachments.delete_attachment(transaction, attachment.id)
    detail = {"attachment": str(attachment.id), "name": attachment.name, "sha256": attachment.digest}
    entry = acts.Record(filing.now, actor, "detach", filing.report.version, detail)
    await acts.record(transaction, filing.report.id, entry)
