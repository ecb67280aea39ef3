"""Bytes on the wire, whatever they say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, PlainSerializer, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from services.kit import etag


def _to_milliseconds(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


Instant = Annotated[
    datetime, PlainSerializer(_to_milliseconds), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""Written with the offset of its contest's time zone."""


def json_response(reply: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(_bytes(reply), status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")


def polled(request: Request, reply: BaseModel, cache_control: str = "no-store") -> Response:
    """With a strong entity tag, so that whoever asks again and again is told of changes only."""
    body = _bytes(reply)
    return etag.response(request, body, etag.of(body), {"Cache-Control": cache_control})


def _bytes(reply: BaseModel) -> bytes:
    """Members that a reply leaves out are those that it was made without."""
    return reply.model_dump_json(by_alias=True, exclude_unset=True).encode()
