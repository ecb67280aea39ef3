"""Entity tags (RFC 9110 §8.8.3) and the conditions that name them (§13.1), also after a proxy has rewritten them."""

import hashlib
import re
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

ANY = "*"
_LISTED = re.compile(r'(?:W/)?"([^"]*)"(?:-\w+)?|(\*)')
_CODED = re.compile(r"(?:--?|[;:])(?:gzip|br|zstd|deflate)$")
"""What proxies that compress put behind a tag: `-gzip` (Apache), `--gzip` (Jetty), `;gzip`, `-br`."""


def of(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def listed(header: str) -> Sequence[str]:
    """The tags of If-Match or If-None-Match as this server gave them, or `*`.

    What a proxy did to them on the way is undone: strong tags became weak ones, or carry the coding of the body. Our
    bodies are the same bytes in every coding, so a client that holds such a tag has seen this very state.
    """
    return [star or f'"{_CODED.sub("", opaque)}"' for opaque, star in _LISTED.findall(header)]


def names(header: str, etag: str) -> bool:
    """Whether a list of tags names this one, or is `*`."""
    return any(tag in (etag, ANY) for tag in listed(header))


def matches(request: Request, etag: str) -> bool:
    """Whether the client's copy is current: If-None-Match names this tag, or is `*`."""
    header = request.headers.get("if-none-match")
    return header is not None and names(header, etag)


def response(request: Request, body: bytes, etag: str, headers: dict[str, str]) -> Response:
    """The bytes as JSON, or 304 when the client has them already."""
    headers = {**headers, "ETag": etag}
    if matches(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
