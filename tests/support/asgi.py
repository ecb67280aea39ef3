"""An application asked without a client: a test that asks a hundred thousand times pays for nothing else."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import httpx

HOST = "service"


async def ask(
    app: Any, method: str, target: str, headers: Mapping[str, str], content: bytes | None = None
) -> httpx.Response:
    """`target` is a path with its query. An error that the application raises after its answer is not raised here."""
    path, _, query = target.partition("?")
    sent = {"host": HOST, **headers} | ({} if content is None else {"content-length": str(len(content))})
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": (HOST, None),
    }
    events = [{"type": "http.request", "body": content or b"", "more_body": False}]
    answer: dict[str, Any] = {}
    is_over = asyncio.Event()
    body = bytearray()

    async def receive() -> dict[str, Any]:
        if events:
            return events.pop()
        await is_over.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.update(message)
        else:
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                is_over.set()

    try:
        await app(scope, receive, send)
    except Exception:
        if not answer:
            raise
    return httpx.Response(answer["status"], headers=answer["headers"], content=bytes(body))
