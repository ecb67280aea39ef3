"""The disk is full: 503, never a false 200; with room again everything goes on. Needs root, to mount a small disk."""

import asyncio
import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from tests.faults.history import play, settled_faults
from tests.support.contest import ContestSystem
from tests.system.people import eventually, new_contest, participant

DISK = "700m"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    with TemporaryDirectory(prefix="contest-tests-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=711", "none", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


@pytest.mark.long
async def test_a_full_disk_refuses_and_recovers_when_there_is_room_again(small_disk: Path) -> None:
    system = ContestSystem(small_disk / "data")
    try:
        await asyncio.to_thread(system.start)
        contest = new_contest(system, sessions_per_day=50)
        person = participant(system, region_unit="371002")
        playing = asyncio.create_task(play(system.url, contest, clients=8, sessions=50, seed=11))
        await asyncio.sleep(2)

        filler = small_disk / "filler"
        fill(filler)
        seen, own = await statuses_until_refused(person.url, person.headers, contest)
        await asyncio.sleep(5)
        filler.unlink()
        recovered = await asyncio.to_thread(eventually, lambda: person.start(contest).status_code in {200, 201}, 30)
        history = await playing
        history.asked |= own
        faults = await settled_faults(history, system.runtime["admin_database_url"], contest)
    finally:
        await asyncio.to_thread(system.stop)

    assert seen <= {200, 201, 503}
    assert 503 in seen
    assert recovered
    assert faults == []


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (2**20, 4096):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass


async def statuses_until_refused(url: str, headers: dict[str, str], contest: str) -> tuple[set[int], set[str]]:
    seen: set[int] = set()
    own: set[str] = set()
    async with httpx.AsyncClient(base_url=url, timeout=20, headers=headers) as http:
        async with asyncio.timeout(60):
            while 503 not in seen:
                reply = await http.post(f"/v1/contests/{contest}/sessions", json={"entry": "region"})
                seen.add(reply.status_code)
                session = reply.json().get("id")
                if session:
                    own.add(session)
                    reply = await http.post(f"/v1/sessions/{session}/submission", json={})
                    seen.add(reply.status_code)
    return seen, own
