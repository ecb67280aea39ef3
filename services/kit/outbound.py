"""HTTP to the world outside: bounded in time and size, and the only module that knows the client library."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

CONNECT_TIMEOUT_S = 1.0
LARGEST_REPLY = 256 * 1024


class Unreachable(Exception):
    """No usable reply in time. Its text names the fault and never the address, which may hold secrets."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes

    def object(self) -> dict[str, Any]:
        """The JSON object of the body, whatever its media type says. Raises `Unreachable`."""
        try:
            content = json.loads(self.body)
        except ValueError as error:
            raise Unreachable("the reply is no JSON") from error
        if not isinstance(content, dict):
            raise Unreachable("the reply is no JSON object")
        return content


class Outbound:
    """A client whose whole request, from the look-up of the name to the last byte, takes `timeout_s` at most."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S), follow_redirects=False
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Raises `Unreachable`."""
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._client.stream(method, url, params=params, headers=headers, content=body) as response,
            ):
                return Reply(response.status_code, await _read(response))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise Unreachable(type(error).__name__) from None


async def _read(response: httpx.Response) -> bytes:
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_REPLY:
            raise Unreachable("the reply is too large")
    return body
