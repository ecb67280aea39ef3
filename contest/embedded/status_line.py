"""One line at the end of a terminal that tells how the system is, while `contest up` runs in the foreground."""

import asyncio
import contextlib
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contest.embedded.probes import http_text
from contest.embedded.supervisor import Child

EVERY_S = 2.0
CLEAR = "\r\x1b[K"
REQUESTS = re.compile(r"^contest_requests_total\{(?!.*route=\"unknown\").*\} (\S+)$", re.MULTILINE)
"""Without our own looks: what is no part of the API counts as unknown."""
BEHIND = re.compile(r"^contest_ledger_behind_seconds (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """`requests` since the processes began; `behind_s` is how old the boards are, None where nobody tells."""

    requests: float
    behind_s: float | None


async def show(children: Sequence[Child], ports: Mapping[str, int]) -> None:
    """Until it is cancelled; then the line is gone. `ports` are those where processes tell their metrics."""
    before = await _sample(ports)
    try:
        while True:
            await asyncio.sleep(EVERY_S)
            now = await _sample(ports)
            _write(CLEAR + line(children, before, now))
            before = now
    finally:
        _write(CLEAR)


def line(children: Sequence[Child], before: Sample, now: Sample) -> str:
    """A process that was started again has forgotten what it counted: less than before is nothing."""
    working = sum(child.is_ready.is_set() for child in children)
    restarts = sum(child.starts - 1 for child in children)
    rate = max(now.requests - before.requests, 0) / EVERY_S
    told = [f"{working} of {len(children)} processes", f"{restarts} restarts", f"{rate:.1f} requests/s"]
    if now.behind_s is not None:
        told.append(f"boards {now.behind_s:.0f} s behind")
    return " · ".join(told)


async def _sample(ports: Mapping[str, int]) -> Sample:
    texts = await asyncio.gather(*(http_text(port, "/metrics") for port in ports.values()))
    requests = sum(map(requests_in, texts))
    behind = [float(each) for text in texts for each in BEHIND.findall(text)]
    return Sample(requests, max(behind, default=None))


def requests_in(metrics: str) -> float:
    return sum(float(each) for each in REQUESTS.findall(metrics))


def _write(text: str) -> None:
    # The terminal may go away before we do.
    with contextlib.suppress(OSError):
        sys.stdout.write(text)
        sys.stdout.flush()
