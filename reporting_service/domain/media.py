"""Kinds of files that are taken (R3.5). What a file is, its content says."""

import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from reporting_service.domain.errors import WrongMedia
from services.kit.file_parts import FileTooLarge
from services.kit.texts import Undecodable, decoded

MEGABYTE = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_DIRECTORY = MEGABYTE
"""Of an archive: some ten thousand parts, of which a reader keeps an object each. Documents have a few dozen."""
END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
"""Signature, four counts, size of the directory, its place, length of a comment (APPNOTE 4.3.16)."""
LONGEST_COMMENT = 0xFFFF
MACROS = "_VBA_PROJECT".encode("utf-16-le")


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
    """In UTF-8, UTF-16 with its mark, or GB 18030."""
    file.seek(0)
    try:
        text = decoded(file.read())
    except Undecodable:
        return False
    return bool(text) and not text.lstrip().lower().startswith(("<!doctype", "<html", "<svg", "<?xml"))


def _is_archive_with(*parts: str) -> Callable[[BinaryIO], bool]:
    """Newer office documents are archives; the name of their main part tells which. Programs inside are not taken."""

    def matches(file: BinaryIO) -> bool:
        if not _has_small_directory(file):
            return False
        try:
            with zipfile.ZipFile(file) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        return names.issuperset(parts) and not any(name.endswith("vbaProject.bin") for name in names)

    return matches


def _has_small_directory(file: BinaryIO) -> bool:
    """As the end of an archive says, before anything is read of it. The larger format (ZIP64) no document needs."""
    size = file.seek(0, 2)
    file.seek(max(size - LONGEST_COMMENT - END_OF_DIRECTORY.size - 20, 0))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if not 0 <= at <= len(tail) - END_OF_DIRECTORY.size or tail[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        return False
    return int(END_OF_DIRECTORY.unpack_from(tail, at)[5]) <= LARGEST_DIRECTORY


def _is_ole_with(*streams: str) -> Callable[[BinaryIO], bool]:
    """Older office documents are compound files; the name of their main stream tells which. No programs either."""
    named = [stream.encode("utf-16-le") + b"\x00\x00" for stream in streams]

    def matches(file: BinaryIO) -> bool:
        file.seek(0)
        content = file.read()
        return content.startswith(OLE) and MACROS not in content and any(name in content for name in named)

    return matches


STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif")
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = "[Content_Types].xml"
JPEG = Media("image/jpeg", (".jpg", ".jpeg"), 10 * MEGABYTE, _begins(b"\xff\xd8\xff"))
PNG = Media("image/png", (".png",), 10 * MEGABYTE, _begins(b"\x89PNG\r\n\x1a\n"))
PDF = Media("application/pdf", (".pdf",), 19 * MEGABYTE, _begins(b"%PDF-"))
WRITTEN = _is_ole_with("WordDocument")
RECKONED = _is_ole_with("Workbook", "Book")
SHOWN = _is_ole_with("PowerPoint Document")
PICTURES = (
    JPEG,
    PNG,
    Media("image/webp", (".webp",), 10 * MEGABYTE, _is_webp),
    Media("image/heic", (".heic", ".heif"), 10 * MEGABYTE, _is_heif),
)
KINDS = (
    *PICTURES,
    Media("video/mp4", (".mp4", ".m4v"), 19 * MEGABYTE, _is_film),
    Media("video/quicktime", (".mov",), 19 * MEGABYTE, _is_film),
    PDF,
    Media(
        f"{OFFICE}.wordprocessingml.document", (".docx",), 10 * MEGABYTE, _is_archive_with(TYPES, "word/document.xml")
    ),
    Media(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",), 10 * MEGABYTE, _is_archive_with(TYPES, "xl/workbook.xml")),
    Media(
        f"{OFFICE}.presentationml.presentation",
        (".pptx",),
        19 * MEGABYTE,
        _is_archive_with(TYPES, "ppt/presentation.xml"),
    ),
    Media("application/msword", (".doc",), 10 * MEGABYTE, WRITTEN),
    Media("application/vnd.ms-excel", (".xls",), 10 * MEGABYTE, RECKONED),
    Media("application/vnd.ms-powerpoint", (".ppt",), 19 * MEGABYTE, SHOWN),
    Media("application/wps-office.wps", (".wps",), 10 * MEGABYTE, WRITTEN),
    Media("application/wps-office.et", (".et",), 10 * MEGABYTE, RECKONED),
    Media("application/wps-office.dps", (".dps",), 19 * MEGABYTE, SHOWN),
    Media("application/ofd", (".ofd",), 19 * MEGABYTE, _is_archive_with("OFD.xml")),
    Media("text/plain", (".txt",), MEGABYTE, _is_text),
)
SCANS = (JPEG, PNG, PDF)
"""What a scanner makes."""


def allowed(kinds: Sequence[Media]) -> list[str]:
    """The endings of what is taken, as a refusal lists them."""
    return sorted({ending for each in kinds for ending in each.endings})


def media_of(
    name: str, claimed: str | None, file: BinaryIO, size: int, kinds: Sequence[Media] = KINDS
) -> tuple[str, str]:
    """The media type, where name, claim and content agree, and the name; a picture goes by what it is.

    Raises `WrongMedia` naming what is taken, or `FileTooLarge`.
    """
    refusal = WrongMedia(extra={"allowed": allowed(kinds)})
    kind = next((each for each in kinds if name.lower().endswith(each.endings)), None)
    if kind is None:
        raise refusal
    bare = (claimed or "").partition(";")[0].strip().lower()
    if kind in PICTURES:
        kind = next((each for each in PICTURES if each in kinds and each.matches(file)), kind)
    elif bare in {each.media_type for each in KINDS} and bare != kind.media_type:
        raise refusal
    if size > kind.largest:
        raise FileTooLarge(extra={"largest_bytes": kind.largest})
    if not kind.matches(file):
        raise refusal
    is_named_so = name.lower().endswith(kind.endings)
    return kind.media_type, name if is_named_so else name.rpartition(".")[0] + kind.endings[0]
