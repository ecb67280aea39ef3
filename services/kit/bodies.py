"""Bodies of plain routes: parsed by msgspec, faults named like everywhere else."""

import re
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from services.kit.errors import FieldError, Invalid

Body = TypeVar("Body", bound=msgspec.Struct)

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
        fault = FieldError("", "json-invalid", "请求体不是有效的 JSON。", "The body is not valid JSON.")
        raise Invalid(errors=[fault]) from error


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
