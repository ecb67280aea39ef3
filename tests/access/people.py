"""Directory, quiz and scoring with their workers on one database and one Valkey."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import sqlalchemy as sa

import quiz_service.app
import quiz_service.settings
import quiz_service.worker
import scoring_service.app
import scoring_service.settings
import scoring_service.worker
import services.directory.app
import services.directory.worker
from contest.cli.organisers import add_organiser
from contest.embedded.deployment import role_url
from quiz_service.use_cases.contests.load_shipped_contest import load_shipped_contest
from services.directory.use_cases.units.load_units import load_units
from services.kit.database import Database
from tests.directory.builders import settings
from tests.support import tokens
from tests.support.servers import PASSWORD

CONTEST = "safety-month-2026"
PATIENCE_S = 10.0


@dataclass
class People:
    """The three services as clients, and a national administrator's token."""

    directory: httpx.AsyncClient
    quiz: httpx.AsyncClient
    scoring: httpx.AsyncClient
    owner: Database
    owner_url: str
    national: dict[str, str]

    async def appoint(self, unit: str, role: str) -> tuple[str, dict[str, str]]:
        """The id of a new client and the header of its token."""
        body = {"name": "测试", "unit": unit, "role": role, "kind": "client"}
        reply = await self.directory.post("/v1/organisers", json=body, headers=self.national)
        assert reply.status_code == 201, reply.text
        shown = reply.json()
        return shown["id"], await self.sign_in(shown["client_id"], shown["client_secret"])

    async def second_person(self, role: str) -> dict[str, str]:
        """The header of somebody whom the operator has appointed, and nobody else here."""
        added = await add_organiser(self.owner_url, "第二人", "CN", role)
        return await self.sign_in(added.client_id, added.client_secret)

    async def sign_in(self, client_id: str, client_secret: str) -> dict[str, str]:
        body = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        token = (await self.directory.post("/v1/auth/token", json=body)).json()["access_token"]
        return {"Authorization": f"Bearer {token}"}

    async def progress(self, headers: dict[str, str], unit: str = "370000") -> int:
        return (await self.scoring.get(f"/v1/progress/{CONTEST}/{unit}", headers=headers)).status_code

    async def create_contest(self, headers: dict[str, str]) -> int:
        """422 for those who may, because the body is empty; it reaches no further than that."""
        return (await self.quiz.post("/v1/contests", json={}, headers=headers)).status_code

    async def play(self) -> str:
        """The id of a session without answers, once it is scored."""
        sent = tokens.headers(tokens.participant())
        started = await self.quiz.post(f"/v1/contests/{CONTEST}/sessions", json={"entry": "region"}, headers=sent)
        session_id: str = started.json()["id"]
        await self.quiz.post(f"/v1/sessions/{session_id}/submission", json={}, headers=sent)
        scored = sa.text("SELECT count(*) FROM scoring.ledger WHERE session_id = :id")
        async with asyncio.timeout(PATIENCE_S):
            while True:
                async with self.owner.begin() as connection:
                    if (await connection.execute(scored, {"id": session_id})).scalar_one():
                        return session_id
                await asyncio.sleep(0.05)

    async def remove(self, organiser_id: str) -> None:
        reply = await self.directory.delete(f"/v1/organisers/{organiser_id}", headers=self.national)
        assert reply.status_code == 204


@asynccontextmanager
async def people(owner_url: str, redis_url: str, **directory: Any) -> AsyncIterator[People]:
    async with AsyncExitStack() as stack:
        owner = Database(owner_url, application_name="test", statement_timeout_ms=60_000)
        stack.push_async_callback(owner.close)
        async with owner.begin() as transaction:
            await load_units(transaction)
            await load_shipped_contest(transaction)

        def common(role: str) -> dict[str, Any]:
            url = role_url(owner_url, role, PASSWORD)
            keys = {"secret": "5a" * 32, "token_verification_keys": tokens.public_keys()}
            return {"database_url": url, "redis_url": redis_url, **keys}

        quiz_settings = quiz_service.settings.Settings(**common("quiz"), announce_within_s=0)
        scoring_settings = scoring_service.settings.Settings(**common("scoring"))
        for worker in (
            services.directory.worker.create_app(settings(owner_url, redis_url)),
            quiz_service.worker.create_app(quiz_settings),
            scoring_service.worker.create_app(scoring_settings),
        ):
            await stack.enter_async_context(worker.router.lifespan_context(worker))
        clients = []
        for app in (
            services.directory.app.create_app(settings(owner_url, redis_url, **directory)),
            quiz_service.app.create_app(quiz_settings),
            scoring_service.app.create_app(scoring_settings),
        ):
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            clients.append(await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://s")))
        found = People(*clients, owner, owner_url, {})
        first = await add_organiser(owner_url, "国家", "CN", "administrator")
        found.national = await found.sign_in(first.client_id, first.client_secret)
        yield found
