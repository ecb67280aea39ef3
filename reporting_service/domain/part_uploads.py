"""A file that arrives in parts: large films, over lines that break (R3.5, R6.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from reporting_service.domain.errors import WrongMedia
from reporting_service.domain.media import KINDS, Media, allowed
from services.kit.file_parts import KEPT_FOR, FileTooLarge


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
