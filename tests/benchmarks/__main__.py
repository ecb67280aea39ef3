"""`make bench`: every figure of the hot path beside its floors, in one run on a fresh system.

Machines are noisy: only ratios within one run mean something. Compared phases alternate, and medians are shown.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil

from contest.embedded import interpreter
from tests.benchmarks import capacity, floors, report
from tests.benchmarks.bench import Bench, Figure, Scale
from tests.benchmarks.figures import (
    arrivals,
    boards,
    camp,
    days,
    delivery,
    growth,
    hostile,
    latency,
    memory,
    opening,
    overload,
    scoring,
    sessions,
    slowest,
    storage,
    sweep,
)
from tests.benchmarks.load import Generator
from tests.benchmarks.participants import Participants
from tests.benchmarks.system import CONTEST, HOST, System, fresh_system
from tests.benchmarks.wire import Connection, message

JSON = Path("build/benchmark.json")
PLOT = Path("docs/benchmark.svg")
FIGURES = {
    "sessions": sessions.measure,
    "latency": latency.measure,
    "slowest": slowest.measure,
    "hostile": hostile.measure,
    "delivery": delivery.measure,
    "boards": boards.measure,
    "arrivals": arrivals.measure,
    "storage": storage.measure,
    # What the openings abandon is handed in by the sweep 150 s later, beside whatever is measured then.
    "opening": opening.measure,
    "overload": overload.measure,
    "scoring": scoring.measure,
    "sweep": sweep.measure,
    "memory": memory.measure,
    "camp": camp.measure,
    "days": days.measure,
    "growth": growth.measure,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short phases and a million rows: a few minutes")
    parser.add_argument("--with-tutorial", action="store_true", help="measure the tutorial-style stack too")
    parser.add_argument("--workers", type=int, help="quiz processes [default: as `contest up` chooses]")
    parser.add_argument("--rounds", type=int, help="rounds of interleaved phases")
    parser.add_argument("--seconds", type=float, help="seconds of one phase")
    parser.add_argument("--rows", type=int, help="sessions in the full table")
    parser.add_argument("--only", choices=FIGURES, nargs="+", help="these groups of figures (`sessions` is always run)")
    parser.add_argument("--json", type=Path, default=JSON, help=f"where the figures are written [default: {JSON}]")
    parser.add_argument("--plot", type=Path, help=f"where the picture is drawn [default: {PLOT}, for a whole run]")
    return parser.parse_args()


async def run(options: argparse.Namespace) -> int:
    began = time.monotonic()
    scale = Scale.of(quick=options.quick)
    scale = Scale(
        options.seconds or scale.seconds, options.rounds or scale.rounds, options.rows or scale.rows, scale.probes
    )
    figures: list[Figure] = []
    print(f"{psutil.cpu_count()} cores, {interpreter.version()}", flush=True)
    async with opened(options, scale) as bench:
        for name, measure in FIGURES.items():
            if options.only and name not in (*options.only, "sessions"):
                continue
            print(f"{time.monotonic() - began:5.0f} s  {name}", flush=True)
            try:
                figures += await measure(bench)
            except Exception:  # noqa: BLE001 - the other figures are still wanted
                bench.verifications.append(f"{name} could not be measured")
                traceback.print_exc()
        report.print_phases(bench)
        report.print_table(figures)
        report.write_json(options.json, bench, figures)
    if options.plot or not (options.quick or options.only):
        report.write_plot(options.plot or PLOT, figures)
        if {figure.name for figure in figures}.issuperset(capacity.BYTES):
            capacity.write(json.loads(options.json.read_text(encoding="utf-8")))
    verdict = "; ".join(bench.verifications) or "clean: no request failed, contest verify found no difference"
    print(f"\nverified after each load: {verdict}\n{time.monotonic() - began:.0f} s; figures in {options.json}")
    return 1 if bench.verifications else 0


@asynccontextmanager
async def opened(options: argparse.Namespace, scale: Scale) -> AsyncIterator[Bench]:
    """The system, its floors and the load generator."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contest-floors-")))
        folder.chmod(0o755)
        system = await stack.enter_async_context(fresh_system(options.workers))
        keys = system.deployment.secrets.signing_keys()
        generator = await Generator.start(keys)
        stack.push_async_callback(generator.stop)
        replies = await _real_replies(system, Participants(keys))
        canned = await stack.enter_async_context(floors.canned(folder, replies))
        nginx = await stack.enter_async_context(floors.nginx(folder, canned.port, replies["save"]))
        tutorial = await _tutorial(stack, system) if options.with_tutorial else []
        yield Bench(system, generator, canned, nginx, tutorial, scale)


async def _tutorial(stack: AsyncExitStack, system: System) -> list[floors.Server]:
    await system.execute("CREATE DATABASE tutorial")
    url = system.url.rpartition("/")[0].replace("postgresql://", "postgresql+asyncpg://") + "/tutorial"
    application = floors.served("tests.benchmarks.tutorial.app:app", {"TUTORIAL_DATABASE_URL": url})
    service = await stack.enter_async_context(application)
    upstream = {"TUTORIAL_UPSTREAM": f"http://{HOST}:{service.port}"}
    gateway = await stack.enter_async_context(floors.served("tests.benchmarks.tutorial.gateway:app", upstream))
    return [gateway, service]


async def _real_replies(system: System, participants: Participants) -> dict[str, str]:
    """One session, whose replies are what the canned floor answers with."""
    token = next(participants)
    connection = Connection(HOST, system.quiz_port)

    async def call(method: str, path: str, body: bytes) -> bytes:
        status, _, reply = await connection.request(message(method, path, token, body))
        if status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {status} {reply!r}")
        return reply

    start = await call("POST", f"/v1/contests/{CONTEST}/sessions", b'{"entry":"region"}')
    session = json.loads(start)
    choice = json.dumps({"choice": [session["questions"][0]["options"][0]["token"]]}).encode()
    save = await call("PUT", f"/v1/sessions/{session['id']}/answers/1", choice)
    result = await call("POST", f"/v1/sessions/{session['id']}/submission", b"{}")
    board_path = message("GET", f"/v1/leaderboards/{CONTEST}/region")
    _, _, board = await Connection(HOST, system.gateway_port).request(board_path)
    named: Sequence[tuple[str, bytes]] = (("start", start), ("save", save), ("hand_in", result), ("board", board))
    return {name: reply.decode() for name, reply in named}


async def main() -> int:
    """The run; a SIGTERM ends it as Ctrl-C does, with everything that it has started."""
    task = asyncio.ensure_future(run(arguments()))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
