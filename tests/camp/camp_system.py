"""What tests do with a camp: ask it over HTTP, move its clock, let people learn."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import sqlalchemy as sa

from services.camp.use_cases.keep_copies import keep_units
from services.camp.use_cases.publish_totals import publish_totals
from services.chassis.tokens import Caller
from services.kit.database import Database
from tests.scoring import builders
from tests.support import asgi, tokens

CAMP, LESSON, OTHER_LESSON = "drill", "stairs", "crowds"
MEDIA = {"provider": "example", "url": "https://films.example/1"}
WORK = {
    "title": "楼道里的三分钟",
    "topic": "家庭逃生演练",
    "media": {"provider": "example", "url": "https://films.example/w1"},
    "consent": True,
    "original": True,
}
PATHS = [("CN",), ("CN", "370000"), ("CN", "370000", "371000"), ("CN", "370000", "371000", "371002"), ("CN", "110000")]
WINDOW = timedelta(days=5)


def camp_body(camp_id: str = CAMP, **changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": camp_id,
        "title": "逃生演练",
        "opens_at": (now - WINDOW).isoformat(),
        "closes_at": (now + WINDOW).isoformat(),
        "topics": ["家庭逃生演练", "校园逃生演练"],
        "entries": ["region"],
        "rules": {"lesson_hour_minutes": 1, "certificate_hours": 1, "works_per_person": 2},
    } | changes


def lesson_body(lesson_id: str = LESSON, **changes: Any) -> dict[str, Any]:
    body = {"id": lesson_id, "title": "楼道有烟，往哪里走", "category": "escape_evacuation", "kind": "film"}
    return body | {"duration_ms": 600_000, "media": MEDIA} | changes


@dataclass
class CampSystem:
    app: Any
    database: Database
    ahead_s: int = 0
    administrator: Caller = field(default_factory=tokens.organiser)

    async def ask(
        self, method: str, path: str, caller: Caller | None = None, body: Any = None, **headers: str
    ) -> httpx.Response:
        sent = headers | (tokens.headers(caller) if caller else {})
        content = None if body is None else json.dumps(body).encode()
        sent |= {} if content is None else {"content-type": "application/json"}
        return await asgi.ask(self.app, method, path, sent, content)

    async def found(self) -> None:
        async with self.database.begin() as transaction:
            await keep_units(transaction, [builders.unit(path, name=f"单位{path[-1]}") for path in PATHS])
        assert (await self.ask("POST", "/v1/camps", self.administrator, camp_body())).status_code == 201
        for lesson in (LESSON, OTHER_LESSON):
            await self.add_lesson(lesson)

    async def add_lesson(self, lesson_id: str, **changes: Any) -> None:
        body = lesson_body(lesson_id, **changes)
        added = await self.ask("POST", f"/v1/camps/{CAMP}/lessons", self.administrator, body)
        assert added.status_code == 201, added.text

    async def learner(self) -> Caller:
        caller = tokens.participant()
        assert (await self.enrol(caller)).status_code == 201
        return caller

    async def enrol(self, caller: Caller, entry: str = "region") -> httpx.Response:
        return await self.ask("POST", f"/v1/camps/{CAMP}/enrolments", caller, {"entry": entry})

    async def wait(self, seconds: int) -> None:
        """Move the contest's clock on."""
        self.ahead_s += seconds
        async with self.database.begin() as transaction:
            moved = sa.text("UPDATE kit.clock SET ahead = make_interval(secs => :ahead)")
            await transaction.execute(moved, {"ahead": self.ahead_s})

    def second(self) -> int:
        """Of the minute that the contest's clock shows."""
        return (datetime.now(UTC) + timedelta(seconds=self.ahead_s)).second

    async def beat(
        self, caller: Caller, position_s: float, state: str = "playing", lesson: str = LESSON
    ) -> dict[str, Any]:
        body = {"position_ms": int(position_s * 1000), "state": state}
        reply = await self.ask("PUT", f"/v1/lessons/{lesson}/watch", caller, body)
        assert reply.status_code == 200, reply.text
        shown: dict[str, Any] = reply.json()
        return shown

    async def learn(self, caller: Caller, minutes: int = 1) -> None:
        """Watch on, beating every 15 s."""
        for quarter in range(4 * minutes + 2):
            await self.beat(caller, 16 * quarter)
            await self.wait(15)

    async def count(self) -> None:
        """What the worker does every second."""
        async with self.database.begin() as transaction:
            await publish_totals(transaction)

    async def offer(self, author: Caller, **changes: Any) -> httpx.Response:
        return await self.ask("POST", f"/v1/camps/{CAMP}/works", author, WORK | changes)

    async def act(self, work_id: str, act: str, caller: Caller, body: Any = None) -> httpx.Response:
        return await self.ask("POST", f"/v1/works/{work_id}/{act}", caller, body)

    async def published(self, author: Caller, reviewer: Caller | None = None, **changes: Any) -> str:
        """A work that everybody sees: its id."""
        work_id: str = (await self.offer(author, **changes)).json()["id"]
        assert (await self.act(work_id, "submit", author)).status_code == 200
        assert (await self.act(work_id, "publish", reviewer or self.administrator)).status_code == 200
        return work_id

    async def like(self, work_id: str, caller: Caller, method: str = "PUT") -> dict[str, Any]:
        reply = await self.ask(method, f"/v1/works/{work_id}/like", caller)
        assert reply.status_code == 200, reply.text
        shown: dict[str, Any] = reply.json()
        return shown

    async def listed(self, query: str = "") -> list[dict[str, Any]]:
        reply = await self.ask("GET", f"/v1/camps/{CAMP}/works{query}")
        assert reply.status_code == 200, reply.text
        items: list[dict[str, Any]] = reply.json()["items"]
        return items

    async def certificate(self, caller: Caller, name: str = "王小安") -> httpx.Response:
        return await self.ask("POST", f"/v1/camps/{CAMP}/certificate", caller, {"name": name})
