"""What became of all that was acknowledged under a fault."""

import asyncpg

from tests.cluster import report
from tests.cluster.healing import until_healed
from tests.cluster.history import History
from tests.cluster.report import Row
from tests.containers.topology import Topology

DOUBLED = """
SELECT (
    SELECT count(*) FROM (
        SELECT 1 FROM quiz.sessions GROUP BY contest_id, contest_day, participant_id HAVING count(*) > 1
    ) AS started
) + (
    SELECT count(*) FROM (
        SELECT 1 FROM scoring.ledger GROUP BY contest_day, session_id
        HAVING count(*) FILTER (WHERE kind = 'session') - count(*) FILTER (WHERE kind = 'reversal')
            + count(*) FILTER (WHERE kind = 'reinstatement') > 1
    ) AS booked
)
"""
"""Participants who play once a day and have two sessions of a day, and sessions that the ledger counts twice."""


async def judge(system: Topology, fault: str, history: History, seed: int, *, is_control: bool = False) -> None:
    """Report it, and fail unless all of it was kept once and in time, and `contest verify` finds nothing."""
    lost = await history.lost(system.gateway)
    found = await until_healed(system.servers.url(system.database))
    twice = await doubled(system)
    row = row_of(fault, history, seed, lost=len(lost), doubled=twice, differences=len(found), is_control=is_control)
    report.tell(row)
    print(row)
    assert history.hand_ins
    assert (history.unexpected, lost, history.late, found, row.doubled) == ([], [], [], [], 0)


def row_of(
    fault: str, history: History, seed: int, *, lost: int, doubled: int, differences: int, is_control: bool = False
) -> Row:
    return Row(
        fault,
        seed,
        len(history.hand_ins),
        history.refused,
        round(history.longest_silence_s, 1),
        lost,
        doubled,
        len(history.late),
        differences,
        is_control,
    )


async def doubled(system: Topology) -> int:
    connection = await asyncpg.connect(system.servers.url(system.database))
    found = int(await connection.fetchval(DOUBLED))
    await connection.close()
    return found
