"""Bodies that routes read themselves: parsed by msgspec or Pydantic, faults named like everywhere else; files."""

import codecs
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from services.kit import characters
from services.kit.errors import FieldError, Invalid
from services.kit.problems import field_errors

Body = TypeVar("Body", bound=msgspec.Struct)
Model = TypeVar("Model", bound=BaseModel)

NO_JSON = FieldError("", "json-invalid", "请求体不是有效的 JSON。", "The body is not valid JSON.")
_ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""What may be U+0000 or half of a character; a pair of halves is a character."""
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
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
    content = writable(await _content(request))
    try:
        return decoder.decode(content or b"{}")
    except msgspec.ValidationError as error:
        raise Invalid(errors=[_named(str(error))]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(errors=[NO_JSON]) from error


async def parse_object(request: Request) -> Mapping[str, Any]:
    """The body as it was sent, for a look at who is meant before its faults are named. Raises `Invalid`."""
    content = _loaded(writable(await request.body()))
    return content if isinstance(content, dict) else {}


async def parse_model(request: Request, model: type[Model]) -> Model:
    """The body of the request. Raises `Invalid` naming every fault; an empty body is an empty object."""
    return parsed_model(await request.body(), model)


def parsed_model(content: bytes, model: type[Model]) -> Model:
    """Of a body. Raises `Invalid` naming every fault; an empty one is an empty object."""
    try:
        return model.model_validate_json(writable(content) or b"{}")
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors()))) from error


class JsonRequest(Request):
    """A request whose body FastAPI reads: it takes the same JSON as those that routes read themselves."""

    async def json(self) -> Any:
        return _loaded(writable(await self.body()))


def writable(content: bytes) -> bytes:
    """JSON without the byte order mark that editors on Windows put before it.

    Raises `Invalid` naming the first text that no database can hold: with U+0000, or with half of a character.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    if _ESCAPED.search(content):
        for pointer, character in _unwritable(_loaded(content), ""):
            raise Invalid(errors=[unusable(pointer, character)])
    return content


def unusable(pointer: str, character: str) -> FieldError:
    """The fault of a text that holds this character."""
    name = characters.named(character)
    return FieldError(
        pointer, "unusable-character", f"含有不能使用的字符 {name}。", f"The character {name} cannot be used."
    )


def _loaded(content: bytes) -> Any:
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise Invalid(errors=[NO_JSON]) from error


def _unwritable(part: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, str):
        found = _NOT_TEXT.search(part)
        if found:
            yield pointer, found[0]
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from _unwritable(name, pointer)
            yield from _unwritable(value, f"{pointer}/{name}")
    elif isinstance(part, list):
        for place, value in enumerate(part):
            yield from _unwritable(value, f"{pointer}/{place}")


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
    # `[...]` is some entry of a mapping, which msgspec does not name.
    pointer = path.replace("[...]", "").replace(".", "/").replace("[", "/").replace("]", "")
    field = _FIELD.search(fault)
    if field:
        pointer += "/" + field["field"]
    if "unknown field" in fault:
        return FieldError(pointer, "extra-forbidden", "不认识的字段。", fault)
    if "missing required" in fault:
        return FieldError(pointer, "missing", "缺少此项。", fault)
    return FieldError(pointer, "invalid-value", "取值有误。", fault)
