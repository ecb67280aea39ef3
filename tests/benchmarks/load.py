"""The harness's end of the load generator."""

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import Any, Self

LINE_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Outcome:
    """`generator_share`: its CPU over its time, in cores. `last_slow_s`: from the start to the last slow reply."""

    sessions: int
    failed: int
    statuses: dict[str, int]
    seconds: float
    generator_share: float
    last_slow_s: float
    latency_ms: dict[str, dict[str, float]]

    @property
    def per_second(self) -> float:
        return self.sessions / self.seconds


class Generator:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, signing_keys: str) -> Self:
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "tests.benchmarks.generator")
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=LINE_LIMIT)
        generator = cls(process)
        await generator._write(signing_keys)
        return generator

    async def play(self, **plan: Any) -> Outcome:
        """Run a plan of `generator.py` to its end."""
        await self._write(json.dumps(plan))
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator has ended")
        return Outcome(**json.loads(line))

    async def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        await self._process.stdin.drain()
