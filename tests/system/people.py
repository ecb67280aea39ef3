"""Participants and administrators as plain HTTP clients."""

import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.support.contest import ContestSystem


class Person:
    """One signed-in client."""

    def __init__(self, system: ContestSystem, token: str) -> None:
        self.url = system.url
        self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, **body: Any) -> httpx.Response:
        return httpx.request(method, self.url + path, headers=self.headers, timeout=20, **body)

    def choose(self, **units: str | None) -> None:
        reply = self.call("PUT", "/v1/me", json=units)
        assert reply.status_code == 200, reply.text
        self.headers = {"Authorization": f"Bearer {reply.json()['access_token']}"}

    def start(self, contest: str, entry: str = "region") -> httpx.Response:
        return self.call("POST", f"/v1/contests/{contest}/sessions", json={"entry": entry})

    def save(self, session: str, position: int, choice: list[str]) -> httpx.Response:
        return self.call("PUT", f"/v1/sessions/{session}/answers/{position}", json={"choice": choice})

    def look(self, session: str) -> httpx.Response:
        return self.call("GET", f"/v1/sessions/{session}")

    def hand_in(self, session: str, **body: Any) -> httpx.Response:
        return self.call("POST", f"/v1/sessions/{session}/submission", json=body)


def participant(system: ContestSystem, subject: str | None = None, **units: str) -> Person:
    body = {"grant_type": "development", "subject": subject or uuid.uuid4().hex}
    reply = httpx.post(f"{system.url}/v1/auth/token", json=body)
    assert reply.status_code == 200, reply.text
    person = Person(system, reply.json()["access_token"])
    if units:
        person.choose(**units)
    return person


def administrator(system: ContestSystem) -> Person:
    return organiser(system, "administrator")


def organiser(system: ContestSystem, role: str) -> Person:
    added = system.run("organisers", "add", "test", "--unit", "CN", "--role", role, "--json")
    credentials = json.loads(added.stdout)
    body = {"grant_type": "client_credentials", **credentials}
    reply = httpx.post(f"{system.url}/v1/auth/token", json=body)
    assert reply.status_code == 200, reply.text
    return Person(system, reply.json()["access_token"])


def new_contest(
    system: ContestSystem,
    time_limit_seconds: int = 150,
    sessions_per_day: int = 1,
    closes_in: timedelta = timedelta(days=5),
    bank: str = "safety-month",
) -> str:
    now = datetime.now(UTC)
    contest = {
        "id": f"test-{uuid.uuid4().hex[:8]}",
        "title": "测试竞赛",
        "opens_at": (now - timedelta(days=2)).isoformat(),
        "closes_at": (now + closes_in).isoformat(),
        "time_zone": "Asia/Shanghai",
        "rules": {
            "questions_per_session": 5,
            "points_per_question": 1,
            "time_limit_seconds": time_limit_seconds,
            "sessions_per_day": sessions_per_day,
        },
        "entries": ["region", "enterprise"],
        "bank_id": bank,
    }
    reply = administrator(system).call("POST", "/v1/contests", json=contest)
    assert reply.status_code == 201, reply.text
    return str(contest["id"])


def eventually(look: Callable[[], Any], within_s: float) -> Any:
    """What `look` gives once it is true, or the last it gave."""
    until = time.monotonic() + within_s
    while True:
        found = look()
        if found or time.monotonic() > until:
            return found
        time.sleep(0.05)
