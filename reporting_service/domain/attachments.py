"""Files of notable work: photos, videos, texts (R3.5). What a file is, its content says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from reporting_service.domain.errors import FileTooLarge, WrongMedia

MOST_ATTACHMENTS = 50
MEGABYTE = 1024 * 1024
LONGEST_NAME = 120


@dataclass(frozen=True)
class Attachment:
    """`digest` is SHA-256 of the content, and its place in the storage."""

    id: UUID
    report_id: UUID
    name: str
    media_type: str
    size: int
    digest: str
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True)
class Media:
    """A kind of file that is taken: how its content begins, how its name ends, how large it may be."""

    media_type: str
    endings: tuple[str, ...]
    largest: int
    matches: Callable[[bytes], bool]


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return (
        bool(text)
        and "\x00" not in text
        and not text.lstrip().lower().startswith(("<!doctype", "<html", "<svg", "<?xml"))
    )


def _is_office(part: bytes) -> Callable[[bytes], bool]:
    """Office documents are archives; the name of their main part tells which."""
    return lambda content: content.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in content and part in content


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = (
    Media("image/jpeg", (".jpg", ".jpeg"), 10 * MEGABYTE, lambda content: content.startswith(b"\xff\xd8\xff")),
    Media("image/png", (".png",), 10 * MEGABYTE, lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    Media(
        "image/webp",
        (".webp",),
        10 * MEGABYTE,
        lambda content: content.startswith(b"RIFF") and content[8:12] == b"WEBP",
    ),
    Media("video/mp4", (".mp4", ".m4v", ".mov"), 19 * MEGABYTE, lambda content: content[4:8] == b"ftyp"),
    Media("application/pdf", (".pdf",), 19 * MEGABYTE, lambda content: content.startswith(b"%PDF-")),
    Media(f"{OFFICE}.wordprocessingml.document", (".docx",), 10 * MEGABYTE, _is_office(b"word/document")),
    Media(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",), 10 * MEGABYTE, _is_office(b"xl/workbook")),
    Media(f"{OFFICE}.presentationml.presentation", (".pptx",), 19 * MEGABYTE, _is_office(b"ppt/presentation")),
    Media("text/plain", (".txt",), MEGABYTE, _is_text),
)


def media_of(name: str, claimed: str | None, content: bytes) -> str:
    """The media type, where content, name and claim agree. Raises `WrongMedia` or `FileTooLarge`."""
    kind = next((each for each in KINDS if each.matches(content)), None)
    if kind is None or not name.lower().endswith(kind.endings):
        raise WrongMedia
    bare = (claimed or "").partition(";")[0].strip().lower()
    known = {each.media_type for each in KINDS}
    if bare in known and bare != kind.media_type:
        raise WrongMedia
    if len(content) > kind.largest:
        raise FileTooLarge(extra={"largest_bytes": kind.largest})
    return kind.media_type


def clean_name(name: str) -> str:
    """A name that is safe to show and to save: no folders, nothing unprintable."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in bare if each.isprintable()).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    return (stem[:LONGEST_NAME] + dot + ending[:10]) or "file"
