"""What became of all that was acknowledged under a fault."""

from tests.cluster.healing import until_healed
from tests.cluster.history import History
from tests.containers.topology import Topology


async def judge(system: Topology, fault: str, history: History, seed: int) -> None:
    """Print it, and fail unless all of it was kept once and in time, and `contest verify` finds nothing."""
    lost = await history.lost(system.gateway)
    found = await until_healed(system.servers.url(system.database))
    print(
        f"{fault}: seed {seed}, {len(history.hand_ins)} hand-ins acknowledged, {history.refused} calls refused and "
        f"repeated, {len(lost)} lost, {len(history.late)} judged late, nothing acknowledged for "
        f"{history.longest_silence_s:.1f} s"
    )
    assert history.hand_ins
    assert (history.unexpected, lost, history.late, found) == ([], [], [], [])
