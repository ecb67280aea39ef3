"""The whole system behind its gateway, with doubles of WeChat, of the SMS service and of a trusted app."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from contest.embedded import keys
from services.chassis.tokens import Caller, Signer
from tests.chassis.bad_tokens import PRIVATE_JWK
from tests.directory.ways import CHEAP_PASSWORDS
from tests.support import sms, wechat
from tests.support.contest import ContestSystem, contest_system
from tests.support.http_server import serving
from tests.support.sms import SmsDouble
from tests.support.trusted_app import TrustedAppDouble
from tests.support.wechat import WeChatDouble

OWNER = "127.0.0.1"
"""Where the rightful people of these tests are."""


@dataclass
class Running:
    """`contest up`, whose tokens these tests can sign themselves."""

    system: ContestSystem
    wechat: WeChatDouble
    sms: SmsDouble
    trusted_app: TrustedAppDouble

    @property
    def ports(self) -> dict[str, int]:
        """Of each process, by instance."""
        return dict(self.system.runtime["ports"])

    @property
    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in self.system.folder.joinpath("logs").iterdir())

    def headers(self, caller: Caller) -> dict[str, str]:
        return {"Authorization": f"Bearer {Signer(json.dumps({'keys': [PRIVATE_JWK]})).sign(caller, 600)}"}

    def at(self, address: str = OWNER) -> httpx.AsyncClient:
        """A client of the gateway that connects from this loopback address."""
        transport = httpx.AsyncHTTPTransport(local_address=address)
        return httpx.AsyncClient(base_url=self.system.url, transport=transport, timeout=30)

    async def ask(
        self, method: str, path: str, body: Any = None, *, address: str = OWNER, **options: Any
    ) -> httpx.Response:
        async with self.at(address) as client:
            return await client.request(method, path, json=body, **options)

    async def token(self, address: str = OWNER, **body: Any) -> httpx.Response:
        return await self.ask("POST", "/v1/auth/token", body, address=address)

    async def execute(self, statement: str) -> str:
        """As the owner of the database."""
        connection = await asyncpg.connect(self.system.runtime["admin_database_url"])
        try:
            return str(await connection.execute(statement))
        finally:
            await connection.close()

    async def raw(self, request: bytes, *, until_closed: bool = True) -> bytes:
        """What the gateway says to these bytes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.system.port)
        writer.write(request)
        async with asyncio.timeout(15):
            said = await (reader.read() if until_closed else reader.readuntil(b"\r\n\r\n"))
        writer.close()
        return said


@asynccontextmanager
async def running_system() -> AsyncIterator[Running]:
    doubles = WeChatDouble(), SmsDouble(), TrustedAppDouble()
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(serving(double.application)) for double in doubles]
        app = {"issuer": doubles[2].issuer, "jwks_url": f"{urls[2]}/jwks.json"}
        given: dict[str, Any] = {
            "wechat_url": urls[0],
            "wechat_apps": json.dumps(wechat.APPS),
            "sms_account": json.dumps(sms.account(urls[1])),
            "trusted_apps": json.dumps([app]),
            **CHEAP_PASSWORDS,
        }
        environment = {f"CONTEST_{name.upper()}": str(value) for name, value in given.items()}
        system = stack.enter_context(contest_system(environment=environment, prepare=_with_known_key))
        yield Running(system, *doubles)


def _with_known_key(folder: Path) -> None:
    """Let the system sign with the key of the bad tokens, so that each of them lacks one thing only."""
    folder.mkdir()
    folder.chmod(0o711)  # for the servers' account, whatever the umask
    made = keys.load_or_make(folder / "secrets.json")
    known = replace(made, signing_key={**made.signing_key, **PRIVATE_JWK})
    keys.write_private(folder / "secrets.json", json.dumps(asdict(known)))


@contextmanager
def offered(double: Any, **changes: Any) -> Iterator[None]:
    """A double that behaves otherwise for a while."""
    before = {name: getattr(double, name) for name in changes}
    for name, value in changes.items():
        setattr(double, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(double, name, value)
