"""The film of a work, as it arrives in parts and lies in the storage (R6.11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.kit.errors import Conflict, Kind, NotFound, Problem
from services.kit.file_parts import KEPT_FOR, FileTooLarge

MOST_OF_A_WORK = 3
"""Finished ones: each takes the place of the one before."""
HEAD = 16
"""So many bytes tell what a film is."""
STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif")
TYPES = {".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime"}
PROVIDER = "upload"


@dataclass(frozen=True)
class Film:
    """`parts` are places in the storage, in their order. A finished one has no parts but a `digest`, its place."""

    id: UUID
    work_id: UUID
    participant_id: UUID
    name: str
    size: int
    received: int
    parts: Sequence[str]
    touched_at: datetime
    digest: str | None = None

    @property
    def expires_at(self) -> datetime:
        return self.touched_at + KEPT_FOR

    @property
    def media_type(self) -> str:
        return type_of(self.name)

    @property
    def url(self) -> str:
        """Without a host: it lies in this system."""
        return f"/v1/films/{self.id}"


class FilmNotFound(NotFound):
    code = "film-not-found"
    zh = "没有找到该视频。"
    en = "There is no such film."


class TooManyFilms(Conflict):
    code = "too-many-films"
    zh = "该作品上传视频的次数已达上限。"
    en = "Films were sent for this work as often as they may be."


class WrongFilm(Problem):
    kind: ClassVar[Kind] = Kind.UNSUPPORTED_MEDIA
    code = "wrong-media"
    zh = "文件内容与其类型不符，或不是允许的类型。"
    en = "The file is not what it claims to be, or of a kind that is not taken."


def type_of(name: str) -> str:
    """The media type by the ending of a name; nothing for what is not taken."""
    _, dot, ending = name.lower().rpartition(".")
    return TYPES.get(dot + ending, "")


def admit(name: str, size: int, largest: int) -> None:
    """Whether a film of this name and size may come. Raises `WrongFilm` or `FileTooLarge`."""
    if not type_of(name):
        raise WrongFilm(extra={"allowed": sorted(TYPES)})
    if size > largest:
        raise FileTooLarge(extra={"largest_bytes": largest})


def check_head(head: bytes) -> None:
    """ISO 14496-12: a container of films says its brand, and so does one of still pictures. Raises `WrongFilm`."""
    if head[4:8] != b"ftyp" or head[8:12] in STILL_BRANDS:
        raise WrongFilm(extra={"allowed": sorted(TYPES)})
