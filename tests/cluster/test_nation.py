"""R6.8 I9 I22: one run in which everything befalls the deployment of a nation, in an order that a seed says.

Nothing acknowledged is lost or doubled, nobody is judged late, and the results are frozen in the end.
"""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import httpx
import pytest

from contest.cli.verify import differences
from tests.cluster import report
from tests.cluster.finals import declare_final, end, frozen
from tests.cluster.healing import seed_of_now, until_healed
from tests.cluster.history import History
from tests.cluster.hosts import ON_HOSTS
from tests.cluster.judge import doubled, row_of
from tests.cluster.nation import REPLICAS, Nation, nation
from tests.cluster.national_faults import FAULTS
from tests.cluster.patroni import MEMBERS
from tests.containers.topology import CONTEST as COMMAND

CONTEST = "safety-month-2026"
PER_SECOND = 4
BEFORE_S, LAG_S, AFTER_S = 3.0, 5.0, 4.0
UNFROZEN_FOR_S = 12.0
WITHOUT_MEND = (sys.executable, "-m", "tests.cluster.without", "mend")

pytestmark = ON_HOSTS
SEED = seed_of_now()


@pytest.fixture(scope="module")
async def deployed() -> AsyncIterator[Nation]:
    async with nation(SEED) as found:
        yield found


@dataclass(frozen=True)
class Span:
    fault: str
    since: float
    until: float


async def befallen(deployed: Nation, history: History) -> list[Span]:
    """A load that goes on from before the first fault until after the last."""
    order = list(FAULTS)
    deployed.rng.shuffle(order)
    over, spans = asyncio.Event(), list[Span]()
    # An app gives an answer up after some seconds; a lost host never says that it is gone.
    async with httpx.AsyncClient(base_url=deployed.system.gateway.base_url, timeout=8) as client:
        playing = asyncio.create_task(history.play_until(client, over, PER_SECOND))
        await asyncio.sleep(BEFORE_S)
        for fault in order:
            since = time.monotonic()
            await FAULTS[fault](deployed)
            await deployed.until_whole()
            await asyncio.sleep(AFTER_S)
            spans.append(Span(fault, since, time.monotonic()))
            print(f"{fault}: {spans[-1].until - since:.0f} s")
        over.set()
        await playing
    return spans


async def test_nothing_is_lost_whatever_befalls(deployed: Nation) -> None:
    system = deployed.system
    history = History(system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(SEED))

    spans = await befallen(deployed, history)

    lost = await history.lost(system.gateway)
    found = await until_healed(system.servers.url(system.database))
    twice = await doubled(system)
    for span in spans:
        part = history.between(span.since - 1, span.until)
        gone = sum(span.since - 1 <= each.at < span.until for each in lost)
        report.tell(row_of(span.fault, part, SEED, lost=gone, doubled=twice, differences=len(found)))
        assert part.hand_ins
    assert (history.unexpected, lost, history.late, found, twice) == ([], [], [], [], 0)


async def lagged(deployed: Nation, history: History) -> None:
    """An asynchronous standby that heard nothing for a while is promoted; scoring has not read of that while yet."""
    managed, network, system = deployed.patroni, deployed.network, deployed.system
    over = asyncio.Event()
    await managed.be_synchronous(is_so=False)
    async with httpx.AsyncClient(base_url=system.gateway.base_url, timeout=8) as client:
        playing = asyncio.create_task(history.play_until(client, over, PER_SECOND))
        await asyncio.sleep(BEFORE_S)
        await asyncio.gather(*(system.stop("scoring-worker", replica) for replica in range(1, REPLICAS + 1)))
        leader = await managed.until_led()
        (standby,) = set(MEMBERS) - {leader}
        network.part(leader, standby)
        await asyncio.sleep(LAG_S)
        network.lose(leader)
        await managed.until_led(otherwise_than=leader)
        network.join(leader, standby)
        network.bring_back(leader)
        await asyncio.sleep(AFTER_S)
        over.set()
        await playing


async def with_scoring(deployed: Nation, command: Sequence[str]) -> None:
    """Its workers, by this command."""
    for replica in range(1, REPLICAS + 1):
        address, process = deployed.system.processes["scoring-worker", replica]
        if process.returncode is None:
            await deployed.system.stop("scoring-worker", replica)
        await deployed.system.start("scoring-worker", replica, address, command)
    await asyncio.gather(*(deployed.system.until_ready("scoring-worker", each) for each in range(1, REPLICAS + 1)))


async def test_what_a_lagging_standby_loses_the_ledger_gives_back_and_the_results_freeze(deployed: Nation) -> None:
    """I22 R2.10. Two controls: asynchronous replication loses, and without the mend nothing is frozen."""
    system = deployed.system
    history = History(system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(SEED))
    await lagged(deployed, history)

    await with_scoring(deployed, WITHOUT_MEND)
    unmended = await differences(system.servers.url(system.database), None)
    await end(system, CONTEST)
    expected = await declare_final(system, CONTEST)
    frozen_unmended = await frozen(system, CONTEST, within_s=UNFROZEN_FOR_S)
    await with_scoring(deployed, COMMAND)
    frozen_mended = await frozen(system, CONTEST)
    found = await until_healed(system.servers.url(system.database))

    lost, twice = len(await history.lost(system.gateway)), await doubled(system)
    for fault, amiss in (("standby lagged, no mend", unmended), ("standby lagged", found)):
        row = row_of(fault, history, SEED, lost=lost, doubled=twice, differences=len(amiss), is_control=True)
        report.tell(row)
    assert (history.unexpected, history.late, found, twice) == ([], [], [], 0)
    assert lost, "the standby did not lag: the test proves nothing"
    assert unmended
    assert frozen_unmended is None
    assert frozen_mended == expected
