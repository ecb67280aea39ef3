"""A load client outside the system writes down what it was told; a judge compares the books with that (I5, I10, I16).

What was acknowledged must be in the ledger, and nothing may be there that nobody asked for:
acknowledged ⊆ ledger ⊆ acknowledged ∪ unknown, each session once, its points those of the stored answers.
"""

import asyncio
import contextlib
import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
import msgspec

ATTEMPTS = 200
PAUSE_S = 0.1
SENDS_ALL = 0.8
LONGEST_STAY_S = 0.03
"""How long a client that leaves waits for its reply at most: it may be gone before, during or after the effect."""


@dataclass
class History:
    """`results` has the score of each acknowledged hand-in; `asked` every session whose hand-in was sent at all."""

    results: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Books:
    """What the record holds of one contest: ledger entries of sessions, and the points of each session's answers."""

    ledger: Sequence[tuple[str, int]]
    answered: dict[str, int]
    finished: set[str]


class Client:
    """A participant with a bad line: repeats every call until it is answered, and sometimes leaves before it is."""

    def __init__(self, http: httpx.AsyncClient, contest: str, history: History, seed: int, leaves: float = 0) -> None:
        self._http = http
        self._contest = contest
        self._history = history
        self._rng = random.Random(seed)
        self._leaves = leaves
        self._headers: dict[str, str] = {}

    async def join(self) -> None:
        body = {"grant_type": "development", "subject": uuid.uuid4().hex}
        await self._keep_token(await self._call("POST", "/v1/auth/token", json=body))
        await self._keep_token(await self._call("PUT", "/v1/me", json={"region_unit": "371002"}))

    async def play(self) -> None:
        """One session: some answers saved, some changed, the rest given with the hand-in."""
        session = (await self._call("POST", f"/v1/contests/{self._contest}/sessions", json={"entry": "region"})).json()
        path = f"/v1/sessions/{session['id']}"
        answers = {str(question["position"]): self._choose(question) for question in session["questions"]}
        last = {}
        for question in self._rng.choices(session["questions"], k=3):
            position = str(question["position"])
            last[position] = self._choose(question)
            saved = await self._call("PUT", f"{path}/answers/{position}", json={"choice": last[position]})
            self._expect(saved.json()["position"] == question["position"], f"{path}: the reply of another position")
        given = {position: choice for position, choice in answers.items() if position not in last}
        self._history.asked.add(session["id"])
        result = (await self._call("POST", f"{path}/submission", json={"answers": given})).json()
        self._expect(result["id"] == session["id"], f"{path}: the result of another session")
        stored = {str(each["position"]): sorted(each["saved"] or []) for each in result["review"]}
        self._expect(stored == {place: sorted(c) for place, c in (given | last).items()}, f"{path}: other answers")
        self._history.results[session["id"]] = result["score"]

    async def _call(self, method: str, path: str, json: dict[str, Any]) -> httpx.Response:
        for _ in range(ATTEMPTS):
            if self._rng.random() < self._leaves:
                await self._leave(method, path, msgspec.json.encode(json))
                continue
            try:
                reply = await self._http.request(method, path, headers=self._headers, json=json)
            except httpx.TransportError:
                continue
            if reply.status_code < 300:
                return reply
            self._history.refused[reply.status_code] += 1
            assert reply.status_code in {429, 502, 503, 504}, (method, path, reply.status_code, reply.text)
            await asyncio.sleep(PAUSE_S)
        raise AssertionError(f"{method} {path} was not answered in {ATTEMPTS} attempts")

    async def _leave(self, method: str, path: str, body: bytes) -> None:
        """Send the call, or half of its body, and be gone some time later without a goodbye."""
        headers = {
            "Host": self._http.base_url.host,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        headers |= self._headers
        lines = [f"{method} {path} HTTP/1.1", *[f"{name}: {value}" for name, value in headers.items()], "", ""]
        sent = body if self._rng.random() < SENDS_ALL else body[: len(body) // 2]
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(self._http.base_url.host, self._http.base_url.port)
            writer.write("\r\n".join(lines).encode() + sent)
            await asyncio.sleep(self._rng.uniform(0, LONGEST_STAY_S))
            writer.transport.abort()

    async def _keep_token(self, reply: httpx.Response) -> None:
        self._headers = {"Authorization": f"Bearer {reply.json()['access_token']}"}

    def _choose(self, question: dict[str, Any]) -> list[str]:
        return [self._rng.choice(question["options"])["token"]]

    def _expect(self, is_so: bool, otherwise: str) -> None:  # noqa: FBT001
        if not is_so:
            self._history.wrong.append(otherwise)


async def play(url: str, contest: str, *, clients: int, sessions: int, seed: int, leaves: float = 0) -> History:
    """So many clients at once, each with so many sessions one after the other."""
    history = History()
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=30) as http, asyncio.TaskGroup() as group:
        for number in range(clients):
            group.create_task(_play_all(Client(http, contest, history, seed * 1000 + number, leaves), sessions))
    return history


async def _play_all(client: Client, sessions: int) -> None:
    await client.join()
    for _ in range(sessions):
        await client.play()


async def read_books(database_url: str, contest: str) -> Books:
    """Points are counted anew from answers and key, whatever the row says of its score."""
    connection = await asyncpg.connect(database_url)
    try:
        ledger = await connection.fetch(
            "SELECT session_id, points FROM scoring.ledger WHERE contest_id = $1 AND kind = 'session'", contest
        )
        sessions = await connection.fetch(
            "SELECT id, finished_at IS NOT NULL AS is_finished, points_per_question * (SELECT count(*) FROM"
            " unnest(answers, key) AS each (answer, right_one) WHERE answer = right_one) AS points"
            " FROM quiz.sessions WHERE contest_id = $1",
            contest,
        )
    finally:
        await connection.close()
    return Books(
        ledger=[(str(row["session_id"]), row["points"]) for row in ledger],
        answered={str(row["id"]): row["points"] for row in sessions},
        finished={str(row["id"]) for row in sessions if row["is_finished"]},
    )


def judge(history: History, books: Books) -> list[str]:
    """What of the history and the books cannot both be true, in words; empty when all is well."""
    entries = Counter(session for session, _ in books.ledger)
    points = dict(books.ledger)
    return [
        *history.wrong,
        *[f"{each} was acknowledged and is not in the ledger" for each in history.results.keys() - entries.keys()],
        *[f"{each} is in the ledger and nobody asked for it" for each in entries.keys() - history.asked],
        *[f"{each} is in the ledger {count} times" for each, count in entries.items() if count > 1],
        *[f"{each} is finished and not in the ledger" for each in books.finished - entries.keys()],
        *[
            f"{each} was told {told} points and has {points[each]}"
            for each, told in history.results.items()
            if each in points and points[each] != told
        ],
        *[
            f"{each} has {got} points for answers worth {books.answered.get(each)}"
            for each, got in points.items()
            if got != books.answered.get(each)
        ],
    ]


async def settled_faults(history: History, database_url: str, contest: str, within_s: float = 30) -> list[str]:
    """The judge's findings once the books have come to rest: none, or those that stay."""
    async with asyncio.timeout(within_s + 30):
        for _ in range(int(within_s / 0.5)):
            if not judge(history, await read_books(database_url, contest)):
                return []
            await asyncio.sleep(0.5)
        return judge(history, await read_books(database_url, contest))
