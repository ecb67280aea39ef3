"""`python -m tests.benchmarks.capacity [JSON]`: writes the tables of docs/capacity.md from a whole run."""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

DOCUMENT = Path("docs/capacity.md")
BEGIN, END = "<!-- figures of one run -->", "<!-- end -->"
OPENING = 1_400
EVENING = 320
SESSIONS = 170_000_000
DAYS = 31
PARTICIPANTS = 100_000_000
BYTES = (
    "bytes per session row with its indexes",
    "bytes per ledger row with its indexes",
    "bytes per participant's sums with their index",
    "bytes of write-ahead log per 7-request session",
    "bytes of the stream per event",
)
PARTS = {
    "quiz processes": ("quiz-",),
    "PostgreSQL for requests": ("postgresql background",),
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


def tables(run: dict[str, Any]) -> str:
    """What a run says of a nation's month, as Markdown."""
    phases, measured = run["phases"], {figure["name"]: figure["measured"] for figure in run["figures"]}
    rate = median(phase["outcome"]["sessions"] / phase["outcome"]["seconds"] for phase in phases["gateway 7"])
    lines = costs(phases["gateway 7"])
    lines["**sum**"] = sum(lines.values())
    burst, trickle = (costs(phases[name]) for name in ("spike", "steady starts"))
    starts = [found["quiz processes"] + found["PostgreSQL for requests"] for found in (burst, trickle)]
    row, ledger, sums, log, event = (measured[name] for name in BYTES)
    return "\n".join(
        [
            f"CPU milliseconds per session of seven requests, measured at {rate:.0f} sessions a second on "
            f"{run['machine']['cores']} cores:\n",
            f"| part | ms | opening minute, × {OPENING:,}/s | evening, × {EVENING}/s |\n|---|---|---|---|",
            *(
                f"| {part} | {ms:.2f} | {ms * OPENING / 1000:.2f} cores | {ms * EVENING / 1000:.2f} |"
                for part, ms in lines.items()
            ),
            f"\nA start costs {starts[0]:.2f} ms in a burst and {starts[1]:.2f} in a trickle.\n",
            f"| stored | bytes | in {DAYS} days |\n|---|---|---|",
            f"| session row with its indexes | {row:.0f} | {_gb(row * SESSIONS)}, {_gb(row * SESSIONS / DAYS)} a day |",
            f"| ledger row with its indexes | {ledger:.0f} | {_gb(ledger * SESSIONS)} |",
            f"| a participant's sums | {sums:.0f} | {_gb(sums * PARTICIPANTS)} |",
            f"| write-ahead log of a session | {log:.0f} | {_gb(log * SESSIONS / DAYS)} a day, "
            f"{log * OPENING / 1e6:.1f} MB/s in the opening minute |",
            f"| event in the stream | {event:.0f} | {event * OPENING / 1e6:.1f} MB/s while nobody reads |",
        ]
    )


def write(run: dict[str, Any]) -> None:
    """Put the tables into the document, between its marks."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{tables(run)}\n{END}{after}", encoding="utf-8")


def _gb(size: float) -> str:
    return f"{size / 1e9:.1f} GB"


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1] if len(sys.argv) > 1 else "build/benchmark.json").read_text(encoding="utf-8")))
