"""A standby that lagged was promoted: the record lacks sessions that scoring has booked, and everything heals (I22)."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import httpx

from tests.support.contest import ContestSystem
from tests.system.people import administrator, eventually, new_contest, participant
from tests.system.test_contest_day import points_of
from tests.system.test_finals import _finalised


def test_i22_results_become_final_though_the_record_lost_what_scoring_had_booked(system: ContestSystem) -> None:
    contest = new_contest(system, time_limit_seconds=3, closes_in=timedelta(seconds=12))
    people = [participant(system, region_unit="371002") for _ in range(3)]
    sessions = [person.start(contest).json()["id"] for person in people]
    for person, session in zip(people, sessions, strict=True):
        person.hand_in(session)
    assert eventually(lambda: points_of(system, contest, "370000")["sessions"] == 3, within_s=5)
    emptied, alone = new_contest(system, closes_in=timedelta(seconds=8)), participant(system, region_unit="371002")
    only = alone.start(emptied).json()["id"]
    alone.hand_in(only)
    assert eventually(lambda: points_of(system, emptied, "370000")["sessions"] == 1, within_s=5)

    both = (contest, emptied)

    # Neither the rows nor the note that they were relayed have reached the standby, and the worker begins anew with it.
    asyncio.run(lose(system, sessions[0], only, unfinished=sessions[1]))
    system.children()["quiz-worker"].kill()
    done = [eventually(lambda each=each: _finalised(administrator(system), each), within_s=40) for each in both]
    frozen = [eventually(lambda each=each: final(system, each), within_s=60) for each in both]

    assert done == [True, True]
    assert [each["results"]["sessions"] for each in frozen] == [2, 0]
    assert points_of(system, contest, "370000")["sessions"] == 2
    assert system.run("verify").stdout == "verified: no difference\n"


def final(system: ContestSystem, contest: str) -> Any:
    reply = httpx.get(f"{system.url}/v1/bulletins/{contest}/final")
    return reply.json() if reply.is_success else None


async def lose(system: ContestSystem, *sessions: str, unfinished: str) -> None:
    """Sessions are gone, and of another one the hand-in is."""
    connection = await asyncpg.connect(system.runtime["admin_database_url"])
    await connection.execute("DELETE FROM quiz.sessions WHERE id = ANY ($1)", sessions)
    undone = "UPDATE quiz.sessions SET finished_at = NULL, finish_reason = NULL, score = NULL WHERE id = $1"
    await connection.execute(undone, unfinished)
    await connection.execute("DELETE FROM quiz.watched_buckets")
    await connection.close()
