"""Bodies of plain routes: parsed by msgspec, faults named like everywhere else."""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from services.kit.errors import FieldError, Invalid
from services.kit.problems import field_errors

Body = TypeVar("Body", bound=msgspec.Struct)
Model = TypeVar("Model", bound=BaseModel)

NO_JSON = FieldError("", "json-invalid", "请求体不是有效的 JSON。", "The body is not valid JSON.")
_PLACE = re.compile(r"^(?P<fault>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_FIELD = re.compile(r"field `(?P<field>[^`]*)`")


async def parse(request: Request, decoder: "msgspec.json.Decoder[Body]") -> Body:
    """The body of the request. Raises `Invalid` naming the field; an empty body is an empty object."""
    content = await _content(request)
    try:
        return decoder.decode(content or b"{}")
    except msgspec.ValidationError as error:
        raise Invalid(errors=[_named(str(error))]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(errors=[NO_JSON]) from error


async def parse_object(request: Request) -> Mapping[str, Any]:
    """The body as it was sent, for a look at who is meant before its faults are named. Raises `Invalid`."""
    try:
        content = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Invalid(errors=[NO_JSON]) from error
    return content if isinstance(content, dict) else {}


async def parse_model(request: Request, model: type[Model]) -> Model:
    """The body of the request. Raises `Invalid` naming every fault; an empty body is an empty object."""
    content = await request.body() or b"{}"
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors()))) from error


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
