"""Files that belong to a report."""

from collections.abc import Iterable
from datetime import tzinfo
from uuid import UUID

from pydantic import BaseModel

from reporting_service.domain.attachments import Attachment
from reporting_service.wire.json import Instant


class AttachmentReply(BaseModel):
    """`version` is that of the stamped print which a scan is of; null for other files."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    uploaded_at: Instant
    version: int | None

    @classmethod
    def of(cls, attachment: Attachment, zone: tzinfo) -> "AttachmentReply":
        return cls(
            id=attachment.id,
            name=attachment.name,
            media_type=attachment.media_type,
            size=attachment.size,
            sha256=attachment.digest,
            uploaded_at=attachment.uploaded_at.astimezone(zone),
            version=attachment.version,
        )


class AttachmentList(BaseModel):
    items: list[AttachmentReply]
    next_cursor: None = None

    @classmethod
    def of(cls, attachments: Iterable[Attachment], zone: tzinfo) -> "AttachmentList":
        return cls(items=[AttachmentReply.of(each, zone) for each in attachments], next_cursor=None)
