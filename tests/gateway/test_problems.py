"""What nginx answers by itself: problem documents in both languages, each with the request's id."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from services.gateway.settings import Rate
from tests.gateway.gateway import Upstream, running_gateway

TOKEN = {"Authorization": f"Bearer head.body.{'s' * 86}"}


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict:
    problem = answer.json()
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == f"/problems/{code}"
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["title"]
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    return problem


async def test_an_unknown_path_is_a_problem_in_chinese_unless_english_is_preferred(folder: Path) -> None:
    async with running_gateway(folder, Upstream()) as client:
        chinese = await client.get("/v1/nothing?a=b")
        english = await client.get("/v1/nothing", headers={"Accept-Language": "en-GB,en;q=0.8"})
        french = await client.get("/v1/nothing", headers={"Accept-Language": "fr-CH, fr;q=0.9, en;q=0.8, zh;q=0.7"})
        both = await client.get("/v1/nothing", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})

    assert [each.headers["Content-Language"] for each in (french, both)] == ["en", "zh-CN"]
    assert assert_problem(chinese, 404, "not-found")["detail"] == "没有这个地址。"
    assert chinese.json()["instance"] == "/v1/nothing"
    assert assert_problem(english, 404, "not-found")["detail"] == "There is nothing at this address."


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/v1/contests/../../metrics", "/-problems/404"])
async def test_the_services_own_pages_are_not_reachable(folder: Path, path: str) -> None:
    upstream = Upstream()
    async with running_gateway(folder, upstream) as client:
        answer = await client.get(path)

    assert_problem(answer, 404, "not-found")
    assert upstream.requests == []


async def test_a_body_over_the_limit_is_refused_unless_its_route_allows_more(folder: Path) -> None:
    upstream = Upstream()
    async with running_gateway(folder, upstream, body_limit="1k") as client:
        refused = await client.post("/v1/contests/c/sessions", content=b"x" * 2000)
        english = await client.post("/v1/contests", content=b"x" * 2000, headers={"Accept-Language": "en"})
        sheet = await client.post("/v1/banks/b/imports", content=b"x" * 2000)

    assert assert_problem(refused, 413, "content-too-large")["detail"] == "请求内容过大。"
    assert "larger" in assert_problem(english, 413, "content-too-large")["detail"]
    assert sheet.status_code == 200


async def test_too_many_requests_of_one_token_are_refused_and_of_another_are_not(folder: Path) -> None:
    async with running_gateway(folder, Upstream(), per_token=Rate(1, 2)) as client:
        answers = [await client.get("/v1/me", headers=TOKEN) for _ in range(5)]
        english = await client.get("/v1/me", headers={**TOKEN, "Accept-Language": "en"})
        other = await client.get("/v1/me", headers={"Authorization": f"Bearer head.body.{'t' * 86}"})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert "频繁" in assert_problem(answers[-1], 429, "too-many-requests")["detail"]
    assert "Too many" in assert_problem(english, 429, "too-many-requests")["detail"]
    assert int(answers[-1].headers["Retry-After"]) in {1, 2, 3}
    assert other.status_code == 200


async def test_an_address_is_limited_at_sign_in_only(folder: Path) -> None:
    async with running_gateway(folder, Upstream(), sign_in_per_address=Rate(1, 1)) as client:
        sign_ins = [(await client.post("/v1/auth/token")).status_code for _ in range(3)]
        others = [(await client.get("/v1/contests")).status_code for _ in range(3)]

    assert sign_ins == [200, 200, 429]
    assert others == [200, 200, 200]


async def test_an_upstream_that_breaks_off_is_a_passing_problem(folder: Path) -> None:
    async with running_gateway(folder, Upstream(is_cut_off=True)) as client:
        chinese = await client.get("/v1/me")
        english = await client.get("/v1/me", headers={"Accept-Language": "en"})

    assert "暂时不可用" in assert_problem(chinese, 503, "service-unavailable")["detail"]
    assert "unavailable" in assert_problem(english, 503, "service-unavailable")["detail"]
    assert int(chinese.headers["Retry-After"]) in {1, 2, 3}


async def test_an_upstream_that_hangs_is_a_passing_problem(folder: Path) -> None:
    async with running_gateway(folder, Upstream(delay_seconds=1.3), read_seconds=1) as client:
        answer = await client.get("/v1/me")

    assert_problem(answer, 503, "service-unavailable")


async def test_the_problems_of_a_service_pass_untouched(folder: Path) -> None:
    body = json.dumps({"code": "of-the-service"}).encode()
    upstream = Upstream(status="503 Busy", body=body, headers=lambda: {"Retry-After": "7"})
    async with running_gateway(folder, upstream) as client:
        answer = await client.get("/v1/me")

    assert answer.content == body
    assert answer.headers["Retry-After"] == "7"


async def test_a_path_cannot_break_out_of_the_document(folder: Path) -> None:
    async with running_gateway(folder, Upstream()) as client:
        reply = await raw(client, b'GET /v1/"},{"x":"\\ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')

    assert json.loads(reply.partition("\r\n\r\n")[2])["instance"] == "/"


@pytest.mark.parametrize(
    ("request_head", "status", "code"),
    [
        (b"GET /v1/me HTTP/1.1\r\nNo colon\r\n\r\n", 400, "bad-request"),
        (b"GET /" + b"x" * 40000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "uri-too-long"),
        (b"GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 40000 + b"\r\n\r\n", 431, "headers-too-large"),
        (b"TRACE /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "method-not-allowed"),
        (b"POST /v1/docs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "method-not-allowed"),
        (b"GET /v1/me HTTP/4.1\r\nHost: x\r\n\r\n", 505, "http-version-not-supported"),
        (b"POST /v1/me HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: odd\r\n\r\n", 501, "not-implemented"),
    ],
)
async def test_what_cannot_be_parsed_is_a_problem_too(
    folder: Path, request_head: bytes, status: int, code: str
) -> None:
    async with running_gateway(folder, Upstream()) as client:
        reply = await raw(client, request_head)

    head, _, body = reply.partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert json.loads(body)["code"] == code


async def test_an_address_that_was_not_encoded_is_a_problem_and_reaches_no_service(folder: Path) -> None:
    """Everywhere: some WebViews send Chinese as it is."""
    upstream = Upstream()
    async with running_gateway(folder, upstream) as client:
        reply = await raw(client, "GET /v1/units?q=环翠 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        encoded = await client.get("/v1/units", params={"q": "环翠"})

    head, _, body = reply.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 400 ")
    assert "application/problem+json" in head
    assert json.loads(body)["code"] == "bad-request"
    assert encoded.status_code == 200
    assert len(upstream.requests) == 1


async def raw(client: httpx.AsyncClient, request: bytes) -> str:
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(request)
    reply = await reader.read()
    writer.close()
    return reply.decode()
