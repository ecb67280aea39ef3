"""uvicorn's protocol, in which a plain request that is wholly there goes to its endpoint without ASGI's messages.

Parser, time-outs, flow control, pipelining and the end are uvicorn's. What is not simple is left to it altogether: a
body that comes in pieces, a request behind another one, a query, an old or ending connection, a reply that is not
prepared JSON (docs/decisions/0092-plain-requests-without-messages.md).
"""

import asyncio
import math
import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from services.chassis.plain import PlainRoute, PreparedJson, answered
from services.kit.one_write import OneWriteProtocol

_SIMPLE_PATH = re.compile(rb"/[\w/.~-]*", re.ASCII).fullmatch
"""Nothing to decode, no query."""


class PlainCycle:
    """A plain request under way, as uvicorn's protocol sees it."""

    message_event = asyncio.Event()
    """Nobody waits for the rest of a body that is there."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.keep_alive = True
        self.disconnected = False
        self.response_complete = False
        self.task: asyncio.Task[None] | None = None

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self.body, "more_body": False}


class PlainProtocol(OneWriteProtocol):
    """For an application that tells its plain routes (`PlainFirst`); every other one is served as by uvicorn."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        is_ordinary = self.limit_concurrency is None and not self.root_path and not self.config.reset_contextvars
        self._plain_of: Callable[[Scope], PlainRoute | None] | None = (
            getattr(self.app, "plain_of", None) if is_ordinary else None
        )
        self._route: PlainRoute | None = None
        """Meant by the request whose body is being read."""
        self._body = b""
        self._idle_since = math.inf

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._route is not None:  # the rest of its body is still to come
            self._route = None
            super().on_headers_complete()
            super().on_body(self._body)

    def on_headers_complete(self) -> None:
        self._route, self._body = self._meant(), b""
        if self._route is None:
            super().on_headers_complete()

    def _meant(self) -> PlainRoute | None:
        """The plain route of a simple request."""
        parser = self.parser
        if (
            self._plain_of is None
            or not (self.cycle is None or self.cycle.response_complete)
            or not _SIMPLE_PATH(self.url)
            or self.expect_100_continue
            or parser.should_upgrade()
            or parser.get_http_version() != "1.1"
            or not parser.should_keep_alive()
        ):
            return None
        scope: Any = self.scope
        scope["method"], scope["path"] = parser.get_method().decode("ascii"), self.url.decode("ascii")
        scope["raw_path"], scope["query_string"] = self.url, b""
        return self._plain_of(scope)

    def on_body(self, body: bytes) -> None:
        if self._route is None:
            super().on_body(body)
        else:
            self._body += body

    def on_message_complete(self) -> None:
        route, self._route = self._route, None
        if route is None:
            super().on_message_complete()
            return
        cycle = PlainCycle(self._body)
        self.cycle = cycle  # type: ignore[assignment]
        cycle.task = self.loop.create_task(self._answer(cycle, route, self.scope))  # type: ignore[arg-type]
        self.tasks.add(cycle.task)

    def on_response_complete(self) -> None:
        if self.pipeline or self.timeout_keep_alive_task is None or self.transport.is_closing():
            super().on_response_complete()
        else:
            self.server_state.total_requests += 1
            self.flow.resume_reading()
        self._idle_since = self.loop.time()

    def _unset_keepalive_if_required(self) -> None:
        """A timer for each rest of a connection costs more than one for all, which looks how long it has rested."""
        self._idle_since = math.inf

    def timeout_keep_alive_handler(self) -> None:
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            again = min(left, self.timeout_keep_alive)
            self.timeout_keep_alive_task = self.loop.call_later(again, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()

    async def _answer(self, cycle: PlainCycle, route: PlainRoute, scope: Scope) -> None:
        try:
            response = await answered(route, Request(scope, cycle.receive))
        except BaseException as error:  # noqa: BLE001 - as uvicorn does, above all when it has waited long enough
            await self._by_uvicorn(cycle, scope, _raising(error))
        else:
            if type(response) is not PreparedJson or not cycle.keep_alive or self.flow.write_paused:
                await self._by_uvicorn(cycle, scope, _replying(response))
            elif not cycle.disconnected:
                self.transport.write(self._bytes_of(response))
                cycle.response_complete = True
                self.on_response_complete()
        finally:
            self.tasks.discard(cycle.task)

    def _bytes_of(self, response: PreparedJson) -> bytes:
        parts = [STATUS_LINE[response.status_code]]
        for name, value in (*self.server_state.default_headers, *response.raw_headers):
            parts += (name, b": ", value, b"\r\n")
        return b"".join((*parts, b"\r\n", response.body))

    async def _by_uvicorn(self, cycle: PlainCycle, scope: Scope, app: ASGIApp) -> None:
        """Reply as to any other request."""
        usual = RequestResponseCycle(
            scope=scope,  # type: ignore[arg-type]
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=cycle.keep_alive,
            on_response=self.on_response_complete,
        )
        usual.disconnected = cycle.disconnected
        if self.cycle is cycle:  # type: ignore[comparison-overlap]
            self.cycle = usual
        await usual.run_asgi(app)  # type: ignore[arg-type]


def _replying(response: Response | None) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if response is not None:
            await response(scope, receive, send)

    return app


def _raising(error: BaseException) -> ASGIApp:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise error

    return app
