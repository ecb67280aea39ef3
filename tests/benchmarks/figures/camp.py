"""The training camp: what a beat costs beside a save, and ten thousand likes of one film beside as many of many."""

import asyncio
import itertools
import json
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from services.chassis.tokens import Caller, Signer
from services.contracts.grants import NATIONAL_ADMINISTRATOR
from tests.benchmarks import cpu
from tests.benchmarks.bench import Bench, Figure, ratio
from tests.benchmarks.participants import LIFETIME_S, Participants
from tests.benchmarks.system import CONTEST, HOST
from tests.benchmarks.wire import Connection, message

LEARNERS = 512
CONNECTIONS = 32
LIKES = 10_000
QUICK_LIKES = 1_000
QUICK_ROWS = 1_000_000
FILMS = 100
MINUTE_S = 60.0
LESSON = "escape-drill-cpr"
LEARNERS_AT_ONCE, BEAT_S = 100_000, 15
Call = Callable[[Connection], Awaitable[None]]


@dataclass(frozen=True)
class Load:
    """`per_second` requests, and what the servers used for one: CPU milliseconds."""

    per_second: float
    ms: float


async def measure(bench: Bench) -> Sequence[Figure]:
    keys = bench.system.deployment.secrets.signing_keys()
    people = Participants(keys)
    saves, beats = await _savers(bench, people), await _learners(bench, people)
    costs: dict[str, list[Load]] = {"save": [], "beat": []}
    for _ in range(bench.scale.rounds):
        costs["save"].append(await _for_a_while(bench, saves, ("quiz-", "postgresql quiz")))
        costs["beat"].append(await _for_a_while(bench, beats, ("camp", "postgresql camp")))
    liked = await _likes(bench, people, Signer(keys))
    await bench.verify("beats and likes")
    return [*_figures(costs), *liked]


def _figures(costs: dict[str, list[Load]]) -> Sequence[Figure]:
    save, beat = ([load.ms for load in costs[name]] for name in ("save", "beat"))
    cores = LEARNERS_AT_ONCE / BEAT_S * median(beat) / 1000
    rates = ", ".join(f"{name} {median(load.per_second for load in loads):.0f}/s" for name, loads in costs.items())
    return [
        Figure(
            "CPU per beat of a learner over a save of an answer, both without the gateway",
            ratio(beat, save),
            1.5,
            1.0,
            note=f"{median(beat):.2f} ms over {median(save):.2f} ms; {rates}; {LEARNERS_AT_ONCE:,} learners at a beat "
            f"each {BEAT_S} s: {cores:.1f} cores on paper",
        )
    ]


async def _likes(bench: Bench, people: Participants, signer: Signer) -> Sequence[Figure]:
    """Everybody likes once: all of them one film, or each one of a hundred."""
    count = LIKES if bench.scale.rows > QUICK_ROWS else QUICK_LIKES
    films = await _films(bench, people, signer)
    seconds: dict[str, float] = {}
    for name, chosen in (("many", films), ("one", films[:1])):
        paths = itertools.cycle([f"/v1/works/{film}/like" for film in chosen])
        calls = iter([_call("PUT", next(paths), next(people)) for _ in range(count)])
        began = time.monotonic()
        await _played(bench, "camp", calls)
        seconds[name] = time.monotonic() - began
    return [
        Figure(
            f"time of {count:,} people to like one film, over as many likes of {FILMS} films",
            seconds["one"] / seconds["many"],
            1.5,
            1.1,
            note=f"{count / seconds['one']:.0f} likes/s of one, {count / seconds['many']:.0f}/s of {FILMS}",
        ),
        Figure(
            "likes of one film by 10,000 people, in minutes",
            seconds["one"] * LIKES / count / MINUTE_S,
            1.0,
            0.5,
            unit="min",
        ),
    ]


