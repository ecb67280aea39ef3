"""A plain ASGI application as a server on a port of its own."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import uvicorn


@dataclass(frozen=True)
class Asked:
    """One request as the double saw it."""

    method: str
    path: str
    query: dict[str, str]
    raw_query: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Said:
    body: bytes
    status: int = 200
    media_type: str = "application/json"

    @classmethod
    def json(cls, content: Any, status: int = 200, media_type: str = "application/json") -> "Said":
        return cls(json.dumps(content).encode(), status, media_type)


def asgi(answer: Callable[[Asked], Awaitable[Said]]) -> Any:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        body, is_whole = b"", False
        while not is_whole:
            message = await receive()
            body, is_whole = body + message.get("body", b""), not message.get("more_body")
        raw = scope["query_string"].decode()
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        said = await answer(Asked(scope["method"], scope["path"], dict(parse_qsl(raw)), raw, headers, body))
        headers_out = [(b"content-type", said.media_type.encode())]
        await send({"type": "http.response.start", "status": said.status, "headers": headers_out})
        await send({"type": "http.response.body", "body": said.body})

    return application


@asynccontextmanager
async def serving(application: Any) -> AsyncIterator[str]:
    """The address of a running server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(application, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        task = asyncio.create_task(server._serve([listener]))
        while not server.started:
            await asyncio.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
