"""I22 R2.10: the machine of PostgreSQL is lost after a contest was declared final and before its results are frozen."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cluster import report
from tests.cluster.finals import declare_final, end, frozen
from tests.cluster.healing import seed_of_now, until_healed
from tests.cluster.history import History
from tests.cluster.judge import doubled, row_of
from tests.cluster.postgres_pair import postgres_pair
from tests.cluster.test_failover import cluster
from tests.support.servers import Servers

CONTEST = "safety-month-2026"
PLAYED_S, PER_SECOND = 4.0, 4

pytestmark = pytest.mark.long


async def test_results_are_frozen_once_and_exactly_although_the_primary_was_lost_before(servers: Servers) -> None:
    seed = seed_of_now()
    with TemporaryDirectory(prefix="contest-tests-") as data, TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        async with (
            postgres_pair(Path(data), is_synchronous=True) as pair,
            cluster(pair, servers.redis_port, folder) as system,
        ):
            history = History(system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(seed))
            await history.play_for(system.gateway, PLAYED_S, PER_SECOND)
            workers = [name for name in system.processes if name[0] == "scoring-worker"]
            for worker in workers:
                await system.stop(*worker)
            await end(system, CONTEST)
            expected = await declare_final(system, CONTEST)
            not_yet = await frozen(system, CONTEST, within_s=1)

            await pair.lose_the_first()
            await pair.promote_the_second()
            for worker in workers:
                await system.start(*worker, system.processes[worker][0])
            counted = await frozen(system, CONTEST)
            place = f"/v1/bulletins/{CONTEST}/final"
            first = (await system.gateway.get(place)).json()

            # Whoever begins anew finds it frozen.
            for worker in workers:
                await system.stop(*worker)
                await system.start(*worker, system.processes[worker][0])
                await system.until_ready(*worker)
            found = await until_healed(system.servers.url(system.database))
            lost, twice = len(await history.lost(system.gateway)), await doubled(system)
            later = (await system.gateway.get(place)).json()
    row = row_of("primary lost before the freezing", history, seed, lost=lost, doubled=twice, differences=len(found))
    report.tell(row)
    assert (history.unexpected, history.late, lost, twice, found) == ([], [], 0, 0, [])
    assert not_yet is None
    assert counted == expected == len(history.hand_ins)
    assert later == first
