"""What may be cheating is shown to organisers with its figures, and stops nobody (R6.11)."""

import asyncio
from typing import Any

from services.camp.domain import suspicion
from services.chassis.tokens import Caller
from tests.camp.camp_system import CAMP, LESSON, OTHER_LESSON, CampSystem, lesson_body
from tests.support import tokens

CHECKS = [{"question": "楼道里有浓烟时，能不能乘电梯？", "options": ["能", "不能"], "right": [1]}]
FLAGS = f"/v1/camps/{CAMP}/flags"


async def _flags(camp: CampSystem, caller: Caller | None = None, query: str = "") -> list[dict[str, Any]]:
    reply = await camp.ask("GET", FLAGS + query, caller or camp.administrator)
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def test_r6_11_who_plays_in_two_places_is_flagged_and_goes_on_learning(camp: CampSystem) -> None:
    learner, honest = await camp.learner(), await camp.learner()
    for number in range(suspicion.MANY_SWITCHES):
        await camp.beat(learner, number, lesson=OTHER_LESSON if number % 2 else LESSON)
    before = await _flags(camp)
    await camp.beat(learner, 100)
    await camp.beat(honest, 100)
    await camp.learn(learner)

    found = await _flags(camp)

    assert before == []
    assert [(each["signal"], each["unit"]["code"]) for each in found] == [("two_places", "371002")]
    assert found[0]["figures"]["switches"] >= suspicion.MANY_SWITCHES
    assert str(learner.subject_id) not in str(found)
    assert (await camp.certificate(learner)).status_code == 201


async def test_who_answers_wrongly_again_and_again_is_flagged(camp: CampSystem) -> None:
    body = lesson_body(duration_ms=3_600_000, checks=CHECKS)
    await camp.ask("PUT", f"/v1/camps/{CAMP}/lessons/{LESSON}", camp.administrator, body)
    learner, position = await camp.learner(), 0
    for _ in range(suspicion.MANY_WRONG):
        position = await _until_asked_and_wrong(camp, learner, position)

    found = await _flags(camp)

    assert [each["signal"] for each in found] == ["wrong_checks"]
    assert found[0]["figures"]["checks_wrong"] == suspicion.MANY_WRONG
    assert found[0]["figures"]["checks_right"] == 0


async def test_who_never_rests_is_flagged_with_what_passed(camp: CampSystem) -> None:
    await camp.add_lesson("endless", duration_ms=24 * 3_600_000)
    learner = await camp.learner()
    await camp.beat(learner, 0, lesson="endless")
    for minute in range(1, suspicion.NO_REST_MS // 60_000 + 1):
        await camp.wait(60)
        await camp.beat(learner, 70 * minute, lesson="endless")

    found = await _flags(camp)

    assert [each["signal"] for each in found] == ["no_rest"]
    assert suspicion.NO_REST_MS <= found[0]["figures"]["counted_ms"] <= found[0]["figures"]["passed_ms"]


async def test_likes_of_people_who_do_nothing_else_are_flagged_within_a_minute(camp: CampSystem) -> None:
    bought, loved = await camp.published(await camp.learner()), await camp.published(await camp.learner())
    fans = [await camp.learner() for _ in range(suspicion.MANY_LIKES)]
    strangers = [tokens.participant() for _ in range(suspicion.MANY_LIKES)]
    await camp.wait(60 - camp.second())

    await asyncio.gather(*(camp.like(bought, each) for each in strangers))
    await asyncio.gather(*(camp.like(loved, each) for each in fans))
    found = await _flags(camp)

    assert [(each["signal"], each["figures"]) for each in found] == [
        ("likes_at_once", {"likes_in_minute": 30, "likes_only": 30, "likes": 30})
    ]
    assert (await camp.listed())[0]["likes"] == suspicion.MANY_LIKES


async def test_organisers_see_flags_of_their_own_units_only(camp: CampSystem) -> None:
    """I8"""
    learner = await camp.learner()
    for number in range(suspicion.MANY_SWITCHES + 1):
        await camp.beat(learner, number, lesson=OTHER_LESSON if number % 2 else LESSON)
    own, foreign = tokens.organiser("organiser", "371000"), tokens.organiser("organiser", "110000")

    assert [each["signal"] for each in await _flags(camp, own)] == ["two_places"]
    assert await _flags(camp, foreign) == []
    assert [each["signal"] for each in await _flags(camp, own, "?unit=371002")] == ["two_places"]
    outside, unknown = [await camp.ask("GET", f"{FLAGS}?unit={code}", foreign) for code in ("371002", "999999")]
    assert (outside.status_code, outside.json()["code"]) == (404, "unit-not-found")
    assert outside.json()["code"] == unknown.json()["code"]
    assert (await camp.ask("GET", FLAGS, tokens.organiser("reviewer", "CN"))).status_code == 403


async def _until_asked_and_wrong(camp: CampSystem, learner: Caller, position: int) -> int:
    """The position at which a question was answered wrongly."""
    while True:
        position += 70
        shown = await camp.beat(learner, position)
        if "check" in shown:
            break
        await camp.wait(60)
    body = {"position_ms": position * 1000, "state": "paused", "answer": {"id": shown["check"]["id"], "chosen": [0]}}
    assert (await camp.ask("PUT", f"/v1/lessons/{LESSON}/watch", learner, body)).status_code == 200
    return position
