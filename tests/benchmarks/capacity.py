"""`python -m tests.benchmarks.capacity [JSON]`: the arithmetic of docs/capacity.md from a run's figures."""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

OPENING = 1_400
EVENING = 320
SESSIONS = 170_000_000
DAYS = 31
PARTICIPANTS = 100_000_000
PARTS = {
    "quiz processes": ("quiz-",),
    "PostgreSQL for requests": ("postgresql quiz-http", "postgresql background"),
    "nginx": ("gateway",),
    "relay (its process and its SQL)": ("quiz-worker", "postgresql quiz-worker"),
    "scoring consumer (its process and its SQL)": ("scoring-worker", "postgresql scoring-worker"),
    "Valkey": ("valkey",),
    "everything else": ("",),
}


def part_of(process: str) -> str:
    """The line of the table on which a process counts."""
    instance = process.removeprefix("postgresql ")
    if instance.startswith("quiz-") and instance != "quiz-worker":
        return "PostgreSQL for requests" if process != instance else "quiz processes"
    return next((part for part, names in PARTS.items() if process in names), "everything else")


def costs(phases: list[dict[str, Any]]) -> dict[str, float]:
    """CPU milliseconds per session by line, the median of the rounds."""
    rounds: list[dict[str, float]] = []
    for phase in phases:
        lines = dict.fromkeys(PARTS, 0.0)
        for process, ms in phase["ms"].items():
            lines[part_of(process)] += ms
        rounds.append(lines)
    return {part: median(lines[part] for lines in rounds) for part in PARTS}


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "build/benchmark.json")
    run = json.loads(path.read_text(encoding="utf-8"))
    measured = {figure["name"]: figure["measured"] for figure in run["figures"]}
    lines = costs(run["phases"]["gateway 7"])
    rate = median(phase["outcome"]["sessions"] / phase["outcome"]["seconds"] for phase in run["phases"]["gateway 7"])
    print(
        f"Per session of seven requests, CPU ms, at {rate:.0f} sessions a second on {run['machine']['cores']} cores\n"
    )
    print(f"| part | ms | opening minute, × {OPENING:,}/s | evening, × {EVENING}/s |\n|---|---|---|---|")
    for part, ms in (*lines.items(), ("**sum**", sum(lines.values()))):
        print(f"| {part} | {ms:.2f} | {ms * OPENING / 1000:.2f} cores | {ms * EVENING / 1000:.2f} |")
    spike, steady = ((costs(run["phases"][name])) for name in ("spike", "steady starts"))
    for name, found in (("burst", spike), ("trickle", steady)):
        print(f"a start in a {name}: {found['quiz processes'] + found['PostgreSQL for requests']:.2f} ms")
    row = measured["bytes per session row with its indexes"]
    ledger = measured["bytes per ledger row with its indexes"]
    sums = measured["bytes per participant's sums with their index"]
    log = measured["bytes of write-ahead log per 7-request session"]
    print(f"\nsession rows: {row:.0f} B, {_gb(row * SESSIONS)}, {_gb(row * SESSIONS / DAYS)} a day")
    print(f"ledger: {ledger:.0f} B, {_gb(ledger * SESSIONS)}, {_gb(ledger * SESSIONS / DAYS)} a day")
    print(f"sums: {sums:.0f} B, {_gb(sums * PARTICIPANTS)}")
    print(f"log: {log:.0f} B, {log * OPENING / 1e6:.1f} MB/s in the opening minute, {_gb(log * SESSIONS / DAYS)} a day")
    print(f"stream: {measured['bytes of the stream per event']:.0f} B an event")


def _gb(size: float) -> str:
    return f"{size / 1e9:.1f} GB"


if __name__ == "__main__":
    main()
