"""The floor of a framework-free service: a bare ASGI application that answers canned bytes of the real sizes."""

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

REPLIES = {name: value.encode() for name, value in json.loads(Path(os.environ["BENCH_CANNED"]).read_text()).items()}
HEAD = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    path, status = scope["path"], 200
    if path.endswith("/submission"):
        body = REPLIES["hand_in"]
    elif scope["method"] == "PUT":
        body = REPLIES["save"]
    elif scope["method"] == "GET":
        body = REPLIES["board"]
    else:
        body, status = REPLIES["start"], 201
    headers = [*HEAD, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
