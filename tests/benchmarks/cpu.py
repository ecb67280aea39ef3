"""CPU seconds of processes as the operating system counts them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import asyncpg
import psutil

BACKGROUND = "postgresql background"
"""Log writer, checkpointer and their kind: what commits cost beside the backends."""


def seconds_of(pids: Iterable[int]) -> dict[int, float]:
    """Of each living process, with what its ended children used."""
    found = {}
    for pid in pids:
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        found[pid] = times.user + times.system + times.children_user + times.children_system
    return found


def tree(pid: int) -> list[int]:
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


class Meter:
    """CPU by part of the system: each child by its name, PostgreSQL's backends by who is connected."""

    def __init__(self, notes: Path, database_url: str) -> None:
        self._notes = notes
        self._database_url = database_url
        self._connection: asyncpg.Connection | None = None

    async def read(self) -> dict[str, float]:
        """Seconds so far, by part. Differences of two readings are what is meant."""
        total: dict[str, float] = {}
        for note in self._notes.iterdir():
            pids = tree(json.loads(note.read_text())["pid"])
            names = await self._backends() if note.name == "postgresql" else {}
            for pid, seconds in seconds_of(pids).items():
                part = note.name if note.name != "postgresql" else names.get(pid, BACKGROUND)
                total[part] = total.get(part, 0.0) + seconds
        return total

    async def _backends(self) -> Mapping[int, str]:
        if self._connection is None:
            settings = {"application_name": "meter"}
            self._connection = await asyncpg.connect(self._database_url, server_settings=settings)
        rows = await self._connection.fetch(
            "SELECT pid, application_name FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        return {row["pid"]: f"postgresql {row['application_name']}" for row in rows}


def used(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    return {part: seconds - before.get(part, 0.0) for part, seconds in after.items()}
