"""What an attacker sends to the gateway: nothing behind it is reached, believed or mixed up."""

import asyncio
import json
import uuid

import pytest

from tests.access.running import Running
from tests.support import tokens

CONTEST = "safety-month-2026"
OWN_PAGES = ("# HELP", '"ready"', "ok\n")
"""What the services' own pages would say."""


def request(line: str, *headers: str, body: str = "") -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: x", *headers, "", body]).encode("latin-1")


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/readyz",
        "/metrics",
        "//metrics",
        "/%6detrics",
        "/v1/..%2fmetrics",
        "/v1/contests/%2e%2e/%2e%2e/metrics",
        "/v1/contests/..;/../../metrics",
        "/v1/contests/..%5c..%5cmetrics",
        "/v1/contests/%2e%2e%2f%2e%2e%2fmetrics",
        "/v1/contests/%252e%252e/%252e%252e/metrics",
        "/v1/leaderboards/../../readyz",
        "/v1/docs/../../nginx.conf",
        "/v1/docs/..%2f..%2fnginx.conf",
        "/v1/docs../nginx.conf",
        "/console/setup/../../nginx.conf",
        "/-problems/404",
        "/V1/contests",
        "/v1/contests%00",
        "/v1/contests%0d%0aX-Injected:%20yes",
        "/v1/contests/%0d%0aX-Injected:%20yes",
    ],
)
async def test_no_spelling_of_a_path_reaches_what_is_not_served(running: Running, path: str) -> None:
    said = (await running.raw(request(f"GET {path}", "Connection: close"))).decode()

    head, _, body = said.partition("\r\n\r\n")
    assert head.split()[1] in ("400", "404")
    assert "X-Injected" not in head
    assert json.loads(body)["code"]
    assert not any(page in body for page in OWN_PAGES)


@pytest.mark.parametrize("path", ["/v1/me", "//v1/me", "/v1/./me", "/v1/x/../me", "/v1/%6de", "/v1/me?x=/v1/contests"])
async def test_no_spelling_of_a_path_loses_its_guard(running: Running, path: str) -> None:
    said = await running.raw(request(f"GET {path}", "Connection: close"))

    assert said.split()[1] in (b"401", b"404")


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-User: admin",
        "X-User-Id: 1",
        "Remote-User: admin",
        "X-Auth-Request-User: admin",
        "X-Original-URL: /",
    ],
)
async def test_nobody_is_somebody_by_a_header(running: Running, header: str) -> None:
    said = await running.raw(request("GET /v1/organisers", header, "Connection: close"))

    assert said.split()[1] == b"401"


async def test_a_method_is_what_the_request_line_says(running: Running) -> None:
    signed_in = (await running.token(grant_type="development", subject="method")).json()
    headers = {"Authorization": f"Bearer {signed_in['access_token']}"}
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        await running.ask("GET", "/v1/me?_method=DELETE", headers={**headers, name: "DELETE"})

    assert (await running.ask("GET", "/v1/me", headers=headers)).status_code == 200


HIDDEN = "GET /v1/organisers HTTP/1.1\r\nHost: x\r\nX-Hidden: 1\r\n\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        (f"Content-Length: {len(HIDDEN) + 5}", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", f"Content-Length: {len(HIDDEN) + 5}"),
        ("Content-Length: 5", f"Content-Length: {len(HIDDEN) + 5}"),
        ("Content-Length: +5",),
        ("Content-Length: 5, 5",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding : chunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        (" Transfer-Encoding: chunked",),
        ("X: y\nTransfer-Encoding: chunked", "Content-Length: 5"),
    ],
)
async def test_a_request_cannot_hide_in_another(running: Running, headers: tuple[str, ...]) -> None:
    """Each is answered once, and no second answer belongs to what was hidden in the body."""
    content = f"0\r\n\r\n{HIDDEN}"
    said = await running.raw(
        request("POST /v1/auth/token", *headers, "Content-Type: application/json", "Connection: close", body=content)
    )

    assert said.count(b"HTTP/1.1 ") == 1
    assert said.split()[1] in (b"400", b"422", b"501")


async def test_pipelined_requests_are_answered_in_their_order(running: Running) -> None:
    head = running.headers(tokens.organiser())["Authorization"]
    first = request("GET /v1/contests")
    second = request("GET /v1/organisers", f"Authorization: {head}")
    third = request("GET /v1/organisers", "Connection: close")

    said = (await running.raw(first + second + third)).decode()

    assert [part.split()[0] for part in said.split("HTTP/1.1 ")[1:]] == ["200", "200", "401"]


