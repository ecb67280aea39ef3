"""A withdrawn question leaves every draw, and every session that held it is scored again (R1.12)."""

import asyncio
import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from quiz_service.domain.draw import draw, draw_standing, ring_of
from quiz_service.queries.verification import count_breaches
from quiz_service.use_cases.bank.regrade_sessions import regrade_sessions
from quiz_service.use_cases.contests.load_shipped_contest import load_shipped_contest
from quiz_service.use_cases.sitting.hand_in_overdue import hand_in_overdue
from services.chassis.tokens import Caller
from tests.quiz.editors import Desk, published_desk
from tests.quiz.past import play, question
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens

REASON = "题干有误：更正后的标准已改变答案。"
FIVE = {"questions_per_session": 5, "points_per_question": 2, "sessions_per_day": 3}


@pytest.fixture
async def desk(quiz: QuizSystem) -> Desk:
    """Five questions, so that everybody has each of them."""
    return await published_desk(quiz, 5)


async def withdraw(desk: Desk, question_id: str, decision: str = "everyone_right", **headers: str) -> Any:
    """Proposed by the one reviewer and approved by another; the refusal where one of the two is refused."""
    body = {"decision": decision, "reason": REASON, "accept_repeats": True}
    proposed = await desk.act(question_id, "withdraw", body, **headers)
    if proposed.status_code != 202:
        return proposed
    return await desk.decide(proposed.json()["withdrawal_id"], "approve")


async def step(quiz: QuizSystem) -> bool:
    async with quiz.database.begin() as transaction:
        return await regrade_sessions(transaction)


async def regrade_all(quiz: QuizSystem) -> None:
    """As the worker does in the end, without waiting for the seconds that it waits for."""
    while await step(quiz):
        pass
    async with quiz.database.begin() as transaction:
        await transaction.execute(sa.text("UPDATE quiz.withdrawals SET settles_at = withdrawn_at"))
    while await step(quiz):
        pass


async def step_and_die(quiz: QuizSystem) -> None:
    async with quiz.database.engine.connect() as connection:
        await connection.begin()
        await regrade_sessions(connection)


async def rows(quiz: QuizSystem, contest_id: str) -> dict[str, Any]:
    async with quiz.database.begin() as connection:
        found = await connection.execute(
            sa.text(
                "SELECT s.*, (SELECT count(*) FROM quiz.finished_sessions WHERE session_id = s.id) AS queued "
                "FROM quiz.sessions AS s WHERE contest_id = :id"
            ),
            {"id": contest_id},
        )
        return {str(row.id): row for row in found}


async def stem_of(desk: Desk, question_id: str) -> str:
    return str((await desk.look(question_id)).json()["stem"])


@pytest.mark.parametrize(
    ("decision", "scores", "max_score"),
    [("everyone_right", (10, 10), 10), ("not_counted", (8, 8), 8)],
)
async def test_a_finished_session_shows_its_new_score_and_why(
    quiz: QuizSystem, desk: Desk, decision: str, scores: tuple[int, int], max_score: int
) -> None:
    """R1.12: whoever was right before and whoever was wrong."""
    contest_id, stem = await quiz.contest(bank_id=desk.bank, rules=FIVE), await stem_of(desk, "q-1")
    right, wrong = tokens.participant(), tokens.participant()
    played = [await play(quiz, contest_id, right), await play(quiz, contest_id, wrong, wrong=[stem])]
    before = [result["score"] for result in played]

    withdrawn = await withdraw(desk, "q-1", decision)
    await regrade_all(quiz)

    results = [
        (await quiz.get(f"/v1/sessions/{result['id']}", caller)).json()
        for result, caller in zip(played, (right, wrong), strict=True)
    ]
    history = (await quiz.get(f"/v1/me/sessions?contest={contest_id}", wrong)).json()["items"][0]
    stored = await rows(quiz, contest_id)
    place = next(review for review in results[1]["review"] if review["stem"] == stem)
    assert withdrawn.json()["state"] == "withdrawn"
    assert before == [10, 8]
    assert tuple(result["score"] for result in results) == scores
    assert {result["max_score"] for result in results} == {max_score}
    assert (history["score"], history["max_score"], history["withdrawn_questions"]) == (scores[1], max_score, 1)
    assert {name: place["withdrawn"][name] for name in ("decision", "reason")} == {
        "decision": decision,
        "reason": REASON,
    }
    assert place["correct"] is (decision == "everyone_right")
    assert place["right_choice"]
    assert not [review for review in results[1]["review"] if review["stem"] != stem and "withdrawn" in review]
    status = (await desk.look("q-1")).json()["withdrawal"]
    assert (status["regraded"], status["is_done"]) == (2, True)
    assert {(row.revision, row.cause, row.queued) for row in stored.values()} == {(1, status["withdrawal_id"], 2)}


