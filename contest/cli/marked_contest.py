"""A contest of its own on a deployment, with participants who have no account; no trace of it stays."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import sqlalchemy as sa
import typer

from contest.cli import marked_traces
from contest.cli.connection import database_url, opened, running
from contest.cli.marked_traces import Traces
from contest.cli.organisers import add_organiser
from quiz_service.domain.authoring import OPERATOR
from quiz_service.domain.bank_file import numbered
from quiz_service.use_cases.bank.import_questions import import_questions
from quiz_service.use_cases.contests.shipped_bank import shipped_questions
from services.chassis.tokens import Caller, Signer, UnitPath
from services.directory.tables import organisers, units
from services.kit.database import Database

MARK = "smoke-"
TITLE = "系统自检，请勿参加"
QUESTIONS = 10
PER_SESSION = 5
IN_FORCE_WITHIN_S = 20.0
TOKEN_S = 7200


class NotAsExpected(Exception):
    """What the deployment answered otherwise than it must."""


@dataclass(frozen=True)
class Deployment:
    """Where the gateway answers, the owner's URL of its database, and the keys that sign its tokens."""

    gateway: str
    database: str
    signing_keys: str

    @classmethod
    def of(cls, url: str | None, data_dir: Path | None) -> "Deployment":
        """From the options and the environment, or of the system that runs on the folder."""
        keys = os.environ.get("CONTEST_TOKEN_SIGNING_KEYS") or running(data_dir).secrets.signing_keys()
        return cls(url or running(data_dir).gateway_url, database_url(data_dir), keys)


@dataclass(frozen=True)
class MarkedContest:
    id: str
    client: httpx.AsyncClient
    signer: Signer
    unit: UnitPath

    def new_participant(self) -> dict[str, str]:
        """The headers of somebody whom no service has heard of."""
        caller = Caller(str(uuid4()), units={"region": self.unit}, is_participant=True)
        return {"Authorization": f"Bearer {self.signer.sign(caller, TOKEN_S)}"}

    async def wait_until_counted(self, sessions: int, points: int, within_s: float) -> None:
        board = f"/v1/leaderboards/{self.id}/region"
        await until(
            lambda: self.client.get(board),
            lambda reply: _total(reply) == (sessions, points),
            within_s,
            f"the board does not show {sessions} sessions and {points} points",
        )


@asynccontextmanager
async def marked_contest(deployment: Deployment) -> AsyncIterator[MarkedContest]:
    """Opens a contest for an hour and removes it with everything that came of it, whatever happened meanwhile."""
    name = f"{MARK}{uuid4().hex[:8]}"
    traces = Traces(name, name)
    limits = httpx.Limits(max_connections=500, max_keepalive_connections=500)
    async with (
        opened(deployment.database) as owner,
        httpx.AsyncClient(base_url=deployment.gateway, timeout=20, limits=limits) as client,
    ):
        try:
            began = time.monotonic()
            traces = await _make_account(owner, deployment.database, traces)
            unit = await _prepare(client, owner, traces)
            tell("contest opened", began)
            yield MarkedContest(name, client, Signer(deployment.signing_keys), unit)
        finally:
            began = time.monotonic()
            is_clean = await marked_traces.remove(owner, traces)
            tell("traces removed", began)
        if not is_clean:
            raise NotAsExpected(f"traces of {name} keep coming back")


async def remove_leftovers(deployment: Deployment) -> int:
    """Traces of marked contests that did not end well, as when scoring slept; how many contests they were of."""
    async with opened(deployment.database) as owner:
        async with owner.begin() as transaction:
            names = await marked_traces.find(transaction, MARK)
        for name in names:
            await marked_traces.remove(owner, Traces(name, name))
    return len(names)


async def _make_account(owner: Database, database: str, traces: Traces) -> Traces:
    credentials = await add_organiser(database, f"{TITLE} {traces.contest_id}", "CN", "administrator")
    async with owner.begin() as transaction:
        asked = sa.select(organisers.c.id).where(organisers.c.client_id == credentials.client_id)
        account = (await transaction.execute(asked)).scalar_one()
    return Traces(traces.contest_id, traces.bank_id, account, {"grant_type": "client_credentials", **vars(credentials)})


async def _prepare(client: httpx.AsyncClient, owner: Database, traces: Traces) -> UnitPath:
    """Questions, the contest over the gateway as offices make it, and a unit to play for."""
    async with owner.begin() as transaction:
        await import_questions(transaction, traces.bank_id, TITLE, numbered(shipped_questions()[:QUESTIONS]), OPERATOR)
        unit = await _a_unit(transaction)
    token = (await answered(client.post("/v1/auth/token", json=traces.credentials))).json()["access_token"]
    await until(
        lambda: client.post("/v1/contests", json=_contest(traces), headers={"Authorization": f"Bearer {token}"}),
        lambda reply: reply.status_code == HTTPStatus.CREATED,
        IN_FORCE_WITHIN_S,
        "the contest was not created",
    )
    return unit


async def answered(asking: Awaitable[httpx.Response]) -> httpx.Response:
    """Raises `NotAsExpected` for a refusal."""
    reply = await asking
    if not reply.is_success:
        where = f"{reply.request.method} {reply.request.url.path}"
        raise NotAsExpected(f"{where} answered {reply.status_code}: {reply.text[:300]}")
    return reply


async def until(
    ask: Callable[[], Awaitable[httpx.Response]], is_so: Callable[[httpx.Response], bool], within_s: float, words: str
) -> None:
    """Ask until it is so. Raises `NotAsExpected` with the words when time is up."""
    end = time.monotonic() + within_s
    while not is_so(reply := await ask()):
        if time.monotonic() > end:
            raise NotAsExpected(f"{words} within {within_s:.0f} s: {reply.status_code} {reply.text[:300]}")
        await asyncio.sleep(0.2)


def tell(what: str, began: float) -> None:
    typer.echo(f"{what:<22} {time.monotonic() - began:6.2f} s")


def _contest(traces: Traces) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": traces.contest_id,
        "title": TITLE,
        "opens_at": (now - timedelta(hours=1)).isoformat(),
        "closes_at": (now + timedelta(hours=1)).isoformat(),
        "time_zone": "Asia/Shanghai",
        "rules": {
            "questions_per_session": PER_SESSION,
            "points_per_question": 1,
            "time_limit_seconds": 120,
            "sessions_per_day": 1,
        },
        "entries": ["region"],
        "bank_id": traces.bank_id,
    }


async def _a_unit(connection: Any) -> UnitPath:
    deepest = sa.select(units.c.path, units.c.name).where(units.c.entry == "region", units.c.is_active)
    path, name = (await connection.execute(deepest.order_by(units.c.level.desc(), units.c.code).limit(1))).one()
    return UnitPath(tuple(path), name)


def _total(reply: httpx.Response) -> tuple[int, int]:
    items = reply.json().get("items", ()) if reply.is_success else ()
    return sum(each["sessions"] for each in items), sum(each["points"] for each in items)