async def _savers(bench: Bench, people: Participants) -> Iterator[Call]:
    """Participants in the middle of a session, who change their first answer for ever."""
    connection, calls = Connection(HOST, bench.system.quiz_port), []
    for token in itertools.islice(people, LEARNERS):
        session = await _asked(connection, "POST", f"/v1/contests/{CONTEST}/sessions", token, b'{"entry":"region"}')
        for option in session["questions"][0]["options"][:2]:
            body = json.dumps({"choice": [option["token"]]}).encode()
            calls.append(_call("PUT", f"/v1/sessions/{session['id']}/answers/1", token, body))
    connection.close()
    return itertools.cycle(calls)


async def _learners(bench: Bench, people: Participants) -> Iterator[Call]:
    """Learners who beat for ever, each a little further."""
    connection, tokens = Connection(HOST, bench.system.deployment.ports["camp"]), []
    for token in itertools.islice(people, LEARNERS):
        await _asked(connection, "POST", f"/v1/camps/{CAMP_ID}/enrolments", token, b'{"entry":"region"}')
        tokens.append(token)
    connection.close()
    return (
        _call("PUT", f"/v1/lessons/{LESSON}/watch", token, b'{"position_ms":%d,"state":"playing"}' % (turn * 15_000))
        for turn in itertools.count()
        for token in tokens
    )


async def _films(bench: Bench, people: Participants, signer: Signer) -> Sequence[str]:
    reviewer = signer.sign(Caller(str(uuid.uuid4()), {}, (NATIONAL_ADMINISTRATOR,)), LIFETIME_S)
    connection, films = Connection(HOST, bench.system.deployment.ports["camp"]), []
    topics = (await _asked(connection, "GET", f"/v1/camps/{CAMP_ID}", ""))["topics"]
    body = {"title": "作品", "topic": topics[0], "media": {"url": "https://films.example/1"}}
    for token in itertools.islice(people, FILMS):
        await _asked(connection, "POST", f"/v1/camps/{CAMP_ID}/enrolments", token, b'{"entry":"region"}')
        written = json.dumps(body | {"consent": True, "original": True}).encode()
        work = (await _asked(connection, "POST", f"/v1/camps/{CAMP_ID}/works", token, written))["id"]
        await _asked(connection, "POST", f"/v1/works/{work}/submit", token, b"{}")
        await _asked(connection, "POST", f"/v1/works/{work}/publish", reviewer, b"{}")
        films.append(work)
    connection.close()
    return films


async def _for_a_while(bench: Bench, calls: Iterator[Call], parts: tuple[str, ...]) -> Load:
    """`parts` of the system answer: those whose names begin so, but for the workers."""
    process = "camp" if "camp" in parts else "quiz-1"
    before, until = await bench.system.meter.read(), time.monotonic() + bench.scale.seconds
    count = await _played(bench, process, itertools.takewhile(lambda _: time.monotonic() < until, calls))
    used = cpu.used(before, await bench.system.meter.read())
    answering = {name: seconds for name, seconds in used.items() if name.startswith(parts) and "worker" not in name}
    background = used.get(cpu.BACKGROUND, 0.0)
    return Load(count / bench.scale.seconds, (sum(answering.values()) + background) * 1000 / max(count, 1))


async def _played(bench: Bench, process: str, calls: Iterator[Call]) -> int:
    """How many were answered, by as many connections as the other phases have."""
    count = 0

    async def work() -> None:
        nonlocal count
        connection = Connection(HOST, bench.system.deployment.ports[process])
        for call in calls:
            await call(connection)
            count += 1
        connection.close()

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
    return count


def _call(method: str, path: str, token: str, body: bytes = b"") -> Call:
    async def call(connection: Connection) -> None:
        await _asked(connection, method, path, token, body)

    return call


async def _asked(connection: Connection, method: str, path: str, token: str, body: bytes = b"") -> dict[str, Any]:
    status, _, reply = await connection.request(message(method, path, token, body))
    if status not in (200, 201):
        raise RuntimeError(f"{method} {path}: {status} {reply!r}")
    found: dict[str, Any] = json.loads(reply)
    return found
