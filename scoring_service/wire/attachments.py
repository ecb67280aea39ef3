"""Replies that are files."""

from enum import StrEnum
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}


def files_in(*forms: StrEnum) -> dict[str, Any]:
    """How these forms are documented as content of a reply."""
    return {MEDIA[form].partition(";")[0]: {} for form in forms}


def attachment(content: bytes, name: str, form: StrEnum) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.{form}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers, media_type=MEDIA[form])
