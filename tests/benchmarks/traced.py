"""A quiz process that notes what each of its answers waited for: `python -m tests.benchmarks.traced quiz`.

It is the same process as ever with clocks around its queue, its statements and its collector. When it ends it writes
the means of the slowest thousandth, and of those around the median, to the file that `BENCH_TRACE` names.
"""

import gc
import json
import os
import sys
import threading
import time
from bisect import bisect_right
from collections.abc import Awaitable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from starlette.types import ASGIApp, Receive, Scope, Send

from contest.cli import serve
from quiz_service import app as quiz
from services.kit import group_commit
from services.processes import PROCESSES

FILE = "BENCH_TRACE"
SENT = b"x-sent"
"""Of a request: when it was written, in seconds by the monotonic clock."""
SLOWEST = 0.001
SHORTEST_PAUSE_S = 0.000_1


@dataclass
class Trace:
    """Seconds. `taken_up`, `queue`, `statement` and `rest` make up the `whole`; the others are parts of these.

    `taken_up` runs from the request's being written to the application's first line; `queue` is the wait for the
    statements before. `database` was its backend on a processor, `database_ready` the backend waiting for one, and
    `elsewhere` is what else a statement took: flush, locks, the way there and back.
    """

    whole: float = 0.0
    taken_up: float = 0.0
    queue: float = 0.0
    statement: float = 0.0
    database: float = 0.0
    database_ready: float = 0.0
    elsewhere: float = 0.0
    rest: float = 0.0
    ready: float = 0.0
    """The process could run and waited for a processor."""
    collector: float = 0.0

    def add(self, took: float, cpu: float, ready: float) -> None:
        self.statement += took
        self.database += cpu
        self.database_ready += ready


_current: ContextVar[Trace | None] = ContextVar("current", default=None)
_of_batch: ContextVar[Trace | None] = ContextVar("of_batch", default=None)
_traces: list[Trace] = []
_ready_at: list[tuple[float, float]] = []
_pauses: list[tuple[float, float]] = []


class TracedWaiter(group_commit._Waiter[Any, Any]):
    __slots__ = ("queued", "trace")

    def __init__(self, item: Any, arrived: float) -> None:
        super().__init__(item, arrived)
        self.trace = _current.get()
        self.queued = time.monotonic()


def install() -> None:
    """Put the clocks in place."""
    group_commit._Waiter = TracedWaiter  # type: ignore[misc]
    settle, fetch = group_commit.GroupCommit._settle, asyncpg.Connection.fetch

    async def settled(self: Any, batch: Sequence[TracedWaiter]) -> None:
        began, spent = time.monotonic(), Trace()
        token = _of_batch.set(spent)
        try:
            await settle(self, batch)
        finally:
            _of_batch.reset(token)
            for waiter in batch:
                if waiter.trace is not None:
                    waiter.trace.queue += began - waiter.queued
                    waiter.trace.add(spent.statement, spent.database, spent.database_ready)

    async def fetched(self: asyncpg.Connection, *arguments: Any, **options: Any) -> Any:
        trace = _of_batch.get() or _current.get()
        if trace is None:
            return await fetch(self, *arguments, **options)
        backend = self.get_server_pid()
        began, (cpu, ready) = time.monotonic(), schedule_of(f"{backend}")
        try:
            return await fetch(self, *arguments, **options)
        finally:
            cpu_after, ready_after = schedule_of(f"{backend}")
            trace.add(time.monotonic() - began, cpu_after - cpu, ready_after - ready)

    group_commit.GroupCommit._settle = settled  # type: ignore[method-assign, assignment]
    asyncpg.Connection.fetch = fetched
    gc.callbacks.append(_note_pause)
    PROCESSES["quiz"] = replace(PROCESSES["quiz"], factory="tests.benchmarks.traced:create_app")


def create_app() -> ASGIApp:
    app = quiz.create_app()
    own = f"self/task/{threading.get_native_id()}"

    async def traced(scope: Scope, receive: Receive, send: Send) -> None:
        sent = next((value for name, value in scope.get("headers", ()) if name == SENT), None)
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            Path(os.environ[FILE]).write_text(json.dumps(summary()), encoding="utf-8")
        elif sent is None:
            await app(scope, receive, send)
        else:
            await _trace(float(sent), own, app(scope, receive, send))

    return traced


async def _trace(sent: float, own: str, answer: Awaitable[None]) -> None:
    trace, taken = Trace(), time.monotonic()
    _ready_at.append((taken, schedule_of(own)[1]))
    token = _current.set(trace)
    try:
        await answer
    finally:
        _current.reset(token)
        done, ready = time.monotonic(), schedule_of(own)[1]
        _ready_at.append((done, ready))
        trace.whole, trace.taken_up = done - sent, taken - sent
        trace.elsewhere = trace.statement - trace.database - trace.database_ready
        trace.rest = trace.whole - trace.taken_up - trace.queue - trace.statement
        before = bisect_right(_ready_at, (sent, 0.0)) - 1
        trace.ready = ready - _ready_at[max(before, 0)][1]
        trace.collector = sum(max(min(to, done) - max(since, sent), 0.0) for since, to in _recent_pauses(sent))
        _traces.append(trace)


def schedule_of(task: str) -> tuple[float, float]:
    """Seconds of this task on a processor, and waiting for one (`Documentation/scheduler/sched-stats.rst`)."""
    on_processor, waiting, *_ = os.pread(_opened(task), 64, 0).split()
    return int(on_processor) / 1e9, int(waiting) / 1e9


@cache
def _opened(task: str) -> int:
    return os.open(f"/proc/{task}/schedstat", os.O_RDONLY)


_pause_began = 0.0


def _note_pause(phase: str, _info: dict[str, int]) -> None:
    global _pause_began  # noqa: PLW0603 - the collector knows this function alone
    now = time.monotonic()
    if phase == "start":
        _pause_began = now
    elif now - _pause_began > SHORTEST_PAUSE_S:
        _pauses.append((_pause_began, now))


def _recent_pauses(since: float) -> Sequence[tuple[float, float]]:
    return _pauses[max(bisect_right(_pauses, (since, 0.0)) - 1, 0) :]


def summary() -> dict[str, Any]:
    """`answers`, and the means of the slowest and of those around the median in milliseconds."""
    ordered = sorted(_traces, key=lambda trace: trace.whole)
    count, middle = len(ordered), len(ordered) // 2
    few = max(round(count * SLOWEST), 1)
    return {"answers": count, "slowest": _means(ordered[-few:]), "median": _means(ordered[middle - few : middle + few])}


def _means(traces: Sequence[Trace]) -> dict[str, float]:
    share = 1000 / max(len(traces), 1)
    return {each.name: sum(getattr(trace, each.name) for trace in traces) * share for each in fields(Trace)}


def main() -> None:
    # The application is made from the module of this name, which is not the one that runs as a script.
    from tests.benchmarks import traced  # noqa: PLC0415

    sys.argv.remove("serve")

    traced.install()
    serve.app()


if __name__ == "__main__":
    main()
