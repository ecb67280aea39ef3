"""The problem documents that nginx writes itself (RFC 9457); errors of the services pass through untouched."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.gateway.headers import SAFE_HEADERS


@dataclass(frozen=True)
class GatewayProblem:
    """One error of the gateway. `causes` are nginx's own status codes that end in it; `is_passing` adds Retry-After.

    `ends_connection` tells the client what nginx does anyway after a refusal by one of its filters.
    """

    status: int
    code: str
    title: str
    chinese: str
    english: str
    causes: tuple[int, ...]
    is_passing: bool = False
    ends_connection: bool = False
    names_methods: bool = False
    """The services name the methods themselves where they refuse one."""


PROBLEMS: tuple[GatewayProblem, ...] = (
    GatewayProblem(400, "bad-request", "Bad Request", "请求无法解析。", "The request could not be parsed.", (400,)),
    GatewayProblem(404, "not-found", "Not Found", "没有这个地址。", "There is nothing at this address.", (403, 404)),
    GatewayProblem(
        405,
        "method-not-allowed",
        "Method Not Allowed",
        "此地址不支持该请求方法。",
        "This address does not support the method.",
        (405,),
        names_methods=True,
    ),
    GatewayProblem(408, "request-timeout", "Request Timeout", "请求接收超时。", "The request took too long.", (408,)),
    GatewayProblem(
        # Of a board from the cache, or of a file, that is not the one named in If-Match.
        412,
        "precondition-failed",
        "Precondition Failed",
        "请求的前提条件不满足。",
        "A condition of the request does not hold.",
        (412,),
        ends_connection=True,
    ),
    GatewayProblem(
        413,
        "content-too-large",
        "Content Too Large",
        "请求内容过大。",
        "The body is larger than this address accepts.",
        (413,),
    ),
    GatewayProblem(414, "uri-too-long", "URI Too Long", "请求地址过长。", "The address is too long.", (414,)),
    GatewayProblem(
        416, "range-not-satisfiable", "Range Not Satisfiable", "请求范围无效。", "The range is not there.", (416,)
    ),
    GatewayProblem(
        429,
        "too-many-requests",
        "Too Many Requests",
        "请求过于频繁，请稍后再试。",
        "Too many requests; try again shortly.",
        (429,),
        is_passing=True,
    ),
    GatewayProblem(
        # nginx knows oversized headers as 494.
        431,
        "headers-too-large",
        "Request Header Fields Too Large",
        "请求头过大。",
        "The header fields are too large.",
        (494,),
    ),
    GatewayProblem(
        500,
        "internal-error",
        "Internal Server Error",
        "服务内部错误。",
        "Something went wrong inside the service.",
        (500,),
    ),
    GatewayProblem(
        501,
        "not-implemented",
        "Not Implemented",
        "不支持该传输方式。",
        "The transfer coding is not supported.",
        (501,),
    ),
    GatewayProblem(
        # Whether the upstream refused, broke off or hung is nothing a client can use: it waits and repeats.
        503,
        "service-unavailable",
        "Service Unavailable",
        "服务暂时不可用，请稍后再试。",
        "The service is unavailable for the moment; try again shortly.",
        (502, 503, 504),
        is_passing=True,
    ),
    GatewayProblem(
        505,
        "http-version-not-supported",
        "HTTP Version Not Supported",
        "不支持该 HTTP 版本。",
        "This version of HTTP is not supported.",
        (505,),
    ),
)


def detail_map(problem: GatewayProblem) -> Iterable[str]:
    yield f"map $problem_language $detail_{problem.status} {{"
    yield f'    default "{problem.chinese}";'
    yield f'    en "{problem.english}";'
    yield "}"


def error_page(problem: GatewayProblem, except_for: int = 0) -> str:
    causes = " ".join(str(cause) for cause in problem.causes if cause != except_for)
    return f"error_page {causes} ={problem.status} /-problems/{problem.status};"


def problem_location(problem: GatewayProblem) -> Iterable[str]:
    document = (
        f'{{"type":"/problems/{problem.code}","title":"{problem.title}","status":{problem.status},'
        f'"detail":"$detail_{problem.status}","instance":"$problem_instance","code":"{problem.code}",'
        '"request_id":"$contest_request_id"}'
    )
    yield f"location = /-problems/{problem.status} {{"
    yield "    internal;"
    # The body that was too much for another address is thrown away here; measured anew, it would hide the refusal.
    yield "    client_max_body_size 0;"
    yield "    default_type application/problem+json;"
    yield "    add_header X-Request-ID $contest_request_id always;"
    yield "    add_header Content-Language $problem_language always;"
    yield "    add_header Cache-Control no-store always;"
    # Pages of any origin may read what holds nothing of anybody; they have to know how long to wait.
    yield "    add_header Access-Control-Allow-Origin * always;"
    yield '    add_header Access-Control-Expose-Headers "Retry-After, X-Request-ID" always;'
    yield from (f"    {line}" for line in SAFE_HEADERS)
    if problem.names_methods:
        yield "    add_header Allow $allowed_methods always;"
    if problem.is_passing:
        yield "    add_header Retry-After $retry_after_seconds always;"
    if problem.ends_connection:
        yield "    keepalive_timeout 0;"
    yield f"    return {problem.status} '{document}';"
    yield "}"