@pytest.mark.parametrize(("decision", "score", "max_score"), [("everyone_right", 2, 10), ("not_counted", 0, 8)])
@pytest.mark.parametrize("how", ["submitted", "deadline"])
async def test_a_session_that_runs_is_graded_by_the_decision_at_its_hand_in(
    quiz: QuizSystem, desk: Desk, how: str, decision: str, score: int, max_score: int
) -> None:
    """R1.12 I4: the paper stays, and nothing is corrected afterwards."""
    contest_id, caller = await quiz.contest(bank_id=desk.bank, rules=FIVE), tokens.participant()
    session = (await quiz.start(contest_id, caller)).json()
    await withdraw(desk, "q-2", decision)
    await regrade_all(quiz)

    resumed = (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()
    if how == "deadline":
        await quiz.turn_clock("+10 minutes")
    result = (await quiz.hand_in(session["id"], caller)).json()
    await quiz.turn_clock("0")

    [row] = (await rows(quiz, contest_id)).values()
    assert resumed["questions"] == session["questions"]
    assert (result["finish_reason"], result["score"], result["max_score"]) == (how, score, max_score)
    assert (row.revision, row.queued) == (0, 1)


async def test_a_session_that_the_worker_hands_in_is_graded_by_the_decision(quiz: QuizSystem, desk: Desk) -> None:
    """R1.3 R1.12"""
    contest_id = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    await quiz.start(contest_id, tokens.participant())
    await withdraw(desk, "q-2")
    await regrade_all(quiz)
    await quiz.turn_clock("+10 minutes")

    await hand_in_overdue(quiz.app.state.process.database, 2.0)
    await quiz.turn_clock("0")

    assert [row.score for row in (await rows(quiz, contest_id)).values()] == [2]


async def test_a_session_that_is_handed_in_before_the_worker_comes_is_corrected_after(
    quiz: QuizSystem, desk: Desk
) -> None:
    contest_id, caller = await quiz.contest(bank_id=desk.bank, rules=FIVE), tokens.participant()
    session = (await quiz.start(contest_id, caller)).json()
    await withdraw(desk, "q-2")
    handed_in = (await quiz.hand_in(session["id"], caller)).json()

    await regrade_all(quiz)

    result = (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()
    assert (handed_in["score"], result["score"]) == (0, 2)


async def test_several_withdrawals_of_one_session_add_up(quiz: QuizSystem, desk: Desk) -> None:
    """R1.12"""
    contest_id, caller = await quiz.contest(bank_id=desk.bank, rules=FIVE), tokens.participant()
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.hand_in(session["id"], caller)
    await withdraw(desk, "q-0", "everyone_right")
    await regrade_all(quiz)
    await withdraw(desk, "q-3", "not_counted")
    await withdraw(desk, "q-4", "everyone_right")

    await regrade_all(quiz)

    result = (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()
    assert (result["score"], result["max_score"]) == (4, 8)
    assert [row.revision for row in (await rows(quiz, contest_id)).values()] == [3]


async def test_a_worker_that_dies_in_the_middle_repeats_nothing(
    quiz: QuizSystem, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I5: the mark, the scores and the queue move in one transaction, and a place is graded once."""
    monkeypatch.setattr("quiz_service.use_cases.bank.regrade_sessions.BATCH", 2)
    contest_id = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    for _ in range(7):
        await play(quiz, contest_id, tokens.participant(), left_out=[await stem_of(desk, "q-1")])
    await withdraw(desk, "q-1")
    await step(quiz)
    await step_and_die(quiz)

    await regrade_all(quiz)
    async with quiz.database.begin() as transaction:
        reopened = "UPDATE quiz.withdrawals SET finished_at = NULL, is_closing = false, reached_day = '0001-01-01'"
        await transaction.execute(sa.text(reopened))
    await regrade_all(quiz)

    stored = (await rows(quiz, contest_id)).values()
    assert {(row.score, row.revision, row.queued) for row in stored} == {(10, 1, 2)}
    assert (await desk.look("q-1")).json()["withdrawal"]["regraded"] == 7
    async with quiz.database.begin() as connection:
        assert sum((await count_breaches(connection)).values()) == 0


async def test_two_workers_and_hand_ins_at_once_grade_each_session_once(
    quiz: QuizSystem, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I5: whichever of hand-in and re-grading comes first, the score is the one of the decision."""
    monkeypatch.setattr("quiz_service.use_cases.bank.regrade_sessions.BATCH", 3)
    contest_id = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    callers = [tokens.participant() for _ in range(20)]
    sessions = [(await quiz.start(contest_id, caller)).json() for caller in callers]
    await withdraw(desk, "q-1")

    async def work() -> None:
        while await step(quiz):
            pass

    hand_ins = [quiz.hand_in(session["id"], who) for session, who in zip(sessions, callers, strict=True)]
    await asyncio.gather(work(), work(), *hand_ins)
    await regrade_all(quiz)

    assert {row.score for row in (await rows(quiz, contest_id)).values()} == {2}


async def test_a_session_that_was_drawn_a_moment_too_late_is_found_by_the_last_look(
    quiz: QuizSystem, desk: Desk
) -> None:
    """R1.12: a process had not heard of the withdrawal yet."""
    contest_id, caller = await quiz.contest(bank_id=desk.bank, rules=FIVE), tokens.participant()
    catalogue = quiz.app.state.process.engine.catalogue
    await quiz.start(contest_id, tokens.participant())
    before = catalogue.banks[desk.bank]
    await withdraw(desk, "q-1")
    while await step(quiz):
        pass
    catalogue.banks[desk.bank] = before
    session = (await quiz.start(contest_id, caller)).json()

    await regrade_all(quiz)

    assert (await quiz.hand_in(session["id"], caller)).json()["score"] == 2


async def test_nobody_draws_it_from_then_on_and_the_others_keep_their_draws(quiz: QuizSystem) -> None:
    """R1.8 R1.12 I14"""
    desk = await published_desk(quiz, 12)
    contest_id = await quiz.contest(
        bank_id=desk.bank, rules={**FIVE, "questions_per_session": 4, "sessions_per_day": 3}
    )
    gone = await stem_of(desk, "q-7")
    before = await walk(quiz, contest_id, callers := [tokens.participant() for _ in range(12)], 1)

    await withdraw(desk, "q-7")

    after = await walk(quiz, contest_id, callers, 2)
    assert any(gone in stems for first in before for stems in first)
    for first, rest in zip(before, after, strict=True):
        drawn = [stem for stems in (*first, *rest) for stem in stems]
        assert gone not in [stem for stems in rest for stem in stems]
        assert all(len(set(stems)) == 4 for stems in rest)
        assert len(set(drawn)) >= 11


async def walk(quiz: QuizSystem, contest_id: str, callers: list[Caller], sessions: int) -> list[list[set[str]]]:
    walks = []
    for caller in callers:
        own = []
        for _ in range(sessions):
            session = (await quiz.start(contest_id, caller)).json()
            own.append({each["stem"] for each in session["questions"]})
            await quiz.hand_in(session["id"], caller)
        walks.append(own)
    return walks


def test_a_seat_whose_question_has_gone_is_filled_from_the_far_end_of_the_walk() -> None:
    """R1.8 I14: in a contest shorter than half the ring nothing repeats, and what has not gone is drawn as before."""
    ring, key = ring_of(dict.fromkeys("abcdef", 57)), b"k" * 32
    for number in range(100):
        who = uuid.UUID(int=number)
        plain = [place for day in range(30) for place in draw(ring, key, who, day * 5, 5)]
        gone = frozenset([plain[3], plain[70], plain[149]])

        standing = [place for day in range(30) for place in draw_standing(ring, key, who, day * 5, 5, gone)]

        assert len(set(standing)) == 150
        assert gone.isdisjoint(standing)
        assert [new for new, old in zip(standing, plain, strict=True) if old not in gone] == [
            old for old in plain if old not in gone
        ]


async def test_with_too_few_questions_left_starts_wait_until_others_are_published(quiz: QuizSystem, desk: Desk) -> None:
    contest_id, caller = await quiz.contest(bank_id=desk.bank, rules=FIVE), tokens.participant()
    await withdraw(desk, "q-1")
    refused = await quiz.start(contest_id, caller)

    await desk.publish([question(9)])

    started = await quiz.start(contest_id, caller)
    assert (refused.status_code, refused.json()["code"]) == (409, "contest-out-of-questions")
    assert await stem_of(desk, "q-9") in {each["stem"] for each in started.json()["questions"]}


async def test_a_process_that_has_heard_nothing_asks_before_it_draws(
    quiz: QuizSystem, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1.12"""
    contest_id, catalogue = await quiz.contest(bank_id=desk.bank, rules=FIVE), quiz.app.state.process.engine.catalogue
    await quiz.start(contest_id, tokens.participant())
    before = catalogue.banks[desk.bank]
    await withdraw(desk, "q-1")
    catalogue.banks[desk.bank] = before
    monkeypatch.setattr("quiz_service.memory.catalogue.STALE_AFTER_S", -1)

    reply = await quiz.start(contest_id, tokens.participant())

    assert (reply.status_code, reply.json()["code"]) == (409, "contest-out-of-questions")


async def test_a_withdrawal_is_final_and_repeats_are_harmless(desk: Desk) -> None:
    """I10"""
    first = await withdraw(desk, "q-1")
    again = await withdraw(desk, "q-1")
    other = await withdraw(desk, "q-1", "not_counted")
    item = first.json()
    cells = {name: item[name] for name in question(0)} | {"stem": "新"}

    assert (again.status_code, again.json()) == (200, first.json())
    assert (other.status_code, other.json()["code"]) == (409, "question-withdrawn")
    assert (await desk.edit("q-1", cells, item["etag"])).json()["code"] == "question-withdrawn"
    assert (await desk.approve("q-1")).json()["code"] == "question-withdrawn"
    assert (await desk.write([cells])).json()["rows"][0]["code"] == "question-withdrawn"
    assert [each["id"] for each in (await desk.list("?state=withdrawn")).json()["items"]] == ["q-1"]


async def test_withdrawing_is_for_reviewers_and_needs_a_decision_and_a_reason(desk: Desk) -> None:
    """403 before 404 before 422 before 409."""
    draft = question(50)
    await desk.write([draft])
    bad = {"decision": "shrug", "reason": " "}
    callers = [desk.editor, tokens.participant(), tokens.organiser("organiser")]

    refused = [await desk.act("q-1", "withdraw", bad, caller) for caller in callers]
    unknown = await desk.act("q-99", "withdraw", bad)
    faulty = await desk.act("q-1", "withdraw", bad)
    never = await withdraw(desk, "q-50")

    assert {reply.status_code for reply in refused} == {403}
    assert unknown.status_code == 404
    assert {error["pointer"] for error in faulty.json()["errors"]} == {"/decision", "/reason"}
    assert (never.status_code, never.json()["code"]) == (409, "question-never-published")


async def test_what_is_final_stays_as_it_is(quiz: QuizSystem, desk: Desk) -> None:
    """R2.10 I5"""
    contest_id, caller = await quiz.contest(bank_id=desk.bank, rules=FIVE), tokens.participant()
    result = await play(quiz, contest_id, caller, left_out=[await stem_of(desk, "q-1")])
    await quiz.turn_clock("11 days")
    national = tokens.headers(tokens.organiser())
    final = await quiz.client.post(f"/v1/contests/{contest_id}/finalisation", headers=national)
    await quiz.turn_clock("0")
    refused = await withdraw(desk, "q-1")
    other = await quiz.contest(bank_id=desk.bank, rules=FIVE)
    running = (await quiz.start(other, caller)).json()

    await withdraw(desk, "q-1")
    await regrade_all(quiz)

    after = (await quiz.get(f"/v1/sessions/{result['id']}", caller)).json()
    assert final.status_code == 200, final.text
    assert (refused.status_code, refused.json()["code"]) == (409, "contest-is-final")
    assert (after["score"], after["review"]) == (8, result["review"])
    assert (await quiz.hand_in(running["id"], caller)).json()["score"] == 2
    async with quiz.database.begin() as connection:
        assert sum((await count_breaches(connection)).values()) == 0


async def test_a_start_of_the_system_leaves_withdrawals_and_corrections_of_shipped_questions(quiz: QuizSystem) -> None:
    desk = Desk(quiz, bank="safety-month")
    items = (await desk.list("?limit=3")).json()["items"]
    withdrawn, corrected = items[0]["id"], items[1]
    cells = {name: corrected[name] for name in question(0)} | {"stem": "更正后的题干"}
    await withdraw(desk, withdrawn)
    await desk.edit(corrected["id"], cells, corrected["etag"])
    await desk.approve(corrected["id"])

    async with quiz.database.begin() as transaction:
        await load_shipped_contest(transaction)

    assert (await desk.look(withdrawn)).json()["state"] == "withdrawn"
    assert (await desk.look(corrected["id"])).json()["stem"] == "更正后的题干"


async def finalise(quiz: QuizSystem, contest_id: str) -> Any:
    await quiz.turn_clock("11 days")
    reply = await quiz.client.post(
        f"/v1/contests/{contest_id}/finalisation", headers=tokens.headers(tokens.organiser("administrator", "CN"))
    )
    await quiz.turn_clock("0")
    return reply


async def test_r2_10_results_that_are_final_keep_their_scores(quiz: QuizSystem, desk: Desk) -> None:
    contest_id, stem = await quiz.contest(bank_id=desk.bank, rules=FIVE), await stem_of(desk, "q-1")
    await play(quiz, contest_id, tokens.participant(), wrong=[stem])
    before = await rows(quiz, contest_id)
    await finalise(quiz, contest_id)

    await withdraw(desk, "q-1")
    await regrade_all(quiz)

    assert [row.score for row in (await rows(quiz, contest_id)).values()] == [row.score for row in before.values()]


async def test_r2_10_while_sessions_are_scored_again_results_do_not_become_final(quiz: QuizSystem, desk: Desk) -> None:
    contest_id, stem = await quiz.contest(bank_id=desk.bank, rules=FIVE), await stem_of(desk, "q-1")
    await play(quiz, contest_id, tokens.participant(), wrong=[stem])
    await withdraw(desk, "q-1")

    refused = await finalise(quiz, contest_id)
    await regrade_all(quiz)
    accepted = await finalise(quiz, contest_id)

    assert (refused.status_code, refused.json()["code"]) == (409, "sessions-unsettled")
    assert accepted.status_code == 200
