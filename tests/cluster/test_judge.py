"""I9: the controls of the judge. What record or ledger were made to say wrongly is named, and `verify` finds it."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from contest.cli.verify import differences
from tests.cluster import report
from tests.cluster.healing import until_healed
from tests.cluster.history import History
from tests.cluster.judge import doubled, row_of
from tests.containers.files import env_file
from tests.containers.topology import Topology, running_topology
from tests.support.servers import Servers

CONTEST, SEED = "safety-month-2026", 1
PLAYED_S, PER_SECOND = 2.0, 4
WORKERS = ("quiz-worker", "scoring-worker")
BOOKED_TWICE = """
INSERT INTO scoring.ledger SELECT contest_day, session_id, kind, 'again', contest_id, participant_id, entry, unit_path,
    points, is_full_mark, started_at, finished_at, recorded_at, revision
FROM scoring.ledger WHERE session_id = $1
"""
STARTED_TWICE = """
INSERT INTO quiz.sessions SELECT contest_day, gen_random_uuid(), contest_id, participant_id,
    CAST(ordinal + 1 AS smallint), entry, unit_path, unit_name, started_at, deadline_at, paper, key, multiple_choices,
    points_per_question, answers, revisions, finished_at, finish_reason, score, revision, cause
FROM quiz.sessions WHERE id = $1
"""
DELETED = "DELETE FROM quiz.sessions WHERE id = $1"
ALTERED = "UPDATE quiz.sessions SET score = score + 1 WHERE id = $1"

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Played:
    """Everything was counted; the workers that would mend it have stopped."""

    system: Topology
    history: History

    async def spoil(self, statement: str) -> str:
        """By the owner, past everything that prevents it. Which session it was; each time another one."""
        session = self.history.hand_ins.pop().session
        connection = await asyncpg.connect(self.system.servers.url(self.system.database))
        assert (await connection.execute(statement, session)).endswith(" 1")
        await connection.close()
        return session


@pytest.fixture(scope="module")
async def played(servers: Servers) -> AsyncIterator[Played]:
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        async with running_topology(servers, env_file(folder), folder) as system:
            history = History(system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(SEED))
            await history.play_for(system.gateway, PLAYED_S, PER_SECOND)
            assert await until_healed(system.servers.url(system.database)) == []
            for service, replica in list(system.processes):
                if service in WORKERS:
                    await system.stop(service, replica)
            yield Played(system, history)


async def verified(played: Played) -> list[str]:
    return await differences(played.system.servers.url(played.system.database), CONTEST)


def tell(played: Played, fault: str, found: list[str], *, lost: int = 0, twice: int = 0) -> None:
    row = row_of(fault, played.history, SEED, lost=lost, doubled=twice, differences=len(found), is_control=True)
    report.tell(row)


async def test_a_session_that_the_ledger_counts_twice_is_doubled(played: Played) -> None:
    before = await doubled(played.system)

    await played.spoil(BOOKED_TWICE)

    twice, found = await doubled(played.system) - before, await verified(played)
    tell(played, "booked twice", found, twice=twice)
    assert twice == 1
    assert any("sessions finished" in each for each in found)
    assert any("the ledger gives" in each for each in found)


async def test_a_participant_who_starts_twice_a_day_is_doubled(played: Played) -> None:
    before = await doubled(played.system)

    await played.spoil(STARTED_TWICE)

    twice, found = await doubled(played.system) - before, await verified(played)
    tell(played, "started twice", found, twice=twice)
    assert twice == 1
    assert any("more sessions on a day than the contest allows" in each for each in found)


@pytest.mark.parametrize("statement", [DELETED, ALTERED], ids=["deleted", "altered"])
async def test_a_result_that_the_record_does_not_hold_any_more_is_lost(played: Played, statement: str) -> None:
    acknowledged = played.history.hand_ins[-1]

    session = await played.spoil(statement)

    played.history.hand_ins.append(acknowledged)
    lost, found = await played.history.lost(played.system.gateway), await verified(played)
    played.history.hand_ins.remove(acknowledged)
    tell(played, f"record {'lacks' if statement == DELETED else 'alters'} one", found, lost=len(lost))
    assert [each.session for each in lost] == [session]
    assert any(session in each for each in found)
