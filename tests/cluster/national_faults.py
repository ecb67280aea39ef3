"""What may befall the deployment of a nation. Each fault disturbs it for some seconds and leaves it as it was."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Mapping

from services.processes import PROCESSES
from tests.cluster import patroni, sentinels
from tests.cluster.nation import REPLICAS, Nation
from tests.support.tools import program

AWAY_S = 8.0
SYNC_TAKES_US = 400_000


async def gateway_host_lost(nation: Nation) -> None:
    await nation.away([str(nation.network.holder())], AWAY_S)


async def a_host_of_every_kind_lost(nation: Nation) -> None:
    await nation.away([f"{kind}-{nation.rng.randint(1, REPLICAS)}" for kind in PROCESSES], AWAY_S)


async def rolling_restart(nation: Nation) -> None:
    """Every process of every kind, one replica of each kind at a time."""
    for replica in range(1, REPLICAS + 1):
        await asyncio.gather(*(nation.restart(kind, replica) for kind in PROCESSES))


async def postgres_handed_over(nation: Nation) -> None:
    """A clean failover."""
    leader = await nation.patroni.until_led()
    await nation.patroni.hand_over()
    await nation.patroni.until_led(otherwise_than=leader)


async def postgres_host_lost(nation: Nation) -> None:
    leader = await nation.patroni.until_led()
    nation.network.lose(leader)
    await nation.patroni.until_led(otherwise_than=leader)
    nation.network.bring_back(leader)


async def postgres_parted_from_its_manager(nation: Nation) -> None:
    """It still hears its clients and its standby."""
    leader = await nation.patroni.until_led()
    nation.network.part(leader, patroni.DCS)
    await nation.patroni.until_led(otherwise_than=leader)
    nation.network.join(leader, patroni.DCS)


async def standby_lost(nation: Nation) -> None:
    (standby,) = set(patroni.MEMBERS) - {await nation.patroni.until_led()}
    await nation.away([standby], AWAY_S)


async def poolers_restarted(nation: Nation) -> None:
    for name in patroni.MEMBERS:
        await nation.patroni.restart_pooler(name)


async def manager_away(nation: Nation) -> None:
    """Too short for its lease to end."""
    await nation.away([patroni.DCS], 3.0)


async def valkey_host_lost(nation: Nation) -> None:
    leader = await nation.sentinels.until_led()
    nation.network.lose(leader)
    await nation.sentinels.until_led(otherwise_than=leader)
    await asyncio.sleep(2)
    nation.network.bring_back(leader)


async def valkey_parted(nation: Nation) -> None:
    """Its own Sentinel still names it, and processes that ask there write to it; the two others chose another one."""
    leader = await nation.sentinels.until_led()
    others = [name for name in sentinels.MEMBERS if name != leader]
    for other in others:
        nation.network.part(leader, other)
    await nation.sentinels.until_led(otherwise_than=leader)
    await asyncio.sleep(AWAY_S)
    for other in others:
        nation.network.join(leader, other)


async def names_away(nation: Nation) -> None:
    known = dict(nation.system.names)
    nation.system.names.clear()
    await asyncio.sleep(AWAY_S)
    nation.system.names.update(known)


async def slow_disk(nation: Nation) -> None:
    """Each flush of PostgreSQL takes 0.4 s longer, as on a disk that others use up."""
    leader = await nation.patroni.until_led()
    calls = "trace=fsync,fdatasync"
    delay = f"inject=fsync,fdatasync:delay_enter={SYNC_TAKES_US}"
    pids = [f"--attach={process.pid}" for process in nation.patroni.processes(leader)]
    command = [str(program("strace")), "--follow-forks", "-e", calls, "-e", delay, "--output=/dev/null", *pids]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as tracer:
        await asyncio.sleep(AWAY_S)
        assert tracer.poll() is None, "nothing was slowed down"
        tracer.terminate()


FAULTS: Mapping[str, Callable[[Nation], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        gateway_host_lost,
        a_host_of_every_kind_lost,
        rolling_restart,
        postgres_handed_over,
        postgres_host_lost,
        postgres_parted_from_its_manager,
        standby_lost,
        manager_away,
        poolers_restarted,
        valkey_host_lost,
        valkey_parted,
        names_away,
        slow_disk,
    )
}
