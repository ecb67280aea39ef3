"""Questions at random moments of a lesson: nothing counts until they are answered (R6.11)."""

from typing import Any

from services.chassis.tokens import Caller
from tests.camp.camp_system import CAMP, LESSON, OTHER_LESSON, CampSystem, lesson_body
from tests.support import tokens

CHECKS = [
    {"question": "楼道里有浓烟时，能不能乘电梯？", "options": ["能", "不能"], "right": [1]},
    {"question": "穿过烟气时应当怎样做？", "options": ["弯腰低行", "捂住口鼻", "大声呼喊"], "right": [0, 1]},
]
RIGHT = {str(each["question"]): each["right"] for each in CHECKS}


async def _ask_in(camp: CampSystem, **changes: Any) -> None:
    body = lesson_body(duration_ms=3_600_000, checks=CHECKS, **changes)
    reply = await camp.ask("PUT", f"/v1/camps/{CAMP}/lessons/{LESSON}", camp.administrator, body)
    assert reply.status_code == 200, reply.text


async def _until_asked(camp: CampSystem, learner: Caller) -> tuple[int, dict[str, Any]]:
    """How many quarters of a minute were watched, and the reply that asks."""
    for quarter in range(48):
        shown = await camp.beat(learner, 16 * quarter)
        if "check" in shown:
            return quarter, shown
        await camp.wait(15)
    raise AssertionError("nothing was asked for twelve minutes")


async def _answer(
    camp: CampSystem, learner: Caller, position_s: int, check_id: int, chosen: list[int]
) -> dict[str, Any]:
    body = {"position_ms": position_s * 1000, "state": "playing", "answer": {"id": check_id, "chosen": chosen}}
    reply = await camp.ask("PUT", f"/v1/lessons/{LESSON}/watch", learner, body)
    assert reply.status_code == 200, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


async def test_r6_11_a_question_stops_the_count_until_it_is_answered(camp: CampSystem) -> None:
    await _ask_in(camp)
    learner = await camp.learner()

    quarter, asked = await _until_asked(camp, learner)
    for number in (1, 2):
        await camp.wait(15)
        still = await camp.beat(learner, 16 * (quarter + number))
    await camp.wait(15)
    answered = await _answer(camp, learner, 16 * (quarter + 3), asked["check"]["id"], RIGHT[asked["check"]["question"]])
    await camp.wait(15)
    after = await camp.beat(learner, 16 * (quarter + 4))

    assert asked["total_counted_ms"] >= 4 * 60_000
    assert still["check"] == asked["check"]
    assert still["total_counted_ms"] == answered["total_counted_ms"] == asked["total_counted_ms"]
    assert "check" not in answered
    assert after["total_counted_ms"] >= asked["total_counted_ms"] + 15_000
    assert set(asked["check"]) == {"id", "question", "options", "several"}


async def test_a_wrong_answer_brings_another_question(camp: CampSystem) -> None:
    await _ask_in(camp)
    learner = await camp.learner()
    quarter, asked = await _until_asked(camp, learner)

    wrong = await _answer(camp, learner, 16 * quarter, asked["check"]["id"], [])

    assert wrong["check"]["question"] in RIGHT
    assert wrong["total_counted_ms"] == asked["total_counted_ms"]


async def test_nobody_learns_on_in_another_lesson_past_a_question(camp: CampSystem) -> None:
    await _ask_in(camp)
    learner = await camp.learner()
    _, asked = await _until_asked(camp, learner)
    for quarter in range(3):
        await camp.wait(15)
        elsewhere = await camp.beat(learner, 16 * quarter, lesson=OTHER_LESSON)

    assert elsewhere["check"] == asked["check"]
    assert elsewhere["total_counted_ms"] == asked["total_counted_ms"]


async def test_questions_that_were_written_anew_ask_anew(camp: CampSystem) -> None:
    await _ask_in(camp)
    learner = await camp.learner()
    quarter, asked = await _until_asked(camp, learner)
    await _ask_in(camp)

    shown = await camp.beat(learner, 16 * quarter)

    assert shown["check"]["id"] != asked["check"]["id"]
    assert RIGHT[shown["check"]["question"]]


async def test_nobody_is_told_beforehand_what_a_lesson_asks(camp: CampSystem) -> None:
    await _ask_in(camp)

    shown = (await camp.ask("GET", f"/v1/camps/{CAMP}/lessons")).text

    assert "checks" not in shown
    assert "right" not in shown


async def test_whoever_may_change_a_lesson_reads_what_it_asks(camp: CampSystem) -> None:
    await _ask_in(camp)
    path = f"/v1/camps/{CAMP}/lessons/{LESSON}"

    shown = await camp.ask("GET", path, camp.administrator)
    replies = [
        (await camp.ask("GET", path, tokens.organiser(*who))).status_code
        for who in (("organiser", "110000"), ("reviewer", "CN"))
    ]
    elsewhere = await camp.ask("GET", f"/v1/camps/{CAMP}/lessons/nowhere", camp.administrator)

    assert shown.json()["checks"] == CHECKS
    assert replies == [403, 403]
    assert (await camp.ask("GET", path, tokens.participant())).status_code == 403
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "lesson-not-found")


async def test_a_change_that_names_no_questions_leaves_those_there_are(camp: CampSystem) -> None:
    await _ask_in(camp)
    body = lesson_body(duration_ms=3_600_000, title="换了名字")
    await camp.ask("PUT", f"/v1/camps/{CAMP}/lessons/{LESSON}", camp.administrator, body)

    _, shown = await _until_asked(camp, await camp.learner())

    assert shown["check"]["question"] in RIGHT


async def test_a_right_option_that_is_not_there_is_refused(camp: CampSystem) -> None:
    body = lesson_body("new", checks=[{"question": "？", "options": ["能", "不能"], "right": [2]}])

    reply = await camp.ask("POST", f"/v1/camps/{CAMP}/lessons", camp.administrator, body)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/checks/0/right")
