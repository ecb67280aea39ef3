"""R6.8: a new version takes the place of the one before while people play, as `kubectl apply` would do it.

The migration is the gate. Then new processes work beside the old ones on one schema, and at last the old ones leave the
name server, are waited for, and end.
"""

import asyncio
import random
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cluster.healing import seed_of_now
from tests.cluster.history import History
from tests.cluster.judge import judge
from tests.containers.files import env_file
from tests.containers.releases import checked_out, release_before
from tests.containers.topology import Topology, running_topology
from tests.support.servers import running_servers

pytestmark = pytest.mark.long

CONTEST = "safety-month-2026"
PER_SECOND = 3
BEFORE_S, SIDE_BY_SIDE_S, AFTER_S = 4.0, 8.0, 5.0
FORGOTTEN_AFTER_S = 7.0
"""The gateway asks the name server every five seconds."""
NEW = 100
"""Added to the number of a replica that runs the new version."""


@pytest.fixture
async def before(tmp_path: Path) -> AsyncIterator[Topology]:
    """The version before, on servers of its own."""
    release = checked_out(release_before(), tmp_path / "release")
    with TemporaryDirectory(prefix="contest-tests-") as name, running_servers() as servers:
        folder = Path(name)
        folder.chmod(0o711)
        async with running_topology(servers, env_file(folder), folder, release=release) as system:
            yield system


async def begin(system: Topology) -> list[tuple[str, int]]:
    """A process of the new version beside each of the old one; the old ones."""
    old = list(system.processes)
    system.release = None
    for number, (service, replica) in enumerate(old, start=len(old) + 1):
        address = system.network.address(service, replica, number)
        await system.start(service, NEW + replica, address)
    for service, replica in old:
        await system.until_ready(service, NEW + replica)
        system.names[service].append(system.processes[service, NEW + replica][0])
    return old


async def end(system: Topology, old: list[tuple[str, int]]) -> Mapping[tuple[str, int], int | None]:
    """Their exit statuses."""
    for service, replica in old:
        system.names[service].remove(system.processes[service, replica][0])
    await asyncio.sleep(FORGOTTEN_AFTER_S)
    await asyncio.gather(*(system.stop(*each) for each in old))
    return {each: system.processes[each][1].returncode for each in old}


def code_of(system: Topology, service: str, replica: int) -> Path:
    """Where a process has its code from."""
    _, process = system.processes[service, replica]
    listed = subprocess.run(["readlink", f"/proc/{process.pid}/cwd"], capture_output=True, text=True, check=True)
    return Path(listed.stdout.strip())


async def test_a_new_version_takes_over_under_load_and_nobody_notices(before: Topology) -> None:
    seed = seed_of_now()
    history = History(before.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(seed))
    release, over = before.release, asyncio.Event()
    playing = asyncio.create_task(history.play_until(before.gateway, over, PER_SECOND))

    await asyncio.sleep(BEFORE_S)
    before.release = None
    await before.migrate()
    old = await begin(before)
    assert {code_of(before, *each) for each in old} == {release}
    assert release not in {code_of(before, service, NEW + replica) for service, replica in old}
    await asyncio.sleep(SIDE_BY_SIDE_S)
    statuses = await end(before, old)
    await asyncio.sleep(AFTER_S)
    over.set()
    await playing

    await judge(before, "upgrade", history, seed)
    assert history.refused == 0
    assert set(statuses.values()) <= {0, -signal.SIGTERM}, "one of them had to be killed"
