"""Participants who note what was acknowledged, and what became of it afterwards."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import httpx

from services.chassis.tokens import Signer
from tests.support.tokens import participant

ENTRY = {"entry": "region"}
ATTEMPTS = 240
PAUSE_S = 0.25


@dataclass
class HandIn:
    """Acknowledged at an instant of the test, with this score; `headers` are those of its participant."""

    session: str
    score: int
    at: float
    headers: Mapping[str, str]


@dataclass
class History:
    """Written outside the system, while it is disturbed."""

    signing_keys: str
    contest: str
    rng: random.Random
    attempts: int = ATTEMPTS
    hand_ins: list[HandIn] = field(default_factory=list)
    refused_at: list[float] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """Sessions that were judged late. All hand in within seconds, so nobody is."""

    @property
    def refused(self) -> int:
        return len(self.refused_at)

    @property
    def longest_silence_s(self) -> float:
        """For how long nothing was acknowledged."""
        at = sorted(each.at for each in self.hand_ins)
        return max((b - a for a, b in pairwise(at)), default=0.0)

    def between(self, since: float, until: float) -> "History":
        """What happened then, by the clock of the test."""
        hand_ins = [each for each in self.hand_ins if since <= each.at < until]
        names = {each.session for each in hand_ins}
        refused_at = [at for at in self.refused_at if since <= at < until]
        late = [session for session in self.late if session in names]
        return replace(self, hand_ins=hand_ins, refused_at=refused_at, unexpected=[], late=late)

    async def play_for(self, client: httpx.AsyncClient, seconds: float, per_second: float) -> None:
        """Sessions begin at a steady rate, whatever the system does."""
        over = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, over.set)
        await self.play_until(client, over, per_second)

    async def play_until(self, client: httpx.AsyncClient, over: asyncio.Event, per_second: float) -> None:
        """As `play_for`, until `over` is set."""
        began, playing, number = time.monotonic(), list[asyncio.Task[None]](), 0
        while not over.is_set():
            playing.append(asyncio.create_task(self._play(client)))
            number += 1
            await asyncio.sleep(max(began + number / per_second - time.monotonic(), 0))
        await asyncio.gather(*playing)

    async def _play(self, client: httpx.AsyncClient) -> None:
        token = Signer(self.signing_keys).sign(participant(), 3600)
        headers = {"Authorization": f"Bearer {token}"}
        session = await self._call(client, "POST", f"/v1/contests/{self.contest}/sessions", headers, ENTRY)
        if session is None:
            return
        for question in session["questions"][: self.rng.randint(0, 3)]:
            choice = {"choice": [self.rng.choice(question["options"])["token"]]}
            path = f"/v1/sessions/{session['id']}/answers/{question['position']}"
            await self._call(client, "PUT", path, headers, choice)
        result = await self._call(client, "POST", f"/v1/sessions/{session['id']}/submission", headers, {})
        if result is not None:
            self.hand_ins.append(HandIn(session["id"], result["score"], time.monotonic(), headers))
            if result["finish_reason"] != "submitted":
                self.late.append(session["id"])

    async def _call(
        self, client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], body: dict[str, Any]
    ) -> Any:
        """As apps do: try again what was not answered. A session that a failover took is the loss that is counted."""
        for _ in range(self.attempts):
            try:
                reply = await client.request(method, path, json=body, headers=headers)
            except httpx.TransportError:
                reply = None
            if reply is not None and reply.is_success:
                return reply.json()
            if reply is not None and reply.status_code < 500 and reply.status_code != 429:
                if reply.status_code != 404:
                    self.unexpected.append(f"{method} {path}: {reply.status_code} {reply.text[:200]}")
                return None
            self.refused_at.append(time.monotonic())
            await asyncio.sleep(PAUSE_S)
        return None

    async def lost(self, client: httpx.AsyncClient) -> list[HandIn]:
        """Acknowledged hand-ins that the record does not hold as they were acknowledged."""
        found = []
        for each in self.hand_ins:
            reply = await client.get(f"/v1/sessions/{each.session}", headers=dict(each.headers))
            now = reply.json() if reply.is_success else {}
            if (now.get("state"), now.get("score")) != ("finished", each.score):
                found.append(each)
        return found
