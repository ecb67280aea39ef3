"""The directory with every way of signing in, against doubles that run as servers."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from services.directory.app import create_app
from tests.directory.builders import settings
from tests.support import sms, wechat
from tests.support.http_server import serving
from tests.support.sms import SmsDouble
from tests.support.trusted_app import TrustedAppDouble
from tests.support.wechat import WeChatDouble

CHEAP_PASSWORDS = {"password_time_cost": 1, "password_memory_kib": 8}
_numbers = itertools.count(13_800_000_000)


def new_phone() -> str:
    return str(next(_numbers))


@dataclass
class Ways:
    wechat: WeChatDouble
    sms: SmsDouble
    trusted_app: TrustedAppDouble
    app: Any
    settings: dict[str, Any]

    @contextmanager
    def at(self, address: str) -> Iterator[httpx.AsyncClient]:
        """A client at an address, as the gateway tells it."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False, client=(address, 1))
        yield httpx.AsyncClient(transport=transport, base_url="http://directory")

    async def post(self, path: str, body: dict[str, Any], address: str = "10.0.0.1", **options: Any) -> httpx.Response:
        with self.at(address) as client:
            return await client.post(path, json=body, **options)

    async def token(self, address: str = "10.0.0.1", **body: Any) -> httpx.Response:
        return await self.post("/v1/auth/token", body, address)

    async def ask_for_code(self, phone: str, address: str = "10.0.0.1") -> httpx.Response:
        return await self.post("/v1/auth/sms-codes", {"phone": phone}, address)


@asynccontextmanager
async def ways_in(postgres_url: str, redis_url: str, **others: Any) -> AsyncIterator[Ways]:
    doubles = WeChatDouble(), SmsDouble(), TrustedAppDouble()
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(serving(double.application)) for double in doubles]
        given: dict[str, Any] = {
            "wechat_url": urls[0],
            "wechat_apps": wechat.APPS,
            "sms_account": sms.account(urls[1]),
            "trusted_apps": [{"issuer": doubles[2].issuer, "jwks_url": urls[2] + "/jwks.json"}],
            "outbound_timeout_s": 0.5,
            **CHEAP_PASSWORDS,
            **others,
        }
        app = create_app(settings(postgres_url, redis_url, **given))
        await stack.enter_async_context(app.router.lifespan_context(app))
        yield Ways(*doubles, app, given)
