"""What the gateway does to requests and answers on their way."""

import asyncio
import re
from pathlib import Path

from tests.gateway.gateway import Upstream, running_gateway


async def test_a_request_gets_an_id_that_the_service_sees_and_the_answer_carries(folder: Path) -> None:
    upstream = Upstream(headers=lambda: {"X-Request-ID": "the service's own"})
    async with running_gateway(folder, upstream) as client:
        answer = await client.get("/v1/me")

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])
    assert f"X-Request-ID: {answer.headers['X-Request-ID']}\r\n" in upstream.requests[0]


async def test_a_harmless_id_of_the_client_is_kept_and_another_is_replaced(folder: Path) -> None:
    async with running_gateway(folder, Upstream()) as client:
        kept = await client.get("/v1/me", headers={"X-Request-ID": "app-42_a.b"})
        odd = await client.get("/v1/me", headers={"X-Request-ID": 'a"b'})
        long = await client.get("/v1/me", headers={"X-Request-ID": "a" * 65})

    assert kept.headers["X-Request-ID"] == "app-42_a.b"
    assert odd.headers["X-Request-ID"] != 'a"b'
    assert len(long.headers["X-Request-ID"]) == 32


async def test_nobody_tells_the_services_who_the_caller_is_but_the_token(folder: Path) -> None:
    upstream = Upstream()
    claims = {"X-Forwarded-User": "root", "Remote-User": "root", "X-Forwarded-For": "10.9.8.7", "Authorization": "t"}
    async with running_gateway(folder, upstream) as client:
        await client.get("/v1/me", headers=claims)

    assert "root" not in upstream.requests[0]
    assert "10.9.8.7" not in upstream.requests[0]
    assert "X-Forwarded-For: 127.0.0.1\r\n" in upstream.requests[0]
    assert "Authorization: t\r\n" in upstream.requests[0]


async def test_a_hand_in_whose_process_dies_is_answered_by_the_other_one(folder: Path) -> None:
    dying, living = Upstream(is_cut_off=True), Upstream()
    async with running_gateway(folder, dying, living) as client:
        answers = [await client.post("/v1/sessions/s/submission", json={}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert dying.requests


async def test_a_post_that_may_not_be_repeated_is_sent_once(folder: Path) -> None:
    first, second = Upstream(is_cut_off=True), Upstream(is_cut_off=True)
    async with running_gateway(folder, first, second) as client:
        answer = await client.post("/v1/contests", json={})

    assert answer.status_code == 503
    assert len(first.requests + second.requests) == 1


async def test_strong_entity_tags_stay_strong_and_uncompressed(folder: Path) -> None:
    upstream = Upstream(
        headers=lambda: {"ETag": '"v1"', "Content-Type": "application/json"}, body=b'{"a": "%s"}' % (b"b" * 5000)
    )
    async with running_gateway(folder, upstream) as client:
        tags = {
            path: (await client.get(path, headers={"Accept-Encoding": "gzip"})).headers["ETag"]
            for path in ("/v1/leaderboards/c/region", "/v1/reports/r", "/v1/units", "/v1/contests")
        }
        compressed = await client.get("/v1/progress/c/370000", headers={"Accept-Encoding": "gzip"})

    assert set(tags.values()) == {'"v1"'}
    assert compressed.headers["Content-Encoding"] == "gzip"


async def test_events_arrive_while_the_upstream_is_still_sending(folder: Path) -> None:
    gate = asyncio.Event()

    class Stream(Upstream):
        async def _reply(self, writer: asyncio.StreamWriter, head: str) -> None:  # noqa: ARG002
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: 1\n\n")
            await writer.drain()
            await gate.wait()
            raise ConnectionError

    path = "/v1/leaderboards/c/region/events"
    async with running_gateway(folder, Stream()) as client, client.stream("GET", path) as answer:
        first = await anext(answer.aiter_text())
        gate.set()

    assert first == "data: 1\n\n"
