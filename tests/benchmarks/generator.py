"""The load generator: a process of its own, told by one JSON line on standard input what to do, answering with one.

It is not the bottleneck as long as its own share of a core, which it reports, stays well below one.
"""

import asyncio
import itertools
import json
import random
import resource
import sys
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import uvloop

from tests.benchmarks.participants import Participants
from tests.benchmarks.player import Player, Tally, percentile
from tests.benchmarks.wire import Connection, message

SENT = b"x-sent"
Act = Callable[[Connection], Coroutine[Any, Any, None]]


class Stamped(Connection):
    """Each request says when it was written, for a process that notes what its answers wait for."""

    async def request(self, message: bytes) -> tuple[int, bytes, bytes]:
        head, rest = message.split(b"\r\n", 1)
        return await super().request(b"%b\r\n%b: %.6f\r\n%b" % (head, SENT, time.monotonic(), rest))


async def closed(plan: dict[str, Any], acts: Iterator[Act], seconds: float) -> None:
    """A fixed number of connections, each with its next request as soon as the last is answered.

    At the end nobody begins anew, and what has begun is finished, so nothing is in flight uncounted.
    """
    until = time.monotonic() + seconds

    async def work() -> None:
        connection = Connection(plan["host"], plan["port"])
        for act in acts:
            await act(connection)
            if time.monotonic() >= until:
                break
        connection.close()

    await asyncio.gather(*(work() for _ in range(plan["connections"])))


async def opened(plan: dict[str, Any], player: Player, tokens: Participants, seconds: float) -> None:
    """Sessions begin at random instants of a given rate, whatever became of those before (Poisson arrivals).

    Latencies count from the planned instants, so a stall is not hidden by the requests that it kept from being sent.
    """
    act = getattr(player, plan["script"])
    kind = Stamped if plan.get("stamped") else Connection
    idle: list[Connection] = []
    running: set[asyncio.Task[None]] = set()
    rng = random.Random(plan.get("seed", 1))

    async def play(due: float, token: str) -> None:
        connection = idle.pop() if idle else kind(plan["host"], plan["port"])
        await act(connection, token, due, plan["pace"])
        idle.append(connection)

    began = due = time.monotonic() + 0.05
    while due < began + seconds:
        if due > time.monotonic():
            await asyncio.sleep(due - time.monotonic())
        task = asyncio.create_task(play(due, next(tokens)))
        running.add(task)
        task.add_done_callback(running.discard)
        due += rng.expovariate(plan["rate"])
    await asyncio.gather(*running)
    for connection in idle:
        connection.close()


def _acts(plan: dict[str, Any], player: Player, tokens: Participants) -> Iterator[Act]:
    script = plan["script"]
    if script == "hand_in":
        for pair in plan["sessions"]:
            session_id, participant_id = pair.split()
            token = tokens.token(uuid.UUID(participant_id))
            yield lambda connection, s=session_id, t=token: player.hand_in(connection, s, t)
        return
    if script == "read":
        request = message("GET", plan["path"], plan.get("token", ""), more=plan.get("headers", ""))
        left = plan.get("requests") or sys.maxsize
        while left:
            left -= 1
            yield lambda connection: player.read(connection, request)
        return
    act = getattr(player, script)
    for token in tokens:
        yield lambda connection, t=token: act(connection, t)


async def perform(plan: dict[str, Any], tokens: Participants) -> dict[str, Any]:
    tally = Tally()
    player = Player(plan.get("contest", ""), tally)
    if plan["script"] not in ("read", "hand_in"):
        tokens.prepare(int(plan.get("tokens", 0)))
    acts = _acts(plan, player, tokens)
    if plan["script"] == "hand_in":
        acts = iter(list(acts))
    if "count" in plan:
        acts = itertools.islice(acts, plan["count"])
    busy, at = _cpu_s(), time.monotonic()
    if "rate" in plan:
        await opened(plan, player, tokens, plan["seconds"])
    else:
        await closed(plan, acts, plan["seconds"])
    elapsed = time.monotonic() - at
    return {
        "sessions": tally.sessions,
        "failed": tally.failed,
        "statuses": tally.statuses,
        "seconds": elapsed,
        "generator_share": (_cpu_s() - busy) / elapsed,
        "last_slow_s": max(tally.last_slow_at - at, 0.0) if tally.last_slow_at else 0.0,
        "latency_ms": {
            kind: {name: percentile(values, share) * 1000 for name, share in SHARES.items()}
            for kind, values in {**tally.latencies, "any": _all(tally)}.items()
        },
    }


SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}


def _all(tally: Tally) -> list[float]:
    return [value for values in tally.latencies.values() for value in values]


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    tokens = Participants(sys.stdin.readline())
    for line in sys.stdin:
        print(json.dumps(uvloop.run(perform(json.loads(line), tokens))), flush=True)


if __name__ == "__main__":
    main()
