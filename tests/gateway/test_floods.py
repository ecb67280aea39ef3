"""What anybody may send is bounded for each address, and a refusal stays what it is whatever was sent with it."""

import asyncio
import json
from pathlib import Path

import pytest

from services.gateway.settings import Rate, trusted_proxies
from tests.gateway.gateway import Upstream, running_gateway
from tests.support import tokens

TOKEN = {"Authorization": f"Bearer head.body.{'s' * 86}"}
LARGE = b"x" * 300_000
STREAM = "/v1/leaderboards/safety-month/region/events"


async def test_a_refusal_keeps_its_status_and_its_wait_under_a_large_body(folder: Path) -> None:
    """R6.2"""
    async with running_gateway(folder, Upstream(), per_token=Rate(1, 1)) as client:
        for _ in range(2):
            await client.post("/v1/banks/b/imports", headers=TOKEN)
        reply = await client.post("/v1/banks/b/imports", content=LARGE, headers=TOKEN)

    assert (reply.status_code, reply.json()["code"]) == (429, "too-many-requests")
    assert int(reply.headers["Retry-After"]) in {1, 2, 3}


@pytest.mark.parametrize(("path", "status"), [("/v1/nothing", 404), ("/v1/contests", 413)])
async def test_every_refusal_of_a_large_body_is_a_problem_document(folder: Path, path: str, status: int) -> None:
    async with running_gateway(folder, Upstream()) as client:
        reply = await client.post(path, content=LARGE)

    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "application/problem+json")


async def test_a_refused_upload_is_told_before_its_file_has_been_sent(folder: Path) -> None:
    upstream = Upstream(status="401 Unauthorized", body=b'{"code":"unauthenticated"}')
    async with running_gateway(folder, upstream) as client:
        reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
        head = "POST /v1/reports/r/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: 15000000\r\n\r\n"
        writer.write(head.encode() + b"x" * 1000)
        async with asyncio.timeout(5):
            reply = await reader.readuntil(b"\r\n\r\n")
        stored = list(folder.glob("temp-body/**/*"))
        writer.close()

    assert reply.startswith(b"HTTP/1.1 401 ")
    assert [path for path in stored if path.is_file()] == []


async def test_searches_of_one_address_are_bounded_whatever_token_they_make_up(folder: Path) -> None:
    """R6.1"""
    async with running_gateway(folder, Upstream(delay_seconds=0.5), searches_at_once=3) as client:
        searches = [
            client.get(f"/v1/units?q={n}", headers={"Authorization": f"Bearer made.up.{n:086}"}) for n in range(8)
        ]
        *replies, sign_in = await asyncio.gather(*searches, client.post("/v1/auth/token"))

    refused = [reply for reply in replies if reply.status_code == 429]
    assert len(refused) == 5
    assert {reply.json()["code"] for reply in refused} == {"too-many-requests"}
    assert sign_in.status_code == 200


async def test_films_that_one_address_is_sent_at_once_are_bounded(folder: Path) -> None:
    """R6.2: they need no token, fill the line, and take turns with those who learn."""
    async with running_gateway(folder, Upstream(delay_seconds=0.5), films_at_once=3) as client:
        films = [client.get("/v1/films/0b8e7a0e-8a54-4a6e-9d39-5a4e3b2d1c0f") for _ in range(5)]
        *replies, beat = await asyncio.gather(*films, client.put("/v1/lessons/stairs/watch"))

    refused = [reply for reply in replies if reply.status_code == 429]
    assert len(refused) == 2
    assert {reply.json()["code"] for reply in refused} == {"too-many-requests"}
    assert beat.status_code == 200


async def test_one_address_cannot_take_the_places_of_all_listeners(folder: Path) -> None:
    async with running_gateway(folder, Upstream(delay_seconds=0.5), streams_per_address=4) as client:
        replies = await asyncio.gather(*[client.get(STREAM) for _ in range(7)])

    assert sorted(reply.status_code for reply in replies) == [200] * 4 + [503] * 3


async def test_listeners_of_small_boards_leave_places_for_the_nation(folder: Path) -> None:
    """Of 16 places; half of them are never for boards below."""
    async with running_gateway(folder, Upstream(delay_seconds=1.0), worker_connections=64) as client:
        small = [asyncio.create_task(client.get(f"{STREAM}?parent={n}")) for n in range(12)]
        await asyncio.sleep(0.3)
        nation = await asyncio.gather(*[client.get(STREAM) for _ in range(8)])
        below = await asyncio.gather(*small)

    assert {reply.status_code for reply in nation} == {200}
    assert sorted(reply.status_code for reply in below) == [200] * 8 + [503] * 4


@pytest.mark.parametrize("path", ["/v1/contests", "/v1/openapi.json", "/v1/docs", "/nothing", "/console", "/"])
async def test_no_answer_is_guessed_at_or_framed(folder: Path, path: str) -> None:
    async with running_gateway(folder, Upstream()) as client:
        reply = await client.get(path)

    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]


async def test_a_service_that_says_nosniff_is_not_repeated(folder: Path) -> None:
    upstream = Upstream(headers=lambda: {"X-Content-Type-Options": "nosniff"})
    async with running_gateway(folder, upstream) as client:
        reply = await client.get("/v1/contests")

    assert reply.headers.get_list("X-Content-Type-Options") == ["nosniff"]


