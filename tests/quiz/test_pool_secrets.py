"""Nothing reveals a key of a day that has not ended: canaries over every byte that leaves quiz (R1.12, I7)."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import sqlalchemy as sa

from quiz_service.tables import metadata
from services.chassis.tokens import Caller
from services.kit import streams
from tests.quiz.past import play, question, write_bank
from tests.quiz.quiz_system import QuizSystem
from tests.quiz.test_deadline import _until_midnight
from tests.quiz.test_delivery import sent, until, worker
from tests.support import tokens
from tests.support.log_lines import log_lines

RULES = {"pools": "by_day", "reveal": "after_day", "sessions_per_day": 2}
KEY_FIELDS = {"correct", "right_choice", "explanation", "source", "answer"}
ROWS = [question(number) for number in range(60)]
CANARIES = [text for row in ROWS for text in (row["explanation"], row["source"])]
KNOWN_TO_EDITORS = {"quiz.questions"}
"""The bank itself; `quiz.sessions` holds keys as bits, and no role but the service's reads it."""


@pytest.fixture(autouse=True)
async def noon(quiz: QuizSystem) -> AsyncIterator[None]:
    await quiz.turn_clock(_until_midnight(seconds_before=600))
    yield
    await quiz.turn_clock("0")


@pytest.fixture
async def contest_id(quiz: QuizSystem) -> str:
    """Open since the last midnight: late in the evening the clock is turned back to ten minutes before the next."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0, second=0, microsecond=0)
    window = {"opens_at": today.isoformat(), "closes_at": (today + timedelta(days=5)).isoformat()}
    return await quiz.contest(bank_id=await write_bank(quiz, ROWS), rules=RULES, **window)


def names_in(found: Any) -> set[str]:
    """Of every member at every depth."""
    if isinstance(found, dict):
        return set(found).union(*map(names_in, found.values()))
    return set().union(*map(names_in, found)) if isinstance(found, list) else set()


async def everything_for(
    quiz: QuizSystem, contest_id: str, caller: Caller, sessions: Sequence[str]
) -> list[httpx.Response]:
    """What quiz has for a participant, or for an organiser who is no editor."""
    bank = quiz.app.state.process.engine.catalogue.contests[contest_id].bank_id
    paths = [
        *[f"/v1/sessions/{each}" for each in sessions],
        "/v1/me/sessions",
        f"/v1/me/sessions?contest={contest_id}",
        "/v1/me/wrong-questions",
        f"/v1/me/wrong-questions?contest={contest_id}",
        f"/v1/contests/{contest_id}",
        f"/v1/contests/{contest_id}/me",
        f"/v1/contests/{contest_id}/cards",
        f"/v1/contests/{contest_id}/mastery",
        "/v1/contests",
        f"/v1/banks/{bank}/questions",
        f"/v1/banks/{bank}/statistics",
        *[f"/v1/banks/{bank}/export?format={each}" for each in ("xlsx", "csv", "json")],
        *[f"/v1/questions/q-{number}{what}?bank={bank}" for number in range(60) for what in ("", "/statistics")],
    ]
    practice = {"json": {"count": 20}, "headers": tokens.headers(caller)}
    return [
        *[await quiz.get(path, caller) for path in paths],
        await quiz.client.post(f"/v1/contests/{contest_id}/practice", **practice),
    ]


async def test_no_key_of_a_running_day_leaves_in_a_reply(quiz: QuizSystem, contest_id: str) -> None:
    """I7: results, history, wrong-question book, practice, statistics and exports; twice in one day, all wrong."""
    caller, stems = tokens.participant(), [row["stem"] for row in ROWS]
    results = [await play(quiz, contest_id, caller, wrong=stems) for _ in range(2)]
    sessions = [each["id"] for each in results]
    others = [caller, tokens.participant(), tokens.organiser("organiser"), tokens.organiser("reporter")]
    foreign = tokens.organiser("editor", "110000")

    replies = [reply for each in (*others, foreign) for reply in await everything_for(quiz, contest_id, each, sessions)]

    assert all(set(each) & KEY_FIELDS == set() for result in results for each in result["review"])
    told = "".join(reply.text for reply in replies) + json.dumps(results, ensure_ascii=False)
    assert [canary for canary in CANARIES if canary in told] == []
    read = [reply for reply in replies if reply.status_code == 200]
    assert len(read) > 10
    assert [reply.url.path for reply in read if names_in(reply.json()) & KEY_FIELDS] == []
    assert not any("public" in reply.headers.get("cache-control", "") for reply in read if "/me" in reply.url.path)


async def test_who_has_not_met_a_question_of_the_day_gets_nothing_to_practise(
    quiz: QuizSystem, contest_id: str
) -> None:
    """I7: one person hands in, another asks."""
    await play(quiz, contest_id, tokens.participant())
    body = {"json": {"count": 20}, "headers": tokens.headers(tokens.participant())}

    practice = await quiz.client.post(f"/v1/contests/{contest_id}/practice", **body)

    assert practice.json()["items"] == []


async def test_no_key_of_a_running_day_stands_in_a_stream_a_log_or_a_table_of_copies(
    quiz: QuizSystem, contest_id: str, postgres_url: str, redis_url: str
) -> None:
    """I7: events, the outbox, stored replies, the audit and the logs."""
    with log_lines() as lines:
        result = await play(quiz, contest_id, tokens.participant(), wrong=[row["stem"] for row in ROWS])
        async with worker(postgres_url, redis_url), streams.connect(redis_url) as redis:
            await until(lambda: sent(redis, "quiz.sessions", result["id"]))
            keys = [key for key in await redis.keys("*") if await redis.type(key) == await redis.type("quiz.sessions")]
            streamed = str([await redis.xrange(key) for key in keys])

    async with quiz.database.begin() as connection:
        stored = {
            str(table): str((await connection.execute(sa.select(table))).all())
            for table in metadata.sorted_tables
            if str(table) not in KNOWN_TO_EDITORS
        }
    assert [canary for canary in CANARIES if canary in streamed or canary in lines.getvalue()] == []
    assert {name for name, rows in stored.items() for canary in CANARIES if canary in rows} == set()


async def test_the_day_after_shows_that_day_and_no_other(quiz: QuizSystem, contest_id: str) -> None:
    """R1.11, R1.12: the canaries can be seen, so their absence means something."""
    caller, stems = tokens.participant(), [row["stem"] for row in ROWS]
    first = await play(quiz, contest_id, caller, wrong=stems)
    await quiz.turn_clock(_until_midnight(seconds_before=-5))
    second = await play(quiz, contest_id, caller, wrong=stems)

    shown = (await quiz.get(f"/v1/sessions/{first['id']}", caller)).json()
    book = (await quiz.get("/v1/me/wrong-questions", caller)).json()["items"]
    cards = (await quiz.get(f"/v1/contests/{contest_id}/cards", caller)).json()["items"]

    assert all(set(each) >= KEY_FIELDS - {"answer"} for each in shown["review"])
    assert {each["stem"] for each in book} == {each["stem"] for each in first["review"]}
    explained = {row["explanation"]: row["stem"] for row in ROWS}
    asked_later = {each["stem"] for each in second["review"]}
    assert len(cards) >= len(book)
    assert not asked_later & {explained[card["text"]] for card in cards}
    assert not {each["stem"] for each in second["review"]} & {each["stem"] for each in first["review"]}
