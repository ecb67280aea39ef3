"""R6.8 I22: the machine of PostgreSQL is lost under load, and its standby takes over.

Prints the seed, what was acknowledged, refused and kept, and for how long nothing was accepted.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import asyncpg
import pytest

from tests.cluster.healing import seed_of_now, until_healed
from tests.cluster.history import HandIn, History
from tests.cluster.postgres_pair import PostgresPair, postgres_pair
from tests.containers.files import env_file
from tests.containers.topology import Topology, running_topology
from tests.support.servers import Servers

CONTEST = "safety-month-2026"
PER_SECOND = 4
BEFORE_S, LAG_S, AFTER_S = 6.0, 4.0, 12.0

pytestmark = pytest.mark.long


class PairOfServers(Servers):
    """The pair in the place of the tests' one PostgreSQL: URLs name both hosts."""


@dataclass
class Outcome:
    history: History
    lost: list[HandIn]
    silent_from: float
    lost_at: float
    promoted_at: float
    reversals: int
    found: list[str]

    def tell(self, name: str, seed: int) -> None:
        count = len(self.history.hand_ins)
        print(
            f"{name}: seed {seed}, {count} hand-ins acknowledged, {self.history.refused} calls refused and repeated, "
            f"{count - len(self.lost)} kept, {len(self.lost)} lost, {self.reversals} taken back by the ledger, "
            f"nothing acknowledged for {self.history.longest_silence_s:.1f} s"
        )


@asynccontextmanager
async def cluster(pair: PostgresPair, redis_port: int, folder: Path) -> AsyncIterator[Topology]:
    """Every process of the compose file, told of both hosts."""
    servers = PairOfServers(cast("int", pair.hosts.removeprefix("127.0.0.1:")), redis_port)
    async with running_topology(servers, env_file(folder), folder) as topology:
        yield topology


async def fail_over(servers: Servers, *, is_synchronous: bool, seed: int) -> Outcome:
    with TemporaryDirectory(prefix="contest-tests-") as data, TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        async with (
            postgres_pair(Path(data), is_synchronous=is_synchronous) as pair,
            cluster(pair, servers.redis_port, folder) as system,
        ):
            history = History(system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(seed))
            load = history.play_for(system.gateway, BEFORE_S + LAG_S + AFTER_S, PER_SECOND)
            playing = asyncio.create_task(load)
            await asyncio.sleep(BEFORE_S)
            silent_from = time.monotonic()
            pair.way.hang()
            await asyncio.sleep(LAG_S)
            lost_at = time.monotonic()
            await pair.lose_the_first()
            await pair.promote_the_second()
            promoted_at = time.monotonic()
            await playing
            found = await until_healed(system.servers.url(system.database))
            lost = await history.lost(system.gateway)
            reversals = await _reversals(pair)
    return Outcome(history, lost, silent_from, lost_at, promoted_at, reversals, found)


async def _reversals(pair: PostgresPair) -> int:
    connection = await asyncpg.connect(pair.url("compose", pair.ports[1]))
    count = int(await connection.fetchval("SELECT count(*) FROM scoring.ledger WHERE kind = 'reversal'"))
    await connection.close()
    return count


async def test_a_standby_that_lagged_loses_what_came_meanwhile_and_everything_else_heals(
    servers: Servers,
) -> None:
    """The control: this is what asynchronous replication loses, and nothing more."""
    seed = seed_of_now()

    outcome = await fail_over(servers, is_synchronous=False, seed=seed)

    outcome.tell("asynchronous standby", seed)
    assert outcome.history.unexpected == []
    assert outcome.lost, "the standby did not lag: the test proves nothing"
    assert all(outcome.silent_from - 1 < each.at <= outcome.promoted_at for each in outcome.lost)
    assert any(each.at > outcome.promoted_at for each in outcome.history.hand_ins)
    assert outcome.found == []


async def test_with_a_synchronous_standby_nothing_that_was_acknowledged_is_lost(servers: Servers) -> None:
    """I9 over the loss of a machine."""
    seed = seed_of_now()

    outcome = await fail_over(servers, is_synchronous=True, seed=seed)

    outcome.tell("synchronous standby", seed)
    assert outcome.history.unexpected == []
    assert outcome.lost == []
    assert not any(outcome.silent_from + 1 < each.at < outcome.promoted_at for each in outcome.history.hand_ins)
    assert any(each.at > outcome.promoted_at for each in outcome.history.hand_ins)
    assert outcome.found == []
