"""What is agreed with whoever sends a file in parts: sizes, how long they are kept, and refusals."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Protocol
from uuid import UUID

from services.kit.errors import Conflict, Kind, NotFound, Problem

LARGEST_PART = 8 * 1024 * 1024
MOST_PARTS = 500
MOST_UNFINISHED = 3
"""Of one account."""
KEPT_FOR = timedelta(days=1)
"""After its last part, where it is not finished."""


class Arriving(Protocol):
    """A file of which `received` of `size` bytes are there. `parts` are places in the storage, in their order."""

    @property
    def id(self) -> UUID: ...
    @property
    def size(self) -> int: ...
    @property
    def received(self) -> int: ...
    @property
    def parts(self) -> Sequence[str]: ...


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


class TooManyUploads(Conflict):
    code = "too-many-uploads"
    zh = "未完成的上传过多，请先完成或取消。"
    en = "There are too many unfinished uploads; complete or cancel one of them."


class FileTooLarge(Problem):
    kind: ClassVar[Kind] = Kind.TOO_LARGE
    code = "file-too-large"
    zh = "文件过大。"
    en = "The file is too large."


def check_next(upload: Arriving, offset: int, size: int) -> None:
    """Whether a part of so many bytes may follow.

    Raises `UploadOffset`, `FileTooLarge` for more than was announced, or `TooManyUploads` for too many small parts.
    """
    if offset != upload.received:
        raise UploadOffset(extra={"offset": upload.received})
    if upload.received + size > upload.size:
        raise FileTooLarge(extra={"largest_bytes": upload.size})
    if len(upload.parts) >= MOST_PARTS:
        raise TooManyUploads(extra={"most_parts": MOST_PARTS})
