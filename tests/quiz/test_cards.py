"""Knowledge cards: learning before answering, and nothing of a paper (R6.10, I7)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from quiz_service.use_cases.steps.draw_paper import draw_paper
from services.chassis.tokens import Caller
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens

SHOWN = {"url", "alt"}
"""Of a picture, where a card has one."""
DAYS = 9


async def _cards(quiz: QuizSystem, contest: str, caller: Caller, query: str = "") -> list[dict[str, str]]:
    reply = await quiz.get(f"/v1/contests/{contest}/cards{query}", caller)
    assert reply.status_code == 200, reply.text
    items: list[dict[str, str]] = reply.json()["items"]
    return items


async def _explanations(quiz: QuizSystem, session_id: str) -> set[str]:
    """Of the questions on a paper: the canaries."""
    wanted = sa.text(
        "SELECT q.explanation FROM quiz.questions AS q, quiz.sessions AS s"
        " WHERE s.id = CAST(:id AS uuid) AND q.revision = ANY(s.paper)"
    )
    async with quiz.database.begin() as connection:
        return set((await connection.execute(wanted, {"id": session_id})).scalars())


async def test_r6_10_cards_of_each_category_name_their_sources(quiz: QuizSystem) -> None:
    contest, caller = await quiz.contest(), tokens.participant()

    cards = await _cards(quiz, contest, caller)
    of_one = await _cards(quiz, contest, caller, "?category=escape_evacuation")

    assert len({each["category"] for each in cards}) == 6
    assert all(each["text"] and each["source"] for each in cards)
    assert all(set(each) - {"picture"} == {"category", "text", "source"} for each in cards)
    assert all(set(each.get("picture", SHOWN)) == SHOWN for each in cards)
    assert of_one == [each for each in cards if each["category"] == "escape_evacuation"]
    assert len(of_one) == 6
    assert (await quiz.get(f"/v1/contests/{contest}/cards?category=none", caller)).status_code == 422
    assert (await quiz.client.get(f"/v1/contests/{contest}/cards")).status_code == 401


async def test_no_card_tells_of_a_paper_before_during_or_after_its_session(quiz: QuizSystem) -> None:
    """I7: on each of many days, for the participant whose paper it is."""
    now_opens = {"sessions_per_day": 2, "reveal": "after_day"}
    contest, caller = await quiz.contest(rules=now_opens), tokens.participant()
    shown = set()
    try:
        for day in range(DAYS):
            await quiz.turn_clock(str(timedelta(days=day)))
            before = {each["text"] for each in await _cards(quiz, contest, caller)}
            for _ in range(2):
                session = (await quiz.start(contest, caller)).json()
                canaries = await _explanations(quiz, session["id"])
                during = {each["text"] for each in await _cards(quiz, contest, caller)}
                await quiz.hand_in(session["id"], caller)
                after = {each["text"] for each in await _cards(quiz, contest, caller)}
                assert len(canaries) == 5
                assert canaries.isdisjoint(before | during | after)
            shown |= before
    finally:
        await quiz.turn_clock("0")
    assert len(shown) > 2 * 36


async def test_cards_are_other_ones_each_day_and_the_same_within_it(quiz: QuizSystem) -> None:
    contest, caller = await quiz.contest(), tokens.participant()
    try:
        today = [await _cards(quiz, contest, caller) for _ in range(2)]
        await quiz.turn_clock("1 day")
        tomorrow = await _cards(quiz, contest, caller)
    finally:
        await quiz.turn_clock("0")

    assert today[0] == today[1]
    assert tomorrow != today[0]


async def test_no_card_tells_of_a_session_in_another_contest_of_the_bank(quiz: QuizSystem) -> None:
    """I7"""
    caller = tokens.participant()
    contest, other = await quiz.contest(), await quiz.contest(rules={"questions_per_session": 50})
    session = (await quiz.start(other, caller)).json()

    shown = {each["text"] for each in await _cards(quiz, contest, caller)}

    assert shown.isdisjoint(await _explanations(quiz, session["id"]))


async def test_mastery_counts_each_question_as_it_was_answered_last(quiz: QuizSystem) -> None:
    """R6.10"""
    contest, caller = await quiz.contest(rules={"sessions_per_day": 2}), tokens.participant()
    path = f"/v1/contests/{contest}/mastery"
    nothing = (await quiz.get(path, caller)).json()["items"]
    first = (await quiz.start(contest, caller)).json()
    running = (await quiz.get(path, caller)).json()["items"]
    await quiz.hand_in(first["id"], caller, await quiz.right_choices(first))
    second = (await quiz.start(contest, caller)).json()
    await quiz.hand_in(second["id"], caller, {})

    shown = (await quiz.get(path, caller)).json()["items"]

    assert nothing == running == []
    assert (sum(each["met"] for each in shown), sum(each["right"] for each in shown)) == (10, 5)
    assert len({each["category"] for each in shown}) == 6


async def test_whoever_plays_goes_before_the_papers_that_cards_are_held_against(
    quiz: QuizSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.2: units run many contests of many sessions, and for a list of cards each of their papers is drawn."""
    contest, caller = await quiz.contest(rules={"sessions_per_day": 40}), tokens.participant()
    drawn, most_at_once = [], 0

    def counting(*arguments: Any) -> Any:
        drawn.append(arguments)
        return draw_paper(*arguments)

    monkeypatch.setattr("quiz_service.use_cases.learning.read_cards.draw_paper", counting)
    asked = asyncio.create_task(_cards(quiz, contest, caller))
    while not asked.done():
        before = len(drawn)
        await asyncio.sleep(0)
        most_at_once = max(most_at_once, len(drawn) - before)

    assert len(drawn) >= 40
    assert most_at_once == 1
