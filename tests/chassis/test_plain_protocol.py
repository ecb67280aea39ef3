"""Over real connections, plain requests that skip ASGI are answered byte for byte as uvicorn answers them."""

import asyncio
import itertools
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.chassis import application, routing
from services.chassis.plain import PreparedJson
from services.chassis.plain_protocol import PlainCycle, PlainProtocol
from services.chassis.settings import ProcessSettings
from services.chassis.tokens import Verifier
from services.kit.errors import NotFound, Unavailable
from services.kit.one_write import OneWriteProtocol
from tests.support import tokens

KEEP_ALIVE_S = 1
LARGE = 3_000_000
BEARER = tokens.headers(tokens.participant())["Authorization"].encode()
LAST = b"GET /things/1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"


@dataclass
class Served:
    server: uvicorn.Server
    port: int
    bodies: list[bytes] = field(default_factory=list)
    """What the endpoint has seen."""


@asynccontextmanager
async def no_resources(_app: object) -> AsyncIterator[None]:
    yield


def _application(bodies: list[bytes]) -> object:
    routes = routing.router()

    @routes.post("/things/{number:int}")
    @routing.audience(routing.Audience.PARTICIPANT, plain=True)
    async def post_thing(request: Request) -> Response:
        number, body = request.path_params["number"], await request.body()
        bodies.append(body)
        await asyncio.sleep(number / 1000 if number > 1000 else 0)
        if number == 404:
            raise NotFound
        if number == 503:
            raise Unavailable(retry_after_s=2)
        if number == 500:
            raise ZeroDivisionError
        if number == 7:
            return StreamingResponse(iter([b"one ", b"two"]))
        return PreparedJson(b"%d" % number + b"x" * (LARGE if number == 3 else len(body)), 201)

    @routes.get("/named/{name}")
    @routing.audience(routing.Audience.EVERYONE, plain=True)
    async def get_named(request: Request) -> Response:
        return PreparedJson(request.path_params["name"].encode() + request.scope["query_string"])

    app = application.create("Plain", ProcessSettings(database_url="", redis_url=""), [routes], no_resources)
    app.state.shared = SimpleNamespace(verifier=Verifier(tokens.public_keys()))
    return app


@contextmanager
def serving(protocol: type[OneWriteProtocol]) -> Iterator[Served]:
    """In a thread of its own."""
    bodies: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        _application(bodies),  # type: ignore[arg-type]
        http=protocol,
        loop="uvloop",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=2,
    )
    served = Served(uvicorn.Server(config), listener.getsockname()[1], bodies)
    thread = threading.Thread(target=served.server.run, args=([listener],))
    thread.start()
    while not served.server.started:
        time.sleep(0.01)
    yield served
    served.server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def usual() -> Iterator[Served]:
    with serving(OneWriteProtocol) as served:
        yield served


@pytest.fixture(scope="module")
def short() -> Iterator[Served]:
    with serving(PlainProtocol) as served:
        yield served


def message(path: bytes = b"/things/1", body: bytes = b"{}", more: bytes = b"", method: bytes = b"POST") -> bytes:
    head = b"%s %s HTTP/1.1\r\nHost: test\r\nAuthorization: %s\r\nContent-Length: %d\r\n%s\r\n"
    return head % (method, path, BEARER, len(body), more) + body


def exchange(served: Served, pieces: Sequence[bytes], patience_s: float = 5) -> bytes:
    """All that the server sends until it closes the connection, without dates and ids of requests."""
    received = b""
    with socket.create_connection(("127.0.0.1", served.port), timeout=patience_s) as connection:
        try:
            for number, piece in enumerate(pieces):
                time.sleep(0.01 if number else 0)
                connection.sendall(piece)
            while data := connection.recv(1 << 20):
                received += data
        except TimeoutError:
            received += b"(silence)"
        except ConnectionError:
            received += b"(reset)"
    return re.sub(rb"date: [^\r]+|[0-9a-f]{32}|[0-9a-f-]{36}", b"", received)


def compare(usual: Served, short: Served, pieces: Sequence[bytes], patience_s: float = 5) -> bytes:
    for served in (usual, short):
        served.bodies.clear()
    expected = exchange(usual, pieces, patience_s)
    assert exchange(short, pieces, patience_s) == expected
    assert short.bodies == usual.bodies
    return expected


NAMES = st.sampled_from([b"X-Gateway-Waited: 3.0", b"Expect: 100-continue", b"X-A: \xff", b"Origin: https://a.example"])
REQUESTS = st.builds(
    message,
    path=st.sampled_from([1, 2, 7, 404, 500, 503])
    .map(lambda number: b"/things/%d" % number)
    .flatmap(
        lambda path: st.sampled_from([path, path, path, path + b"?a=b", b"/%74hings/1", b"/nothing", b"/named/a%20b?c"])
    ),
    body=st.binary(max_size=40) | st.just(b"x" * 70_000),
    more=st.lists(NAMES, max_size=2).map(lambda lines: b"".join(line + b"\r\n" for line in lines)),
    method=st.sampled_from([b"POST", b"POST", b"POST", b"GET", b"HEAD", b"PUT"]),
)
CUTS: st.SearchStrategy[list[float]] = st.just([]) | st.lists(st.floats(0, 1), max_size=3)


