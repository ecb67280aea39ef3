"""What a participant does: a session in seven requests, in two, a start only, or a hand-in only."""

import asyncio
import itertools
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from tests.benchmarks.participants import unit_paths
from tests.benchmarks.wire import Connection, message

SLOW_S = 0.5
OK = 200
TOKEN = "/v1/auth/token"


class _Option(msgspec.Struct):
    token: str


class _Question(msgspec.Struct):
    position: int
    options: list[_Option]


class _Session(msgspec.Struct):
    id: str
    questions: list[_Question]


class _Tokens(msgspec.Struct):
    access_token: str
    refresh_token: str


_decode = msgspec.json.Decoder(_Session).decode
_tokens_of = msgspec.json.Decoder(_Tokens).decode
_units = itertools.cycle([path.codes[-1] for path in unit_paths()])


@dataclass
class Tally:
    """What happened. Latencies in seconds: of a reply after its planned instant, or after the request was written."""

    sessions: int = 0
    failed: int = 0
    statuses: "Counter[str]" = field(default_factory=Counter)
    latencies: dict[str, list[float]] = field(default_factory=dict)
    last_slow_at: float | None = None
    """When the last reply came that took longer than `SLOW_S`, by the monotonic clock."""

    def note(self, kind: str, status: int, latency: float) -> None:
        self.statuses[f"{kind} {status}"] += 1
        self.latencies.setdefault(kind, []).append(latency)
        if latency > SLOW_S:
            self.last_slow_at = time.monotonic()


class Player:
    def __init__(self, contest_id: str, tally: Tally) -> None:
        self._start_path = f"/v1/contests/{contest_id}/sessions"
        self.tally = tally

    async def seven(self, connection: Connection, token: str, plan: float | None = None, pace: float = 0.0) -> None:
        """Start, a save for each question, hand-in. With `plan` the n-th request is due `n * pace` seconds after it."""
        session = await self._start(connection, token, plan)
        if session is None:
            return
        for number, question in enumerate(session.questions, 1):
            due = await _until(plan, number * pace)
            body = b'{"choice":["%s"],"revision":%d}' % (question.options[0].token.encode(), number)
            path = f"/v1/sessions/{session.id}/answers/{question.position}"
            if await self._send("save", connection, message("PUT", path, token, body), due) != 200:
                self.tally.failed += 1
                return
        due = await _until(plan, (len(session.questions) + 1) * pace)
        await self._hand_in(connection, token, session.id, b"{}", due)

    async def two(self, connection: Connection, token: str, plan: float | None = None, pace: float = 0.0) -> None:
        """Start, and a hand-in that carries every answer."""
        session = await self._start(connection, token, plan)
        if session is not None:
            answers = {str(each.position): [each.options[0].token] for each in session.questions}
            due = await _until(plan, pace)
            await self._hand_in(connection, token, session.id, msgspec.json.encode({"answers": answers}), due)

    async def start(self, connection: Connection, token: str, plan: float | None = None, _pace: float = 0.0) -> None:
        if await self._start(connection, token, plan) is not None:
            self.tally.sessions += 1

    async def hand_in(self, connection: Connection, session_id: str, token: str) -> None:
        await self._hand_in(connection, token, session_id, b"{}", time.monotonic())

    async def read(self, connection: Connection, request: bytes) -> None:
        if await self._send("read", connection, request, time.monotonic()):
            self.tally.sessions += 1

    async def sign_in(self, connection: Connection, _token: str, _plan: float | None = None, _pace: float = 0) -> None:
        if await self._sign_in(connection) is not None:
            self.tally.sessions += 1

    async def arrive(self, connection: Connection, _token: str, _plan: float | None = None, _pace: float = 0) -> None:
        """Sign in, choose nickname and unit, refresh."""
        tokens = await self._sign_in(connection)
        if tokens is None:
            return
        profile = b'{"nickname":"bench","region_unit":"%s"}' % next(_units).encode()
        request = message("PUT", "/v1/me", tokens.access_token, profile)
        chosen = await self._send("profile", connection, request, time.monotonic())
        body = b'{"grant_type":"refresh","refresh_token":"%s"}' % tokens.refresh_token.encode()
        refreshed = await self._send("refresh", connection, message("POST", TOKEN, "", body), time.monotonic())
        if chosen == refreshed == OK:
            self.tally.sessions += 1
        else:
            self.tally.failed += 1

    async def _sign_in(self, connection: Connection) -> _Tokens | None:
        due = time.monotonic()
        body = b'{"grant_type":"development","subject":"%s"}' % uuid.uuid4().hex.encode()
        status, _, reply = await connection.request(message("POST", TOKEN, "", body))
        self.tally.note("sign_in", status, time.monotonic() - due)
        if status != OK:
            self.tally.failed += 1
            return None
        return _tokens_of(reply)

    async def _start(self, connection: Connection, token: str, plan: float | None) -> _Session | None:
        due = time.monotonic() if plan is None else plan
        status, _, body = await connection.request(message("POST", self._start_path, token, b'{"entry":"region"}'))
        self.tally.note("start", status, time.monotonic() - due)
        if status not in (200, 201):
            self.tally.failed += 1
            return None
        return _decode(body)

    async def _hand_in(self, connection: Connection, token: str, session_id: str, body: bytes, due: float) -> None:
        request = message("POST", f"/v1/sessions/{session_id}/submission", token, body)
        if await self._send("hand_in", connection, request, due) == 200:
            self.tally.sessions += 1
        else:
            self.tally.failed += 1

    async def _send(self, kind: str, connection: Connection, request: bytes, due: float) -> int:
        status, _, _ = await connection.request(request)
        self.tally.note(kind, status, time.monotonic() - due)
        return status


async def _until(plan: float | None, after: float) -> float:
    now = time.monotonic()
    if plan is None:
        return now
    if plan + after > now:
        await asyncio.sleep(plan + after - now)
    return plan + after


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
