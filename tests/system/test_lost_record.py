"""A standby that lagged was promoted: the record lacks sessions that scoring has booked, and everything heals (I22)."""

import asyncio
from datetime import timedelta

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

    # Neither the rows nor the note that they were relayed have reached the standby, and the worker begins anew with it.
    asyncio.run(lose(system, sessions[0], unfinished=sessions[1]))
    system.children()["quiz-worker"].kill()
    done = eventually(lambda: _finalised(administrator(system), contest), within_s=40)
    frozen = eventually(lambda: httpx.get(f"{system.url}/v1/bulletins/{contest}/final").is_success, within_s=60)
    final = httpx.get(f"{system.url}/v1/bulletins/{contest}/final").json()

    assert done
    assert frozen
    assert final["results"]["sessions"] == 2
    assert points_of(system, contest, "370000")["sessions"] == 2
    assert system.run("verify", "--contest", contest).stdout == "verified: no difference\n"


async def lose(system: ContestSystem, session: str, *, unfinished: str) -> None:
    """One session is gone, and of another one the hand-in is."""
    connection = await asyncpg.connect(system.runtime["admin_database_url"])
    await connection.execute("DELETE FROM quiz.sessions WHERE id = $1", session)
    undone = "UPDATE quiz.sessions SET finished_at = NULL, finish_reason = NULL, score = NULL WHERE id = $1"
    await connection.execute(undone, unfinished)
    await connection.execute("DELETE FROM quiz.watched_buckets")
    await connection.close()
