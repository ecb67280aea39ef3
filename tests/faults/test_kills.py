"""Processes die and Redis forgets while people play; the books agree afterwards (I5, I6, I18)."""

import asyncio
import contextlib
import os
import random
import re
import signal
import subprocess
import time
from uuid import uuid4

import asyncpg
import httpx
import psutil
import pytest
from redis import Redis

from services.contracts.events import ParticipantsMerged, encode
from tests.support.contest import ContestSystem, contest_system
from tests.system.people import eventually, new_contest, participant

KINDS = (
    "quiz",
    "quiz-worker",
    "scoring",
    "scoring-worker",
    "directory",
    "directory-worker",
    "nginx",
    "valkey",
    "postgresql",
)


def kill(system: ContestSystem, kind: str) -> None:
    """It may be dead already, and not yet replaced."""
    victim = eventually(lambda: system.children().get(kind), within_s=30)
    assert victim is not None, (kind, system.output.read_text()[-2000:])
    with contextlib.suppress(psutil.NoSuchProcess):
        victim.kill()


def flush(system: ContestSystem) -> None:
    with Redis.from_url(system.runtime["redis_url"]) as redis:
        redis.flushall()


def play(system: ContestSystem, participants: int, days: int, seed: int) -> "subprocess.Popen[str]":
    return system.popen(
        "replay", "--participants", str(participants), "--days", str(days), "--seed", str(seed), "--json"
    )


def test_every_kind_of_process_may_be_killed_while_people_play(system: ContestSystem) -> None:
    """R2.4, R5.6, I5: what plays is the replay of a whole contest."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    victims = [*KINDS, "flush"]
    random.Random(seed).shuffle(victims)
    before = counted(system, "quiz.sessions")
    replay = play(system, participants=24, days=5, seed=seed)
    assert eventually(lambda: counted(system, "quiz.sessions") > before, within_s=60)

    for victim in victims:
        time.sleep(1)
        if victim == "flush":
            flush(system)
        else:
            kill(system, victim)
    output, errors = replay.communicate(timeout=300)

    assert replay.returncode == 0, (seed, output[-500:], errors[-2000:])


def test_sessions_whose_events_were_lost_are_scored_all_the_same(system: ContestSystem) -> None:
    """I18: the stream is emptied while scoring sleeps, so nobody has read what it held."""
    contest, sleeper = lose_events(system)

    os.kill(sleeper, signal.SIGCONT)

    assert eventually(lambda: sessions_of(system, contest) == 5, within_s=30)
    assert system.run("verify", "--contest", contest).returncode == 0


def test_a_worker_that_slept_changes_nothing_when_it_wakes(system: ContestSystem) -> None:
    """A second worker would have taken over; the late writes of the first meet a ledger that has them."""
    contest = new_contest(system)
    sleeper = system.children()["scoring-worker"].pid
    os.kill(sleeper, signal.SIGSTOP)
    finish_five(system, contest)

    os.kill(sleeper, signal.SIGCONT)

    assert eventually(lambda: sessions_of(system, contest) == 5, within_s=30)
    assert system.run("verify", "--contest", contest).returncode == 0


def test_a_worker_that_is_killed_over_merges_counts_each_person_once(system: ContestSystem) -> None:
    """I19: the five who played are two persons, told of over and over while the worker dies again and again."""
    contest = new_contest(system)
    finish_five(system, contest)
    assert eventually(lambda: sessions_of(system, contest) == 5, within_s=30)
    merges = asyncio.run(merge_into_two(system, contest))

    for _ in range(3):
        with Redis.from_url(system.runtime["redis_url"]) as redis:
            for event in merges:
                redis.xadd("directory.erasures", {"event": event, "traceparent": ""})
        kill(system, "scoring-worker")

    assert eventually(lambda: participants_of(system, contest) == 2, within_s=30)
    assert system.run("verify", "--contest", contest).returncode == 0


@pytest.mark.long
def test_without_digests_lost_events_stay_lost_and_verify_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the test above: its guard is what brings the sessions back."""
    monkeypatch.setattr("tests.support.contest._environment", lambda: os.environ | {"CONTEST_DIGEST_EVERY_S": "86400"})
    with contest_system() as system:
        contest, sleeper = lose_events(system)

        os.kill(sleeper, signal.SIGCONT)
        verified = system.run("verify", "--contest", contest)

    assert verified.returncode == 1
    # What stood in the socket of the sleeping worker when it fell asleep is not lost.
    assert re.search("5 sessions finished, [0-4] in the ledger", verified.stdout)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_two_hundred_kills_lose_and_double_nothing(system: ContestSystem, seed: int) -> None:
    """I5: forty random kills a seed."""
    rng = random.Random(seed)
    replay = play(system, participants=200, days=20, seed=seed)

    for _ in range(40):
        time.sleep(rng.uniform(0.5, 3))
        if rng.random() < 0.1:
            flush(system)
        else:
            kill(system, rng.choice(KINDS))
    output, errors = replay.communicate(timeout=1800)

    assert replay.returncode == 0, (seed, output[-500:], errors[-2000:])


def lose_events(system: ContestSystem) -> tuple[str, int]:
    """A contest with five finished sessions whose events are gone, and the id of the sleeping scoring worker."""
    contest = new_contest(system)
    sleeper = system.children()["scoring-worker"].pid
    os.kill(sleeper, signal.SIGSTOP)
    finish_five(system, contest)
    assert eventually(lambda: waiting_for_the_relay(system) == 0, within_s=30)
    flush(system)
    return contest, sleeper


def waiting_for_the_relay(system: ContestSystem) -> int:
    """A row leaves its table in the transaction that has added it to the stream."""
    return counted(system, "quiz.finished_sessions")


def counted(system: ContestSystem, table: str) -> int:
    async def count() -> int:
        connection = await asyncpg.connect(system.runtime["admin_database_url"])
        try:
            return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))
        finally:
            await connection.close()

    return asyncio.run(count())


async def merge_into_two(system: ContestSystem, contest: str) -> list[str]:
    """As the directory notes it: three accounts end in the oldest one, two of them by way of each other."""
    connection = await asyncpg.connect(system.runtime["admin_database_url"])
    try:
        query = "SELECT participant_id FROM scoring.ledger WHERE contest_id = $1 ORDER BY 1"
        first, second, third, _, fifth = [row["participant_id"] for row in await connection.fetch(query, contest)]
        pairs = [(third, second), (second, first), (fifth, first)]
        await connection.executemany("INSERT INTO directory.merges VALUES ($1, $2, now())", pairs)
    finally:
        await connection.close()
    return [encode(ParticipantsMerged(event_id=uuid4(), ended_id=ended, kept_id=kept)) for ended, kept in pairs]


def finish_five(system: ContestSystem, contest: str) -> None:
    for _ in range(5):
        person = participant(system, region_unit="310000")
        assert person.hand_in(person.start(contest).json()["id"]).status_code == 200


def sessions_of(system: ContestSystem, contest: str) -> int:
    board = httpx.get(f"{system.url}/v1/leaderboards/{contest}/region")
    return sum(item["sessions"] for item in board.json()["items"]) if board.status_code == 200 else -1


def participants_of(system: ContestSystem, contest: str) -> int:
    board = httpx.get(f"{system.url}/v1/leaderboards/{contest}/region")
    return sum(item["participants"] for item in board.json()["items"]) if board.status_code == 200 else -1
