"""A withdrawn question, from the reviewer's call to the boards and the report."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa

from contest.cli.verify import differences
from tests.access.people import CONTEST, PATIENCE_S, People, people

HELD = """
SELECT q.id, count(DISTINCT other.id) FROM quiz.questions AS q
JOIN quiz.sessions AS other ON q.revision = ANY (other.paper)
WHERE q.id = (
    SELECT first.id FROM quiz.sessions AS s JOIN quiz.questions AS first ON first.revision = s.paper[1]
    WHERE s.id = :id)
GROUP BY q.id
"""


@pytest.fixture
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[People]:
    async with people(postgres_url, redis_url) as running:
        yield running


async def board(system: People, parent: str | None) -> dict[str, int]:
    query = {"parent": parent} if parent else {}
    reply = await system.scoring.get(f"/v1/leaderboards/{CONTEST}/region", params=query)
    return {item["unit"]["code"]: item["points"] for item in reply.json()["items"]}


async def boards(system: People) -> list[int]:
    """Points of one county and of all above it."""
    codes = ("370000", "371000", "371002")
    return [(await board(system, parent))[code] for parent, code in zip((None, *codes[:2]), codes, strict=True)]


async def report(system: People) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (
        await system.scoring.get(f"/v1/corrections/{CONTEST}", headers=system.national)
    ).json()["items"]
    return items


async def test_r1_12_a_withdrawn_question_moves_every_board_by_the_recomputed_amount(system: People) -> None:
    """I6"""
    session_id, *_ = [await system.play() for _ in range(8)]
    before = await boards(system)
    async with system.owner.begin() as connection:
        question_id, sessions = (await connection.execute(sa.text(HELD), {"id": session_id})).one()

    body = {"decision": "everyone_right", "reason": "标准已更新。"}
    proposed = await system.quiz.post(f"/v1/questions/{question_id}/withdraw", json=body, headers=system.national)
    reviewer = await system.second_person("reviewer")
    path = f"/v1/withdrawals/{proposed.json()['withdrawal_id']}/approve"
    withdrawn = await system.quiz.post(path, json={}, headers=reviewer)
    async with asyncio.timeout(PATIENCE_S):
        while await boards(system) != [points + sessions for points in before] or not (await report(system)):
            await asyncio.sleep(0.1)

    assert withdrawn.status_code == 200, withdrawn.text
    [correction] = await report(system)
    assert (correction["question_id"], correction["decision"]) == (question_id, "everyone_right")
    assert [
        (each["unit"]["code"], each["sessions"], each["before"], each["after"]) for each in correction["units"]
    ] == [("370000", sessions, before[0], before[0] + sessions)]
    assert await differences(system.owner_url, None) == []
