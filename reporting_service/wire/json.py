"""Bytes on the wire, whatever they say."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from services.kit import etag


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    body = msgspec.json.encode(content)
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")


def polled(request: Request, content: Any, cache_control: str = "no-store") -> Response:
    """With a strong entity tag, so that whoever asks again and again is told of changes only."""
    body = msgspec.json.encode(content)
    return etag.response(request, body, etag.of(body), {"Cache-Control": cache_control})


def instant(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="milliseconds")