async def test_the_key_of_another_caller_repeats_nothing_of_theirs(running: Running) -> None:
    """I10: not even to somebody of the same rights who sends the same body."""
    body = {"name": "后台", "unit": "370000", "role": "organiser", "kind": "client"}
    key = {"Idempotency-Key": uuid.uuid4().hex}
    one, other = (running.headers(tokens.organiser()) | key for _ in range(2))

    first, repeated, of_another = [
        (await running.ask("POST", "/v1/organisers", body, headers=headers)).json() for headers in (one, one, other)
    ]

    assert repeated == first
    assert of_another["client_secret"] != first["client_secret"]
    assert of_another["id"] != first["id"]


async def test_a_cursor_or_a_tag_of_another_shows_nothing_of_theirs(running: Running) -> None:
    """I8"""
    below = running.headers(tokens.organiser("organiser", "370000"))
    elsewhere = running.headers(tokens.organiser("organiser", "440000"))
    for _ in range(2):
        body = {"name": "济南", "unit": "370100", "role": "organiser", "kind": "client"}
        await running.ask("POST", "/v1/organisers", body, headers=running.headers(tokens.organiser()))
    cursor = (await running.ask("GET", "/v1/organisers?limit=1", headers=below)).json()["next_cursor"]
    tag = (await running.ask("GET", "/v1/organisers", headers=below)).headers["ETag"]

    of_another = await running.ask("GET", f"/v1/organisers?cursor={cursor}", headers=elsewhere)
    tagged = await running.ask("GET", "/v1/organisers", headers={**elsewhere, "If-None-Match": tag})
    own = await running.ask("GET", "/v1/organisers", headers={**below, "If-None-Match": tag})

    assert cursor
    assert of_another.json()["items"] == []
    assert tagged.status_code == 200
    assert own.status_code == 304


async def test_a_board_is_the_same_whoever_asks_and_however(running: Running) -> None:
    """What all readers share holds nothing of the first one, and cannot be poisoned."""
    path = f"/v1/leaderboards/{CONTEST}/region?limit=3"
    odd = {
        "X-Forwarded-Host": "evil.example",
        "Accept-Language": "en",
        "Cookie": "a=b",
        "Host": "evil.example",
        **running.headers(tokens.organiser()),
    }
    first = await running.ask("GET", path, headers=odd)
    second = await running.ask("GET", path)

    assert first.content == second.content
    assert "set-cookie" not in second.headers
    assert "evil" not in first.text + repr(second.headers)


@pytest.mark.parametrize("value", ["bytes=0-", "bytes=-1", "bytes=0-0,2-3", "bytes=" + ",".join(["0-"] * 900), "x"])
async def test_ranges_cost_nothing(running: Running, value: str) -> None:
    for path in (f"/v1/leaderboards/{CONTEST}/region", "/v1/openapi.json", "/v1/contests", "/console/setup.js"):
        reply = await running.ask("GET", path, headers={"Range": value})

        assert reply.status_code in (200, 206, 416)
        assert "multipart" not in reply.headers.get("Content-Type", "")


async def test_what_the_gateway_refuses_by_itself_can_be_read_by_pages_of_other_origins(running: Running) -> None:
    """It holds nothing of anybody, and a page has to know why it is told to wait."""
    reply = await running.ask("GET", "/v1/nothing", headers={"Origin": "https://h5.example"})
    long = await running.ask("POST", "/v1/me", "x" * 100_000, headers={"Origin": "https://h5.example"})

    assert [each.headers["Access-Control-Allow-Origin"] for each in (reply, long)] == ["*", "*"]
    assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]


async def test_a_condition_that_does_not_hold_is_a_problem_too(running: Running) -> None:
    for path in (f"/v1/leaderboards/{CONTEST}/region", "/v1/openapi.json"):
        reply = await running.ask("GET", path, headers={"If-Match": '"another"'})

        assert reply.status_code in (200, 412)
        assert reply.status_code == 200 or reply.json()["code"] == "precondition-failed"


async def test_slow_and_broken_requests_leave_no_process_worse_off(running: Running) -> None:
    """Clients that break off in the middle of a body."""
    for _ in range(50):
        _, writer = await asyncio.open_connection("127.0.0.1", running.system.port)
        writer.write(request("POST /v1/auth/token", "Content-Length: 100", body='{"grant_type": '))
        writer.close()

    assert (await running.token(grant_type="development", subject="after")).status_code == 200


async def test_no_log_tells_of_a_defect(running: Running) -> None:
    """Whatever was sent until here was foreseen."""
    assert "unhandled error" not in running.logs
    assert "Traceback" not in running.logs
