"""Uploads in parts."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from reporting_service.domain.part_uploads import PartUpload
from reporting_service.wire.bodies import Body
from services.kit.file_parts import LARGEST_PART


class UploadBody(Body):
    """`size` in bytes."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    size: int = Field(ge=1, le=10_000_000_000)
    media_type: Annotated[str, StringConstraints(max_length=100)] = ""


class UploadReply(BaseModel):
    """`offset` is where the next part begins; no part is larger than `largest_part_bytes`."""

    id: UUID
    name: str
    size: int
    offset: int
    largest_part_bytes: int
    expires_at: datetime

    @classmethod
    def of(cls, upload: PartUpload) -> "UploadReply":
        return cls(
            id=upload.id,
            name=upload.name,
            size=upload.size,
            offset=upload.received,
            largest_part_bytes=LARGEST_PART,
            expires_at=upload.expires_at,
        )
