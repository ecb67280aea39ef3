"""Answers as they can be compared, and everything that can be read in them."""

import io
import re
import zipfile
from collections.abc import Iterable

import httpx
import pypdfium2

VOLATILE = re.compile(rb'"(request_id|as_of|now|server_time|generated_at)":"[^"]*"')
Shape = tuple[int, bytes, list[tuple[str, str]]]


def parts(content: bytes) -> list[bytes]:
    """Of a spreadsheet but for the time at which it was made, the text of a print, or the content as it is."""
    if content.startswith(b"%PDF"):
        return _printed(content)
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"]


def _printed(content: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range().encode() for page in document]
    finally:
        document.close()


def text_of(reply: httpx.Response) -> str:
    """Everything that can be read in an answer, whatever it is packed in."""
    headers = [f"{name}: {text}" for name, text in reply.headers.items()]
    return "\n".join([*headers, *(part.decode("utf-8", "replace") for part in parts(reply.content))])


def shape_of(reply: httpx.Response, asked_for: Iterable[str]) -> Shape:
    """An answer without what must differ: the id of the request, the time, and what was asked for."""
    body = VOLATILE.sub(b"", reply.content)
    for each in asked_for:
        body = body.replace(each.encode(), b"<asked>")
    headers = sorted((name, text) for name, text in reply.headers.items() if name != "content-length")
    return reply.status_code, body, headers
