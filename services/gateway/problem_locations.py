"""How nginx is told to answer with the problem documents of `problems.py`."""

from collections.abc import Iterable

from services.gateway.problems import GatewayProblem

# No browser guesses another type than the one that is named, and no page of others shows one of ours in a frame.
SAFE_HEADERS = (
    "add_header X-Content-Type-Options nosniff always;",
    "add_header Content-Security-Policy \"frame-ancestors 'none'\" always;",
)


def detail_map(problem: GatewayProblem) -> Iterable[str]:
    yield f"map $problem_language $detail_{problem.status} {{"
    yield f'    default "{problem.chinese}";'
    yield f'    en "{problem.english}";'
    yield "}"


def error_page(problem: GatewayProblem) -> str:
    return f"error_page {' '.join(map(str, problem.causes))} ={problem.status} /-problems/{problem.status};"


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
    if problem.allow:
        yield f'    add_header Allow "{problem.allow}" always;'
    if problem.is_passing:
        yield "    add_header Retry-After $retry_after_seconds always;"
    if problem.ends_connection:
        yield "    keepalive_timeout 0;"
    yield f"    return {problem.status} '{document}';"
    yield "}"
