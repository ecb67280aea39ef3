"""Files of notable work: photos, videos, texts (R3.5)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.kit.characters import refused, with_plain_spaces

MOST_ATTACHMENTS = 50
MOST_SCANS = 20
"""Of one version."""
LARGEST_UPLOAD = 20 * 1024 * 1024
LONGEST_NAME = 120


@dataclass(frozen=True)
class Attachment:
    """`digest` is SHA-256 of the content, and its place in the storage. A scan names the version it is of.

    It belongs to a report or to a highlight.
    """

    id: UUID
    report_id: UUID | None
    name: str
    media_type: str
    size: int
    digest: str
    uploaded_at: datetime
    uploaded_by: str
    version: int | None = None
    highlight_id: UUID | None = None


def clean_name(name: str) -> str:
    """A name that is safe to show and to save: no folders, nothing unprintable."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in with_plain_spaces(bare) if refused(each) is None).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    return (stem[:LONGEST_NAME] + dot + ending[:10]) or "file"
