"""The HTTP process of the scoring service, and short ways to fill its database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx
import sqlalchemy as sa

from scoring_service.app import create_app
from scoring_service.settings import Settings
from scoring_service.use_cases.keep_contests import keep_contests
from scoring_service.use_cases.keep_units import keep_units
from scoring_service.use_cases.record_sessions import record_sessions
from services.chassis.tokens import Caller
from services.contracts.events import ContestChanged, SessionFinished, UnitChanged
from services.kit.database import Database
from tests.scoring import builders
from tests.scoring.builders import CONTEST
from tests.support import tokens

SECRET = "5e" * 32


@dataclass
class ScoringSystem:
    client: httpx.AsyncClient
    database: Database
    owner: Database
    app: Any

    async def board(self, entry: str = "region", *, contest_id: str = CONTEST, **query: Any) -> dict[str, Any]:
        reply = await self.ask(entry, contest_id=contest_id, **query)
        assert reply.status_code == 200, reply.text
        body: dict[str, Any] = reply.json()
        return body

    async def ask(self, entry: str = "region", *, contest_id: str = CONTEST, **query: Any) -> httpx.Response:
        return await self.client.get(f"/v1/leaderboards/{contest_id}/{entry}", params=query)

    async def get(self, path: str, caller: Caller, **query: Any) -> httpx.Response:
        return await self.client.get(path, params=query, headers=tokens.headers(caller))

    async def record(self, *events: SessionFinished) -> None:
        """Apply the events, and let boards look again at once."""
        await record(self.database, *events)
        self.look_again()

    async def keep(self, *events: ContestChanged | UnitChanged) -> None:
        await keep(self.database, *events)
        self.look_again()

    def look_again(self) -> None:
        self.app.state.process.boards._seen._values.clear()

    async def set_today(self, day: date) -> None:
        await set_today(self.owner, day)
        self.look_again()


async def record(database: Database, *events: SessionFinished) -> int:
    async with database.begin() as transaction:
        return await record_sessions(transaction, events)


async def keep(database: Database, *events: ContestChanged | UnitChanged) -> None:
    async with database.begin() as transaction:
        await keep_contests(transaction, [event for event in events if isinstance(event, ContestChanged)])
        await keep_units(transaction, [event for event in events if isinstance(event, UnitChanged)])


async def rows(database: Database, query: str, **values: object) -> Sequence[tuple[Any, ...]]:
    async with database.begin() as transaction:
        return [tuple(row) for row in await transaction.execute(sa.text(query), values)]


async def set_today(owner: Database, day: date) -> None:
    """Noon of this day in Shanghai."""
    noon = datetime.fromisoformat(f"{day}T12:00+08:00")
    turned = sa.text("UPDATE kit.clock SET ahead = CAST(:noon AS timestamptz) - clock_timestamp()")
    async with owner.begin() as transaction:
        await transaction.execute(turned, {"noon": noon})


@asynccontextmanager
async def scoring_system(
    service_url: str, redis_url: str, database: Database, owner: Database
) -> AsyncIterator[ScoringSystem]:
    settings = Settings(
        database_url=service_url, redis_url=redis_url, token_verification_keys=tokens.public_keys(), secret=SECRET
    )
    await keep(database, builders.contest(), *[builders.unit(path) for path in builders.TREE])
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://scoring") as client:
            yield ScoringSystem(client, database, owner, app)