@given(requests=st.lists(REQUESTS, min_size=1, max_size=4), cuts=CUTS)
@settings(max_examples=120, deadline=None)
def test_any_exchange_is_answered_as_by_uvicorn(
    usual: Served, short: Served, requests: list[bytes], cuts: list[float]
) -> None:
    whole = b"".join(requests) + LAST
    places = [0, *sorted(int(cut * len(whole)) for cut in cuts), len(whole)]
    pieces = [whole[start:end] for start, end in itertools.pairwise(places) if end > start]

    assert b"405" in compare(usual, short, pieces)


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /things/1 HTTP/1.0\r\n\r\n",
        message(more=b"Connection: keep-alive\r\n").replace(b"HTTP/1.1", b"HTTP/1.0"),
        b"POST /things/1 HTTP/2.5\r\n\r\n",
        b"POST /things/1\r\n\r\n",
        b"post /things/1 HTTP/1.1\r\nHost: test\r\n\r\n",
        b"POST http://test/things/1 HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n",
        message(b"/named/b?c", method=b"GET"),
        message(b"/named/%E4%B8%AD", method=b"GET"),
        message(b"/named/d", method=b"GET"),
        b"OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        message(more=b"Content-Length: 3\r\n"),
        message(more=b"Bad Name: 1\r\n"),
        message(more=b"X: a\x00b\r\n"),
        message(more=b"Connection: upgrade\r\nUpgrade: websocket\r\n"),
        message(more=b"Connection: close\r\n") + message(),
        message(more=b"Transfer-Encoding: chunked\r\n"),
        message(body=b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"2\r\nab\r\n0\r\n\r\n",
        message(body=b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"2\r\nab\r\nzz\r\n\r\n",
        message(body=b"").replace(b"Content-Length: 0", b"Content-Length: -1"),
        message(body=b"").replace(b"Content-Length: 0", b"Content-Length: 99999999999999999999999"),
        message() + b"\r\n\r\nPOST /things/1 HTTP/1.1\r\n: \r\n\r\n",
        message().replace(BEARER, b"Bearer none"),
    ],
)
def test_what_is_no_proper_request_is_refused_as_by_uvicorn(usual: Served, short: Served, sent: bytes) -> None:
    compare(usual, short, [sent, LAST], patience_s=1)


def test_a_caller_without_rights_is_refused_before_the_body_has_come(usual: Served, short: Served) -> None:
    head = message(body=b"x" * 10).replace(BEARER, b"Bearer none")[:-10]

    assert b"401" in compare(usual, short, [head], patience_s=0.3)


def test_what_nobody_read_of_a_body_holds_up_no_later_request(usual: Served, short: Served) -> None:
    refused = message(body=b"x" * 1_000_000).replace(BEARER, b"Bearer none")

    assert compare(usual, short, [message(), refused, message(), LAST]).count(b" 201 ") == 2


def test_a_body_that_never_ends_reaches_no_endpoint(usual: Served, short: Served) -> None:
    assert compare(usual, short, [message(body=b"x" * 10)[:-1]], patience_s=0.3) == b"(silence)"
    assert short.bodies == []


def test_a_client_that_reads_late_gets_large_replies_whole(usual: Served, short: Served) -> None:
    large = message(b"/things/3")

    received = compare(usual, short, [large, large, large, message(), LAST])
    assert len(received) > 3 * LARGE


def test_replies_do_not_pile_up_for_a_client_that_does_not_read(short: Served) -> None:
    with socket.create_connection(("127.0.0.1", short.port)) as connection:
        for _ in range(4):
            connection.sendall(message(b"/things/3"))
            time.sleep(0.1)
        transports = [each.transport for each in short.server.server_state.connections]
        kept = [transport.get_write_buffer_size() for transport in transports]

    assert 0 < max(kept) <= 2 * LARGE


def test_a_simple_request_takes_the_short_way(short: Served) -> None:
    with socket.create_connection(("127.0.0.1", short.port)) as connection:
        connection.sendall(message())
        assert connection.recv(4096).startswith(b"HTTP/1.1 201")
        cycles = [type(each.cycle) for each in short.server.server_state.connections]  # type: ignore[union-attr]

    assert PlainCycle in cycles
    assert not short.server.server_state.tasks


def test_a_connection_is_closed_when_it_has_rested_long_enough(short: Served) -> None:
    with socket.create_connection(("127.0.0.1", short.port), timeout=5) as connection:
        for _ in range(3):
            connection.sendall(message())
            assert connection.recv(4096).startswith(b"HTTP/1.1 201")
            time.sleep(0.6 * KEEP_ALIVE_S)
        began = time.monotonic()

        assert connection.recv(4096) == b""
    assert 0.2 * KEEP_ALIVE_S < time.monotonic() - began < KEEP_ALIVE_S


def test_a_request_that_takes_longer_than_a_rest_is_answered(usual: Served, short: Served) -> None:
    assert b"1500" in compare(usual, short, [message(), message(b"/things/1500"), LAST])


@pytest.mark.parametrize("protocol", [OneWriteProtocol, PlainProtocol])
def test_a_server_that_ends_answers_what_it_has_begun(protocol: type[OneWriteProtocol]) -> None:
    with serving(protocol) as served:
        idle = socket.create_connection(("127.0.0.1", served.port), timeout=5)
        busy = socket.create_connection(("127.0.0.1", served.port), timeout=5)
        with idle, busy:
            busy.sendall(message(b"/things/1200"))
            while not served.bodies:
                time.sleep(0.01)
            served.server.should_exit = True

            assert idle.recv(4096) == b""
            reply = busy.recv(4096)
            assert reply.startswith(b"HTTP/1.1 201")
            assert b"connection: close" in reply
            assert busy.recv(4096) == b""
