"""The HTTP process of the reporting service, and short ways through it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service import tables
from reporting_service.app import create_app
from reporting_service.settings import Settings
from reporting_service.use_cases.keep_copies import keep_contests, keep_totals, keep_units
from services.chassis import access
from services.chassis.clock import set_offset
from services.chassis.tokens import Caller
from services.contracts.events import ContestChanged, UnitChanged, UnitTotalsChanged
from services.kit.database import Database
from tests.reporting import builders
from tests.reporting.builders import FORM_A, body, reporter
from tests.support import tokens


@dataclass
class ReportingSystem:
    """`owner` may turn the clock; `database` has the service's own rights."""

    client: httpx.AsyncClient
    database: Database
    owner: Database

    async def ask(self, method: str, path: str, caller: Caller, json: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, path, json=json, headers=tokens.headers(caller) | named)

    async def open(self, unit: str, template_id: str = FORM_A, caller: Caller | None = None) -> httpx.Response:
        content = {"template_id": template_id, "unit": unit}
        reply = await self.ask("POST", "/v1/reports", caller or reporter(unit), content)
        assert reply.status_code in (200, 201), reply.text
        return reply

    async def save(self, opened: httpx.Response, caller: Caller, content: Any) -> httpx.Response:
        """Save on top of what a reply showed."""
        path = f"/v1/reports/{opened.json()['id']}"
        return await self.ask("PUT", path, caller, content, If_Match=opened.headers["etag"])

    async def act(self, report_id: str, act: str, caller: Caller, content: Any = None) -> httpx.Response:
        return await self.ask("POST", f"/v1/reports/{report_id}/{act}", caller, {} if content is None else content)

    async def read(self, report_id: str, caller: Caller) -> httpx.Response:
        return await self.ask("GET", f"/v1/reports/{report_id}", caller)

    async def submitted(self, unit: str, template_id: str = FORM_A, caller: Caller | None = None, **own: Any) -> str:
        """The id of a report that was filled in and submitted."""
        caller = caller or reporter(unit)
        opened = await self.open(unit, template_id, caller)
        saved = await self.save(opened, caller, body(**own))
        assert saved.status_code == 200, saved.text
        reply = await self.act(saved.json()["id"], "submit", caller)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["id"])

    async def accepted(self, unit: str, parent: str, template_id: str = FORM_A, **own: Any) -> str:
        """The same, accepted by the parent in spite of units that are missing from it."""
        report_id = await self.submitted(unit, template_id, **own)
        if (await self.roll_up(unit, template_id))["missing_units"]:
            await self.permit(report_id, parent)
        reply = await self.act(report_id, "accept", reporter(parent))
        assert reply.status_code == 200, reply.text
        return report_id

    async def permit(self, report_id: str, parent: str, check: str = "children-missing") -> httpx.Response:
        reason = {"check": check, "reason": "其余单位不在本期统计范围"}
        return await self.act(report_id, "permits", reporter(parent), reason)

    async def roll_up(self, unit: str, template_id: str = FORM_A, caller: Caller | None = None) -> dict[str, Any]:
        reply = await self.ask("GET", f"/v1/rollups/{template_id}/{unit}", caller or reporter(unit))
        assert reply.status_code == 200, reply.text
        content: dict[str, Any] = reply.json()
        return content

    async def keep(self, *events: ContestChanged | UnitChanged | UnitTotalsChanged) -> None:
        async with self.database.begin() as transaction:
            await keep_contests(transaction, [each for each in events if isinstance(each, ContestChanged)])
            await keep_units(transaction, [each for each in events if isinstance(each, UnitChanged)])
            await keep_totals(transaction, [each for each in events if isinstance(each, UnitTotalsChanged)])

    async def turn_to(self, instant: str) -> None:
        """Let the contest's clock show this instant (local time of Shanghai) and run on."""
        async with self.owner.begin() as transaction:
            await turn_to(transaction, instant)


async def turn_to(transaction: AsyncConnection, instant: str) -> None:
    """Let the contest's clock show this instant (local time of Shanghai) and run on."""
    offset = sa.text("SELECT CAST(CAST(CAST(:at AS text) || '+08' AS timestamptz) - clock_timestamp() AS text)")
    await set_offset(transaction, (await transaction.execute(offset, {"at": instant})).scalar_one())


@asynccontextmanager
async def reporting_system(settings: Settings, database: Database, owner: Database) -> AsyncIterator[ReportingSystem]:
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://reporting") as client,
    ):
        system = ReportingSystem(client, database, owner)
        await system.keep(builders.contest(), *[builders.unit(code) for code in builders.NAMES])
        async with database.begin() as transaction:
            await access.keep(transaction, tables.access, builders.attended(*builders.NAMES))
        await system.turn_to("2026-06-20 10:00")
        yield system
