"""Files of notable work: photos, videos, texts (R3.5). What a file is, its content says."""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from reporting_service.domain.errors import FileTooLarge, WrongMedia
from services.kit.characters import refused, with_plain_spaces

MOST_ATTACHMENTS = 50
MOST_SCANS = 20
"""Of one version."""
LARGEST_UPLOAD = 20 * 1024 * 1024
MEGABYTE = 1024 * 1024
LONGEST_NAME = 120


@dataclass(frozen=True)
class Attachment:
    """`digest` is SHA-256 of the content, and its place in the storage. A scan names the version it is of."""

    id: UUID
    report_id: UUID
    name: str
    media_type: str
    size: int
    digest: str
    uploaded_at: datetime
    uploaded_by: str
    version: int | None = None


@dataclass(frozen=True)
class Media:
    """A kind of file that is taken: how its name ends, how large it may be, and how its content tells."""

    media_type: str
    endings: tuple[str, ...]
    largest: int
    matches: Callable[[BinaryIO], bool]


def _begins(signature: bytes) -> Callable[[BinaryIO], bool]:
    return lambda file: _head(file).startswith(signature)


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(16)


def _is_webp(file: BinaryIO) -> bool:
    head = _head(file)
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _is_heif(file: BinaryIO) -> bool:
    head = _head(file)
    return head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS


def _is_film(file: BinaryIO) -> bool:
    """ISO 14496-12: a container of films says its brand, and so does one of still pictures."""
    head = _head(file)
    return head[4:8] == b"ftyp" and head[8:12] not in STILL_BRANDS


def _is_text(file: BinaryIO) -> bool:
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return (
        bool(text)
        and "\x00" not in text
        and not text.lstrip().lower().startswith(("<!doctype", "<html", "<svg", "<?xml"))
    )


def _is_office(main_part: str) -> Callable[[BinaryIO], bool]:
    """Office documents are archives; the name of their main part tells which. Programs inside are not taken."""

    def matches(file: BinaryIO) -> bool:
        try:
            with zipfile.ZipFile(file) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        is_whole = {"[Content_Types].xml", main_part} <= names
        return is_whole and not any(name.endswith("vbaProject.bin") for name in names)

    return matches


STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif")
OFFICE = "application/vnd.openxmlformats-officedocument"
JPEG = Media("image/jpeg", (".jpg", ".jpeg"), 10 * MEGABYTE, _begins(b"\xff\xd8\xff"))
PNG = Media("image/png", (".png",), 10 * MEGABYTE, _begins(b"\x89PNG\r\n\x1a\n"))
PDF = Media("application/pdf", (".pdf",), 19 * MEGABYTE, _begins(b"%PDF-"))
KINDS = (
    JPEG,
    PNG,
    Media("image/webp", (".webp",), 10 * MEGABYTE, _is_webp),
    Media("image/heic", (".heic", ".heif"), 10 * MEGABYTE, _is_heif),
    Media("video/mp4", (".mp4", ".m4v"), 19 * MEGABYTE, _is_film),
    Media("video/quicktime", (".mov",), 19 * MEGABYTE, _is_film),
    PDF,
    Media(f"{OFFICE}.wordprocessingml.document", (".docx",), 10 * MEGABYTE, _is_office("word/document.xml")),
    Media(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",), 10 * MEGABYTE, _is_office("xl/workbook.xml")),
    Media(f"{OFFICE}.presentationml.presentation", (".pptx",), 19 * MEGABYTE, _is_office("ppt/presentation.xml")),
    Media("text/plain", (".txt",), MEGABYTE, _is_text),
)
SCANS = (JPEG, PNG, PDF)
"""What a scanner makes."""


def media_of(name: str, claimed: str | None, file: BinaryIO, size: int, kinds: Sequence[Media] = KINDS) -> str:
    """The media type, where name, claim and content agree. Raises `WrongMedia` or `FileTooLarge`."""
    kind = next((each for each in kinds if name.lower().endswith(each.endings)), None)
    if kind is None:
        raise WrongMedia
    bare = (claimed or "").partition(";")[0].strip().lower()
    if bare in {each.media_type for each in KINDS} and bare != kind.media_type:
        raise WrongMedia
    if size > kind.largest:
        raise FileTooLarge(extra={"largest_bytes": kind.largest})
    if not kind.matches(file):
        raise WrongMedia
    return kind.media_type


def clean_name(name: str) -> str:
    """A name that is safe to show and to save: no folders, nothing unprintable."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in with_plain_spaces(bare) if refused(each) is None).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    return (stem[:LONGEST_NAME] + dot + ending[:10]) or "file"
