"""Whoever was erased is refused by every service, and nothing of theirs comes back (R4.4)."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from scoring_service.use_cases.verify import verify
from services.kit import streams
from tests.access.people import CONTEST, PATIENCE_S, People, people
from tests.directory.builders import Participant, new_participant
from tests.quiz.quiz_system import contest_body

WITHIN_S = 2.0


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[People]:
    async with people(postgres_url, redis_url) as running:
        yield running


async def answers(system: People, who: Participant, contest: str = CONTEST) -> list[int]:
    """What quiz and scoring say to this participant's token."""
    today = await system.quiz.get(f"/v1/contests/{contest}/me", headers=who.headers)
    standing = await system.scoring.get(f"/v1/standings/{contest}/me", headers=who.headers)
    return [today.status_code, standing.status_code]


async def reach(system: People, who: Participant, wanted: list[int], contest: str = CONTEST) -> float:
    began = time.monotonic()
    while (found := await answers(system, who, contest)) != wanted:
        assert time.monotonic() - began < PATIENCE_S, found
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def erased(system: People) -> Participant:
    """Somebody known to both services, whose token works until they are erased now."""
    who = await new_participant(system.directory, f"erased-{uuid.uuid4()}")
    await reach(system, who, [200, 200])
    assert (await system.directory.delete("/v1/me", headers=who.headers)).status_code == 204
    return who


async def test_the_token_of_an_erased_participant_is_refused_everywhere_within_two_seconds(system: People) -> None:
    """R4.4"""
    other = await new_participant(system.directory, "not erased")
    who = await erased(system)

    seconds = await reach(system, who, [401, 401])

    assert (await system.directory.get("/v1/me", headers=who.headers)).status_code == 401
    assert await answers(system, other) == [200, 200]
    assert seconds < WITHIN_S


async def test_a_process_that_starts_later_refuses_the_token_at_once(
    system: People, postgres_url: str, redis_url: str
) -> None:
    """R4.4"""
    who = await erased(system)
    await reach(system, who, [401, 401])

    async with people(postgres_url, redis_url) as started:
        assert await answers(started, who) == [401, 401]


async def test_an_erasure_travels_again_when_the_stream_is_lost(system: People, redis_url: str) -> None:
    """R4.4, I18: the stream was flushed with the event in it."""
    who = await new_participant(system.directory, f"erased-{uuid.uuid4()}")
    async with system.owner.begin() as transaction:  # as if it had been relayed into the void
        await transaction.execute(sa.text("INSERT INTO directory.erasures VALUES (:id)"), {"id": who.id})

    async with streams.connect(redis_url) as redis:
        await redis.flushdb()

    await reach(system, who, [401, 401])


async def test_a_session_that_runs_at_the_erasure_is_handed_in_and_counts_without_a_person(system: People) -> None:
    """R1.3, R4.4, I3, I6: its event comes after the erasure; totals hold it, and nothing leads back to anybody."""
    contest = contest_body(rules={"time_limit_seconds": 1})
    made = await system.quiz.post("/v1/contests", json=contest, headers=system.national)
    assert made.status_code == 201, made.text
    who = await new_participant(system.directory, f"erased-{uuid.uuid4()}")
    who.tokens = (await who.put_me(region_unit="371002")).json()
    await reach(system, who, [200, 200], contest["id"])

    started = await system.quiz.post(
        f"/v1/contests/{contest['id']}/sessions", json={"entry": "region"}, headers=who.headers
    )
    await who.http.delete("/v1/me", headers=who.headers)
    await reach(system, who, [401, 401], contest["id"])
    counted = await counted_sessions(system, contest["id"])

    assert started.status_code == 201
    assert counted == {"CN": 1, "370000": 1, "371000": 1, "371002": 1}
    async with system.owner.begin() as transaction:
        assert await verify(system.owner, contest["id"]) == []
        for table in ("participants WHERE id", "identities WHERE participant_id", "unit_changes WHERE participant_id"):
            held = sa.text(f"SELECT count(*) FROM directory.{table} = :id")
            assert (await transaction.execute(held, {"id": who.id})).scalar_one() == 0


async def counted_sessions(system: People, contest: str) -> dict[str, int]:
    """Sessions of the contest by unit, once there are any."""
    totals = sa.text("SELECT unit_code, sessions FROM scoring.unit_totals WHERE contest_id = :contest")
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with system.owner.begin() as transaction:
                rows = (await transaction.execute(totals, {"contest": contest})).all()
            if rows:
                return {row.unit_code: row.sessions for row in rows}
            await asyncio.sleep(0.05)


async def test_who_erases_and_returns_has_played_today_and_their_old_token_stays_refused(system: People) -> None:
    """I19, R1.5: the new token works at once, before any service has heard of the return."""
    subject = f"returned-{uuid.uuid4()}"
    who = await new_participant(system.directory, subject)
    who.tokens = (await who.put_me(region_unit="371002")).json()
    sessions = f"/v1/contests/{CONTEST}/sessions"
    started = await system.quiz.post(sessions, json={"entry": "region"}, headers=who.headers)
    await system.quiz.post(f"/v1/sessions/{started.json()['id']}/submission", json={}, headers=who.headers)
    assert (await system.directory.delete("/v1/me", headers=who.headers)).status_code == 204
    again = await new_participant(system.directory, subject)
    again.tokens = (await again.put_me(region_unit="371002")).json()

    outcomes = []
    for _ in range(30):
        reply = await system.quiz.post(sessions, json={"entry": "region"}, headers=again.headers)
        outcomes.append((reply.status_code, reply.json()["code"]))
        await asyncio.sleep(0.05)

    assert again.id == who.id
    assert set(outcomes) == {(409, "daily-limit-reached")}
