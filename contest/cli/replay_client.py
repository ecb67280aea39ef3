"""Participants of a replay: each plays by its own random numbers, over HTTP like everybody else."""

import asyncio
import random
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from services.kit.errors import IdempotencyKeyInFlight

ATTEMPTS = 60
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0
STYLES = {"one_request": 40, "answer_by_answer": 30, "leave_and_resume": 15, "never_comes_back": 15}
ABSENT = 0.05


class ReplayFailed(Exception):
    """The system answered something that a participant must never see."""


@dataclass
class Participant:
    """What one client knows: the record of the replay that the system's own record is compared with."""

    number: int
    rng: random.Random
    region: str
    enterprise: str | None
    headers: dict[str, str] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)
    points: dict[str, int] = field(default_factory=lambda: {"region": 0, "enterprise": 0})
    sessions: dict[str, int] = field(default_factory=lambda: {"region": 0, "enterprise": 0})
    abandoned: tuple[str, str] | None = None


class Player:
    """Plays for all participants of one replay. Every call is repeated until it is answered, as apps do."""

    def __init__(self, http: httpx.AsyncClient, contest_id: str, prefix: str) -> None:
        self._http = http
        self._contest_id = contest_id
        self._prefix = prefix
        self.repeated_calls = 0

    async def call(self, method: str, path: str, *expected: int, **options: Any) -> httpx.Response:
        """The answer; server errors, lost connections and 429 are tried again. Raises `ReplayFailed` for others."""
        pause_s = FIRST_PAUSE_S
        for _ in range(ATTEMPTS):
            try:
                reply = await self._http.request(method, path, **options)
            except httpx.TransportError:
                reply = None
            if reply is not None and reply.status_code in expected:
                return reply
            if reply is not None and not _may_be_repeated(reply):
                raise ReplayFailed(f"{method} {path} answered {reply.status_code}: {reply.text[:300]}")
            self.repeated_calls += 1
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        raise ReplayFailed(f"{method} {path} was not answered in {ATTEMPTS} attempts")

    async def sign_in(self, who: Participant) -> None:
        body = {"grant_type": "development", "subject": f"{self._prefix}-{who.number}"}
        token = (await self.call("POST", "/v1/auth/token", 200, json=body)).json()["access_token"]
        who.headers = {"Authorization": f"Bearer {token}"}

    async def join(self, who: Participant) -> None:
        """Sign in and choose the units."""
        await self.sign_in(who)
        body = {"region_unit": who.region, "enterprise_unit": who.enterprise}
        token = (await self.call("PUT", "/v1/me", 200, json=body, headers=who.headers)).json()["access_token"]
        who.headers = {"Authorization": f"Bearer {token}"}

    async def play(self, who: Participant) -> None:
        """One day of one participant."""
        await self.collect_abandoned(who)
        if who.rng.random() < ABSENT:
            return
        entry = "enterprise" if who.enterprise and who.rng.random() < 0.5 else "region"  # noqa: PLR2004
        path = f"/v1/contests/{self._contest_id}/sessions"
        reply = await self.call("POST", path, 200, 201, json={"entry": entry}, headers=who.headers)
        session = reply.json()
        self._remember_paper(who, session)
        who.sessions[entry] += 1
        style = who.rng.choices(list(STYLES), list(STYLES.values()))[0]
        answers = {str(question["position"]): self._choose(who, question) for question in session["questions"]}
        if style != "one_request":
            await self._save(who, session, answers, style)
        if style == "never_comes_back":
            who.abandoned = (session["id"], entry)
            return
        if style == "leave_and_resume":
            await self._resume(who, session)
        await self._hand_in(who, session["id"], entry, answers)

    async def collect_abandoned(self, who: Participant) -> None:
        """Look up what became of the session that was left alone."""
        if who.abandoned is None:
            return
        session_id, entry = who.abandoned
        reply = await self.call("GET", f"/v1/sessions/{session_id}", 200, headers=who.headers)
        result = reply.json()
        if result["state"] != "finished" or result["finished_at"] != result["deadline_at"]:
            raise ReplayFailed(f"the abandoned session {session_id} was not handed in at its deadline")
        who.points[entry] += result["score"]
        who.abandoned = None

    async def _save(self, who: Participant, session: dict[str, Any], answers: dict[str, list[str]], style: str) -> None:
        seen = list(answers) if style == "answer_by_answer" else list(answers)[: who.rng.randint(1, 4)]
        for position in seen:
            path = f"/v1/sessions/{session['id']}/answers/{position}"
            await self.call("PUT", path, 200, json={"choice": answers[position]}, headers=who.headers)

    async def _resume(self, who: Participant, session: dict[str, Any]) -> None:
        """Come back with another device: a token of its own, the same paper."""
        await self.sign_in(who)
        resumed = (await self.call("GET", f"/v1/sessions/{session['id']}", 200, headers=who.headers)).json()
        stems = [question["stem"] for question in session["questions"]]
        if [question["stem"] for question in resumed["questions"]] != stems:
            raise ReplayFailed(f"session {session['id']} came back with another paper")

    async def _hand_in(self, who: Participant, session_id: str, entry: str, answers: dict[str, list[str]]) -> None:
        path = f"/v1/sessions/{session_id}/submission"
        result = (await self.call("POST", path, 200, json={"answers": answers}, headers=who.headers)).json()
        counted = sum(1 for each in result["review"] if sorted(each["right_choice"]) == sorted(each["saved"] or []))
        if result["score"] != counted:
            raise ReplayFailed(f"session {session_id} has {result['score']} points for {counted} right answers")
        who.points[entry] += result["score"]

    def _remember_paper(self, who: Participant, session: dict[str, Any]) -> None:
        stems = {question["stem"] for question in session["questions"]}
        if len(stems) != len(session["questions"]) or stems & who.stems:
            raise ReplayFailed(f"participant {who.number} met a question twice")
        who.stems |= stems

    @staticmethod
    def _choose(who: Participant, question: dict[str, Any]) -> list[str]:
        tokens = [option["token"] for option in question["options"]]
        count = who.rng.randint(2, len(tokens)) if question["kind"] == "multiple_choice" else 1
        return who.rng.sample(tokens, count)


def _may_be_repeated(reply: httpx.Response) -> bool:
    """Whether the same call may succeed a moment later."""
    if reply.status_code == HTTPStatus.CONFLICT:
        return bool(reply.json().get("code") == IdempotencyKeyInFlight.code)
    return reply.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status_code == HTTPStatus.TOO_MANY_REQUESTS
