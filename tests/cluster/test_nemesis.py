"""R6.8 I9 I22: hosts, ways and names go away under load. Nothing acknowledged is lost or doubled, nobody is late."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cluster.healing import seed_of_now
from tests.cluster.history import History
from tests.cluster.judge import judge
from tests.cluster.nemesis import FAULTS, Scene
from tests.containers.files import env_file
from tests.containers.topology import running_topology
from tests.support.servers import Servers
from tests.support.tcp_proxy import tcp_proxy

CONTEST = "safety-month-2026"
PER_SECOND = 4
BEFORE_S, AFTER_S = 3.0, 6.0

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
async def scene(servers: Servers) -> AsyncIterator[Scene]:
    """Every process of the compose file, with a proxy before PostgreSQL and one before Valkey."""
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        host = "127.0.0.1"
        async with tcp_proxy(host, servers.database_port) as postgres, tcp_proxy(host, servers.redis_port) as valkey:
            behind = Servers(postgres.port, valkey.port)
            async with running_topology(behind, env_file(folder), folder) as system:
                yield Scene(system, postgres, valkey, folder)


async def played(scene: Scene, fault: str, seed: int) -> History:
    """The history of a load that goes on from before the fault until after it."""
    history = History(scene.system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(seed))
    over = asyncio.Event()
    playing = asyncio.create_task(history.play_until(scene.system.gateway, over, PER_SECOND))
    await asyncio.sleep(BEFORE_S)
    await FAULTS[fault](scene)
    await asyncio.sleep(AFTER_S)
    over.set()
    await playing
    return history


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_was_acknowledged_is_kept_once_and_judged_in_time(scene: Scene, fault: str) -> None:
    seed = seed_of_now()

    history = await played(scene, fault, seed)

    await judge(scene.system, fault, history, seed)
