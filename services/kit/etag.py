"""Strong entity tags (RFC 9110 §8.8.3) for resources that are polled."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response


def of(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def matches(request: Request, etag: str) -> bool:
    """Whether the client's copy is current: any tag of If-None-Match, compared weakly, or `*`."""
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in header.split(","))


def response(request: Request, body: bytes, etag: str, headers: dict[str, str]) -> Response:
    """The bytes as JSON, or 304 when the client has them already."""
    headers = {**headers, "ETag": etag}
    if matches(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
