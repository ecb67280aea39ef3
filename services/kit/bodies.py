"""Bodies that routes read themselves: parsed by msgspec or Pydantic, faults named like everywhere else; files."""

import codecs
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from services.kit.errors import FieldError, Invalid
from services.kit.problems import field_errors

Body = TypeVar("Body", bound=msgspec.Struct)
Model = TypeVar("Model", bound=BaseModel)

NO_JSON = FieldError("", "json-invalid", "请求体不是有效的 JSON。", "The body is not valid JSON.")
_PLACE = re.compile(r"^(?P<fault>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_FIELD = re.compile(r"field `(?P<field>[^`]*)`")


@dataclass(frozen=True)
class SentFile:
    """As its sender describes it: neither type nor name need be true, both may be empty."""

    media_type: str
    name: str
    content: bytes

    @property
    def digest(self) -> bytes:
        """What an Idempotency-Key is held against: a client that repeats itself divides its form anew."""
        return hashlib.sha256(self.content).digest()


async def sent_file(request: Request) -> SentFile | None:
    """The field `file` of a form, or the whole body. None for a form without it, or one that cannot be read."""
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data"):
        return SentFile(_plain_type(content_type), "", await request.body())
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                return None
            return SentFile(_plain_type(file.content_type or ""), file.filename or "", await file.read())
    except (MultiPartException, HTTPException):
        return None


async def parse(request: Request, decoder: "msgspec.json.Decoder[Body]") -> Body:
    """The body of the request. Raises `Invalid` naming the field; an empty body is an empty object."""
    content = _without_mark(await _content(request))
    try:
        return decoder.decode(content or b"{}")
    except msgspec.ValidationError as error:
        raise Invalid(errors=[_named(str(error))]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(errors=[NO_JSON]) from error


async def parse_object(request: Request) -> Mapping[str, Any]:
    """The body as it was sent, for a look at who is meant before its faults are named. Raises `Invalid`."""
    try:
        content = json.loads(_without_mark(await request.body()))
        # Halves of characters can be written in JSON, and nowhere else.
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Invalid(errors=[NO_JSON]) from error
    return content if isinstance(content, dict) else {}


async def parse_model(request: Request, model: type[Model]) -> Model:
    """The body of the request. Raises `Invalid` naming every fault; an empty body is an empty object."""
    content = _without_mark(await request.body()) or b"{}"
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors()))) from error


def _without_mark(content: bytes) -> bytes:
    """Editors on Windows write a byte order mark before JSON too."""
    return content.removeprefix(codecs.BOM_UTF8)


def _plain_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


async def _content(request: Request) -> bytes:
    """Read without Starlette's stream, which costs more than the message."""
    message = await request.receive()
    content: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await request.receive()
        content += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return content


def _named(message: str) -> FieldError:
    found = _PLACE.match(message)
    fault, path = (found["fault"], found["path"] or "") if found else (message, "")
    pointer = path.replace(".", "/").replace("[", "/").replace("]", "")
    field = _FIELD.search(fault)
    if field:
        pointer += "/" + field["field"]
    if "unknown field" in fault:
        return FieldError(pointer, "extra-forbidden", "不认识的字段。", fault)
    if "missing required" in fault:
        return FieldError(pointer, "missing", "缺少此项。", fault)
    return FieldError(pointer, "invalid-value", "取值有误。", fault)