async def test_a_wrong_method_on_what_the_gateway_serves_is_told_the_right_ones(folder: Path) -> None:
    """RFC 9110 §15.5.6"""
    async with running_gateway(folder, Upstream()) as client:
        reply = await client.post("/v1/openapi.json")

    assert (reply.status_code, reply.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/me", "DELETE, GET, PUT"),
        ("/v1/sessions/s-1/answers/3?x=/v1/me", "PUT"),
        ("/v1/banks/import-template.xlsx", "GET"),
        ("/v1/docs", "GET, HEAD"),
    ],
)
async def test_what_the_gateway_refuses_before_it_looks_for_a_route_is_told_the_methods_of_its_address(
    folder: Path, path: str, allowed: str
) -> None:
    """RFC 9110 §15.5.6, of TRACE"""
    async with running_gateway(folder, Upstream()) as client:
        reply = await client.request("TRACE", path)

    assert (reply.status_code, reply.headers["Allow"]) == (405, allowed)


async def test_the_access_log_names_what_was_asked_for_and_refused(folder: Path) -> None:
    log = folder / "access.log"
    async with running_gateway(folder, Upstream(), access_log=str(log)) as client:
        await client.get("/v1/nothing?secret=1")
        await client.get("/v1/contests")
        await asyncio.sleep(1.2)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    asked = [(line["path"], line["status"]) for line in lines if line["path"] != "/v1/openapi.json"]
    assert asked == [("/v1/nothing", 404), ("/v1/contests", 200)]


async def test_the_access_log_tells_of_each_request_its_id_route_status_time_and_kind_of_account(folder: Path) -> None:
    """R5.6"""
    log = folder / "access.log"
    people = (tokens.participant(), tokens.organiser("organiser", "370000"), None)
    async with running_gateway(folder, Upstream(), access_log=str(log)) as client:
        for caller in people:
            await client.put("/v1/sessions/s/answers/1", json={}, headers=tokens.headers(caller) if caller else {})
        await client.get("/v1/contests", headers={"Authorization": "Bearer of.what.ever"})
        refused = await client.post("/v1/contests", content=b"x" * 100_000)
        await asyncio.sleep(1.2)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    told = [(line["route"], line["status"], line["account"]) for line in lines if line["path"] != "/v1/openapi.json"]
    assert told == [
        ("/v1/sessions", 200, "participant"),
        ("/v1/sessions", 200, "organiser"),
        ("/v1/sessions", 200, "none"),
        ("/v1/contests", 200, "unknown"),
        ("/v1/contests", 413, "none"),
    ]
    assert lines[-1]["request_id"] == refused.headers["X-Request-ID"]
    assert all(line["seconds"] >= 0 for line in lines)


@pytest.mark.parametrize(("trusted", "seen"), [((), "127.0.0.1"), (("127.0.0.0/8",), "203.0.113.9")])
async def test_only_a_trusted_proxy_may_say_where_a_request_came_from(
    folder: Path, trusted: tuple[str, ...], seen: str
) -> None:
    upstream = Upstream()
    async with running_gateway(folder, upstream, trusted_proxies=trusted) as client:
        await client.get("/v1/contests", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})

    assert f"X-Forwarded-For: {seen}\r\n" in upstream.requests[-1]


@pytest.mark.parametrize(
    ("others", "counted"),
    [
        ([f"2001:db8:1:2::{n}" for n in range(4)], "together"),
        ([f"2001:db8:1:{n}::7" for n in range(4)], "apart"),
        ([f"198.51.100.{n}" for n in range(4)], "apart"),
        ([f"::ffff:198.51.100.{n}" for n in range(4)], "apart"),
    ],
)
async def test_a_share_belongs_to_a_network_and_not_to_one_of_its_endless_addresses(
    folder: Path, others: list[str], counted: str
) -> None:
    """R6.2 I20: of IPv6 a subscriber holds a /64."""
    settings = {"trusted_proxies": ("127.0.0.0/8",), "sign_in_per_address": Rate(1, 1)}
    async with running_gateway(folder, Upstream(), **settings) as client:
        replies = [await client.post("/v1/auth/token", headers={"X-Forwarded-For": each}) for each in others]

    refused = sum(reply.status_code == 429 for reply in replies)
    assert refused == (2 if counted == "together" else 0)


@pytest.mark.parametrize("query", ["%70arent={}", "parent=&parent={}", "metric=points&parent={}"])
async def test_no_spelling_makes_a_small_board_one_of_the_nation(folder: Path, query: str) -> None:
    """R6.2 I20: half of the places for listeners are never for small boards."""
    async with running_gateway(folder, Upstream(delay_seconds=2), worker_connections=64) as client:
        small = [asyncio.create_task(client.get(f"{STREAM}?{query.format(n)}")) for n in range(12)]
        await asyncio.sleep(0.5)
        nation = [asyncio.create_task(client.get(f"{STREAM}?metric=points")) for _ in range(4)]
        refused, shown = [[each.status_code for each in await asyncio.gather(*some)] for some in (small, nation)]

    assert refused.count(503) == 4
    assert shown == [200] * 4


async def test_one_lost_connection_takes_no_healthy_replica_out(folder: Path) -> None:
    """While one of two restarts, the other one answers everybody, also after it lost a connection."""
    restarting, healthy = Upstream(is_cut_off=True), Upstream()
    async with running_gateway(folder, restarting, healthy) as client:
        healthy.is_cut_off = True
        await client.post("/v1/contests")
        healthy.is_cut_off = False
        replies = [await client.get("/v1/contests") for _ in range(20)]

    assert {reply.status_code for reply in replies} == {200}


def test_trusted_proxies_are_read_from_a_setting() -> None:
    assert trusted_proxies("10.0.0.0/8, 192.168.1.7,") == ("10.0.0.0/8", "192.168.1.7/32")
    with pytest.raises(ValueError, match="does not appear"):
        trusted_proxies("all")
