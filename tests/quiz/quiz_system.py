"""The quiz service on a real database, and builders of what tests need."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import sqlalchemy as sa

from quiz_service.app import create_app
from quiz_service.domain import options
from quiz_service.queries import units
from quiz_service.settings import Settings
from quiz_service.use_cases.contests.load_shipped_contest import BANK_ID, load_shipped_contest
from services.chassis.tokens import Caller
from services.kit.database import Database
from tests.support import tokens

SECRET = "5a" * 32
UNITS = [
    ("CN",),
    ("CN", "370000"),
    ("CN", "370000", "371000"),
    ("CN", "370000", "371000", "371002"),
    ("CN", "110000"),
    ("CE",),
    ("CE", "CE-015"),
]
"""Those that the directory has told of."""


@dataclass
class QuizSystem:
    client: httpx.AsyncClient
    database: Database
    app: Any

    async def contest(self, **changes: Any) -> str:
        """A contest of its own, open around now unless told otherwise."""
        body = contest_body(**changes)
        reply = await self.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))
        assert reply.status_code == 201, reply.text
        return str(body["id"])

    async def start(self, contest_id: str, caller: Caller, entry: str = "region") -> httpx.Response:
        return await self.client.post(
            f"/v1/contests/{contest_id}/sessions", json={"entry": entry}, headers=tokens.headers(caller)
        )

    async def save(
        self, session_id: str, caller: Caller, position: int, choice: list[str], **more: Any
    ) -> httpx.Response:
        return await self.client.put(
            f"/v1/sessions/{session_id}/answers/{position}",
            json={"choice": choice, **more},
            headers=tokens.headers(caller),
        )

    async def hand_in(
        self, session_id: str, caller: Caller, answers: dict[str, list[str]] | None = None
    ) -> httpx.Response:
        return await self.client.post(
            f"/v1/sessions/{session_id}/submission",
            json={} if answers is None else {"answers": answers},
            headers=tokens.headers(caller),
        )

    async def get(self, path: str, caller: Caller) -> httpx.Response:
        return await self.client.get(path, headers=tokens.headers(caller))

    async def right_choices(self, session: dict[str, Any]) -> dict[str, list[str]]:
        """The right answers, looked up in the record: the service itself tells nobody."""
        async with self.database.begin() as connection:
            rows = await connection.execute(
                sa.text("SELECT key FROM quiz.sessions WHERE id = :id"), {"id": session["id"]}
            )
            key = rows.scalar_one()
        from_token = self.app.state.process.engine
        return {str(place): _tokens(from_token, session["id"], place, mask) for place, mask in enumerate(key, 1)}

    async def turn_clock(self, offset: str) -> None:
        async with self.database.begin() as connection:
            await connection.execute(sa.text("UPDATE kit.clock SET ahead = CAST(:o AS text)::interval"), {"o": offset})


def _tokens(quiz: Any, session_id: str, place: int, mask: int) -> list[str]:
    return options.chosen(options.Tokens(quiz.option_key, uuid.UUID(session_id), place).of(place), mask)


def contest_body(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    rules = {"questions_per_session": 5, "points_per_question": 1, "time_limit_seconds": 150, "sessions_per_day": 1}
    body = {
        "id": f"test-{uuid.uuid4().hex[:12]}",
        "title": "测试竞赛",
        "opens_at": (now - timedelta(days=1)).isoformat(),
        "closes_at": (now + timedelta(days=10)).isoformat(),
        "time_zone": "Asia/Shanghai",
        "rules": {**rules, **changes.pop("rules", {})},
        "entries": ["region", "enterprise"],
        "bank_id": BANK_ID,
    }
    return {**body, **changes}


@asynccontextmanager
async def quiz_system(owner_url: str, redis_url: str, **settings: Any) -> AsyncIterator[QuizSystem]:
    app = create_app(
        Settings(
            database_url=owner_url,
            redis_url=redis_url,
            secret=SECRET,
            token_verification_keys=tokens.public_keys(),
            announce_within_s=0,  # nobody relays here
            **settings,
        )
    )
    database = Database(owner_url, application_name="test", statement_timeout_ms=60_000)
    async with database.begin() as transaction:
        await units.upsert(transaction, [(path[-1], 1, path) for path in UNITS])
        await load_shipped_contest(transaction)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://quiz") as client:
            yield QuizSystem(client, database, app)
    await database.close()
