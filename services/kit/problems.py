"""RFC 9457 problem documents: the one place where a kind of error becomes an HTTP status."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from services.kit.errors import (
    FieldError,
    Invalid,
    Kind,
    MethodNotAllowed,
    NotFound,
    Problem,
    Unavailable,
)

STATUS: Mapping[Kind, int] = {
    Kind.BAD_REQUEST: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.METHOD_NOT_ALLOWED: 405,
    Kind.CONFLICT: 409,
    Kind.PRECONDITION_FAILED: 412,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED_MEDIA: 415,
    Kind.INVALID: 422,
    Kind.PRECONDITION_REQUIRED: 428,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
    Kind.DEFECT: 500,
}
TITLES: Mapping[Kind, str] = {kind: kind.value.replace("_", " ").capitalize() for kind in Kind}
DEFAULT_RETRY_AFTER_S = 1

log = structlog.get_logger(__name__)


def request_id(request: Request) -> str:
    """The id given by the gateway, or a new one when the service is called directly."""
    return request.headers.get("x-request-id") or uuid.uuid4().hex


def wants_english(request: Request) -> bool:
    """Whether English is preferred to Chinese (RFC 9110 §12.5.4). Who names neither is answered in Chinese."""
    wanted = [_weighed(part) for part in request.headers.get("accept-language", "").lower().split(",")]
    known = [(language, weight) for language, weight in wanted if language in ("en", "zh") and weight > 0]
    return max(known, key=lambda each: each[1], default=("zh", 0))[0] == "en"


def response(request: Request, error: Problem) -> Response:
    """The problem document of an error, in the caller's language."""
    english = wants_english(request)
    status = STATUS[error.kind]
    document: dict[str, object] = {
        "type": f"/problems/{error.code}",
        "title": TITLES[error.kind],
        "status": status,
        "detail": error.en if english else error.zh,
        "instance": request.url.path,
        "code": error.code,
        "request_id": request_id(request),
        **error.extra,
    }
    if error.errors:
        document["errors"] = [
            {"pointer": fault.pointer, "code": fault.code, "detail": fault.en if english else fault.zh}
            for fault in error.errors
        ]
    headers = {"Content-Language": "en" if english else "zh-CN"}
    if error.kind in (Kind.TOO_MANY, Kind.UNAVAILABLE) or error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s or DEFAULT_RETRY_AFTER_S)
    if error.kind is Kind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    # What a caller sent may stand in it, halves of characters included.
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    return Response(content, status, headers, media_type="application/problem+json")


def defect(request: Request, error: Exception) -> Response:
    """What a caller is told of an error that nobody foresaw: nothing of it."""
    log.error("unhandled error", path=request.url.path, request_id=request_id(request), exc_info=error)
    return response(request, Problem())


def field_errors(errors: Sequence[ErrorDetails], body: object = None) -> Iterator[FieldError]:
    """Pydantic's findings as pointers into the body."""
    for error in errors:
        place = list(error["loc"])
        if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
            place.append(error["ctx"]["discriminator"].strip("'"))
        pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in _without_tags(place, body))
        yield FieldError(pointer, error["type"].replace("_", "-"), _chinese(error), error["msg"])


def parameter_errors(error: RequestValidationError) -> Iterator[FieldError]:
    """FastAPI's findings. What is in the body has its pointer; a parameter is named by its own name."""
    found = [{**each, "loc": tuple(each["loc"])[1:]} for each in error.errors()]
    return field_errors(cast("list[ErrorDetails]", found), error.body)


def _without_tags(place: Sequence[int | str], body: object) -> Iterator[str]:
    """The parts that lie in the body: Pydantic also names the member of a discriminated union, which is no field."""
    for depth, part in enumerate(place, start=1):
        if isinstance(body, Mapping) and part not in body and depth < len(place):
            continue
        if isinstance(body, Mapping):
            body = body.get(part)
        elif isinstance(body, Sequence) and isinstance(part, int) and part < len(body):
            body = body[part]
        yield str(part)


def install(app: FastAPI) -> None:
    """Give every error of the application, Starlette's own included, its problem document."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)  # noqa: S101 - registered for this type only
        return response(request, error)

    async def on_validation_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return response(request, Invalid(errors=list(parameter_errors(error))))

    async def on_http_exception(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        known = {404: NotFound, 405: MethodNotAllowed, 503: Unavailable}.get(error.status_code, Invalid)
        answered = known()
        answer = response(request, answered)
        if isinstance(answered, MethodNotAllowed):
            answer.headers["Allow"] = _allowed(request)
        return answer

    async def on_defect(request: Request, error: Exception) -> Response:
        return defect(request, error)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(Exception, on_defect)


def _weighed(part: str) -> tuple[str, float]:
    """The language of a part of Accept-Language, its region left out, and its weight."""
    name, *parameters = part.split(";")
    weights = [value for key, _, value in (each.strip().partition("=") for each in parameters) if key == "q"]
    try:
        weight = float(weights[0]) if weights else 1.0
    except ValueError:
        weight = 0.0
    return name.strip().partition("-")[0], weight


def _allowed(request: Request) -> str:
    """Every method of the address, which may have a route for each; Starlette names those of the first only."""
    methods: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


def catalogue() -> list[dict[str, object]]:
    """Every problem code that the imported services can answer with, for `openapi/problems.json`."""
    found: dict[str, dict[str, object]] = {}
    waiting: list[type[Problem]] = [Problem]
    while waiting:
        error = waiting.pop()
        waiting.extend(error.__subclasses__())
        found[error.code] = {"code": error.code, "status": STATUS[error.kind], "zh": error.zh, "en": error.en}
    return [found[code] for code in sorted(found)]


def _chinese(error: ErrorDetails) -> str:
    texts = {
        "missing": "缺少此项。",
        "extra_forbidden": "不认识的字段。",
        "json_invalid": "请求体不是有效的 JSON。",
        "string_type": "应为文本。",
        "int_type": "应为整数。",
        "int_parsing": "应为整数。",
        "bool_type": "应为真假值。",
        "list_type": "应为列表。",
        "dict_type": "应为对象。",
        "literal_error": "不是允许的取值。",
        "enum": "不是允许的取值。",
        "string_too_long": "文本过长。",
        "string_too_short": "文本过短。",
        "greater_than_equal": "数值过小。",
        "less_than_equal": "数值过大。",
        "too_long": "项目过多。",
        "too_short": "项目过少。",
        "string_pattern_mismatch": "格式有误。",
        "timezone_aware": "时间须带时区偏移，如 +08:00。",
        "datetime_parsing": "不是有效的时间。",
        "datetime_from_date_parsing": "不是有效的时间。",
        "date_from_datetime_parsing": "不是有效的日期。",
        "int_from_float": "应为整数。",
        "bool_parsing": "应为真假值。",
        "uuid_parsing": "编号无效。",
        "nothing_visible": "没有可见的字符。",
        "unusable_character": "含有不能使用的字符 {character}。",
        "time_zone": "不是有效的时区名称。",
        "not_after_opening": "须晚于开始时间。",
        "window_too_long": "开放时间过长。",
        "named_twice": "有重复的项目。",
        "phone_number": "应为 11 位手机号码。",
        "union_tag_invalid": "不是允许的取值。",
        "union_tag_not_found": "缺少用于区分类型的字段。",
    }
    # After a validator of its own, Pydantic counts the characters of a text as items.
    kind = f"string_{error['type']}" if isinstance(error["input"], str) else error["type"]
    return texts.get(kind, texts.get(error["type"], "取值有误。")).format(**error.get("ctx", {}))
