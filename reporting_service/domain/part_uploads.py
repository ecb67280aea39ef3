"""A file that arrives in parts: large films, over lines that break (R3.5, R6.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from reporting_service.domain.errors import FileTooLarge, WrongMedia
from reporting_service.domain.media import KINDS, Media, allowed
from services.kit.errors import Conflict, Kind, NotFound, Problem

LARGEST_PART = 8 * 1024 * 1024
MOST_PARTS = 500
MOST_UNFINISHED = 3
"""Of one account."""
KEPT_FOR = timedelta(days=1)
"""After its last part."""


@dataclass(frozen=True)
class PartUpload:
    """`parts` are places in the storage, in their order; `attachment_id` is what it became."""

    id: UUID
    account: str
    report_id: UUID | None
    highlight_id: UUID | None
    name: str
    media_type: str
    size: int
    received: int
    parts: Sequence[str]
    touched_at: datetime
    attachment_id: UUID | None = None

    @property
    def expires_at(self) -> datetime:
        return self.touched_at + KEPT_FOR


class UploadNotFound(NotFound):
    code = "upload-not-found"
    zh = "没有这次上传，或已过期。"
    en = "There is no such upload, or it has expired."


class UploadOffset(Conflict):
    code = "upload-offset"
    zh = "续传位置与已收到的字节数不符，请从 offset 处续传。"
    en = "The part does not begin where the last one ended; go on at `offset`."


class UploadIncomplete(Conflict):
    code = "upload-incomplete"
    zh = "文件尚未传完，请从 offset 处续传。"
    en = "The file is not there whole; go on at `offset`."


class TooManyUploads(Problem):
    kind: ClassVar[Kind] = Kind.CONFLICT
    code = "too-many-uploads"
    zh = "未完成的上传过多，请先完成或取消。"
    en = "There are too many unfinished uploads; complete or cancel one of them."


def kinds_with_films(largest_film: int) -> tuple[Media, ...]:
    """What is taken in parts: films up to this many bytes, everything else as in one piece."""
    return tuple(
        replace(each, largest=max(each.largest, largest_film)) if each.media_type.startswith("video/") else each
        for each in KINDS
    )


def admit(name: str, size: int, kinds: Sequence[Media]) -> None:
    """Whether a file of this name and size may come. Raises `WrongMedia` and `FileTooLarge`."""
    kind = next((each for each in kinds if name.lower().endswith(each.endings)), None)
    if kind is None:
        raise WrongMedia(extra={"allowed": allowed(kinds)})
    if size > kind.largest:
        raise FileTooLarge(extra={"largest_bytes": kind.largest})
