"""The participant's path over HTTP, on a real database."""

import asyncio

import pytest

from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens


async def test_a_session_has_five_different_questions_and_150_seconds(quiz: QuizSystem) -> None:
    """R1.1 R1.2 R1.3"""
    contest_id = await quiz.contest()

    reply = await quiz.start(contest_id, tokens.participant())

    session = reply.json()
    assert reply.status_code == 201
    assert len({question["stem"] for question in session["questions"]}) == 5
    assert 149_000 < session["remaining_ms"] <= 150_000
    assert session["unit"] == {"code": "371002", "name": "环翠区"}
    assert session["state"] == "in_progress"


async def test_a_handed_in_session_is_graded_and_explained(quiz: QuizSystem) -> None:
    """R1.11"""
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    right = await quiz.right_choices(session)

    reply = await quiz.hand_in(session["id"], caller, {**right, "5": []})

    result = reply.json()
    assert reply.status_code == 200
    assert (result["state"], result["finish_reason"]) == ("finished", "submitted")
    assert (result["score"], result["max_score"]) == (4, 5)
    assert [each["correct"] for each in result["review"]] == [True, True, True, True, False]
    assert sorted(result["review"][4]["right_choice"]) == sorted(right["5"])
    assert all(each["explanation"] and each["source"] for each in result["review"])


async def test_coming_back_shows_the_same_paper_answers_and_deadline(quiz: QuizSystem) -> None:
    """R1.4 I4"""
    caller = tokens.participant()
    contest_id = await quiz.contest()
    session = (await quiz.start(contest_id, caller)).json()
    chosen = session["questions"][1]["options"][0]["token"]
    await quiz.save(session["id"], caller, 2, [chosen])

    resumed = (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()
    again = await quiz.start(contest_id, caller)

    assert again.status_code == 200
    assert again.json()["questions"] == resumed["questions"]
    assert resumed["deadline_at"] == session["deadline_at"]
    assert resumed["questions"][1]["saved"] == [chosen]
    without_saved = [{**question, "saved": None} for question in resumed["questions"]]
    assert without_saved == session["questions"]


async def test_the_last_of_several_answers_counts(quiz: QuizSystem) -> None:
    """R1.4"""
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    right = await quiz.right_choices(session)
    # One option alone that is not the answer; where all are right, one of them is not.
    other = next([o["token"]] for o in session["questions"][0]["options"] if [o["token"]] != right["1"])
    await quiz.save(session["id"], caller, 1, other)

    await quiz.save(session["id"], caller, 1, right["1"])
    result = (await quiz.hand_in(session["id"], caller)).json()

    assert result["score"] == 1
    assert sorted(result["review"][0]["saved"]) == sorted(right["1"])


async def test_an_older_revision_changes_nothing_and_shows_what_is_stored(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    first, second = (option["token"] for option in session["questions"][0]["options"][:2])
    await quiz.save(session["id"], caller, 1, [second], revision=7)

    reply = await quiz.save(session["id"], caller, 1, [first], revision=3)

    assert reply.status_code == 200
    assert reply.json()["saved"] == [second]


async def test_a_second_start_that_day_is_refused_with_the_next_opening(quiz: QuizSystem) -> None:
    """R1.5 I1"""
    caller = tokens.participant()
    contest_id = await quiz.contest()
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.hand_in(session["id"], caller)

    reply = await quiz.start(contest_id, caller)

    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (409, "daily-limit-reached")
    assert problem["result"] == f"/v1/sessions/{session['id']}"
    assert problem["next_session_at"].endswith("T00:00:00+08:00")
    assert reply.headers["content-type"] == "application/problem+json"


async def test_twenty_simultaneous_starts_are_one_session(quiz: QuizSystem) -> None:
    """R1.5 I1"""
    caller = tokens.participant()
    contest_id = await quiz.contest()

    replies = await asyncio.gather(*[quiz.start(contest_id, caller) for _ in range(20)])

    assert sorted(reply.status_code for reply in replies) == [200] * 19 + [201]
    assert len({reply.json()["id"] for reply in replies}) == 1


async def test_a_repeated_hand_in_returns_the_same_result(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    right = await quiz.right_choices(session)
    first = (await quiz.hand_in(session["id"], caller, right)).json()

    repeated = await quiz.hand_in(session["id"], caller, {"1": []})

    assert repeated.status_code == 200
    assert {**repeated.json(), "server_time": ""} == {**first, "server_time": ""}


async def test_an_answer_after_the_hand_in_is_refused_with_the_result(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    await quiz.hand_in(session["id"], caller)

    reply = await quiz.save(session["id"], caller, 1, [session["questions"][0]["options"][0]["token"]])

    assert (reply.status_code, reply.json()["code"]) == (409, "session-finished")
    assert reply.json()["result"] == f"/v1/sessions/{session['id']}"


async def test_another_participants_session_does_not_exist(quiz: QuizSystem) -> None:
    """I8"""
    session = (await quiz.start(await quiz.contest(), tokens.participant())).json()
    stranger = tokens.participant()
    token = session["questions"][0]["options"][0]["token"]

    replies = [
        await quiz.get(f"/v1/sessions/{session['id']}", stranger),
        await quiz.save(session["id"], stranger, 1, [token]),
        await quiz.save(session["id"], stranger, 1, ["guessed"]),
        await quiz.hand_in(session["id"], stranger),
        await quiz.hand_in(session["id"], stranger, {"1": ["guessed"]}),
        await quiz.get("/v1/sessions/018f0000-0000-7000-8000-000000000000", stranger),
        await quiz.get("/v1/sessions/nonsense", stranger),
    ]

    assert {reply.status_code for reply in replies} == {404}
    assert {reply.json()["code"] for reply in replies} == {"session-not-found"}


async def test_each_fault_of_a_body_is_named(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    contest_id = await quiz.contest()
    session = (await quiz.start(contest_id, caller)).json()
    path = f"/v1/sessions/{session['id']}"
    tries = {
        "/score": ("post", f"{path}/submission", {"score": 5}),
        "/choice": ("put", f"{path}/answers/1", {}),
        "/choice/0": ("put", f"{path}/answers/1", {"choice": [1]}),
        "/entry": ("post", f"/v1/contests/{contest_id}/sessions", {"entry": "moon"}),
        "/unit": ("post", f"/v1/contests/{contest_id}/sessions", {"entry": "region", "unit": "110000"}),
        "/answers/1": ("post", f"{path}/submission", {"answers": {"1": ["made-up"]}}),
    }

    for pointer, (method, address, body) in tries.items():
        reply = await quiz.client.request(method, address, json=body, headers=tokens.headers(caller))

        assert reply.status_code == 422, (pointer, reply.text)
        assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]
        assert reply.json()["errors"][0]["detail"]


async def test_a_place_far_beyond_the_paper_has_no_options(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()

    reply = await quiz.save(session["id"], caller, 10**18, [session["questions"][0]["options"][0]["token"]])

    assert (reply.status_code, reply.json()["code"]) == (422, "unknown-option")


async def test_an_unknown_option_is_refused_and_changes_nothing(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    from_another_question = session["questions"][1]["options"][0]["token"]

    reply = await quiz.save(session["id"], caller, 1, [from_another_question])

    assert (reply.status_code, reply.json()["code"]) == (422, "unknown-option")
    assert (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()["questions"][0]["saved"] is None


async def test_without_a_unit_for_the_entry_nobody_starts(quiz: QuizSystem) -> None:
    """R2.1"""
    contest_id = await quiz.contest()

    reply = await quiz.start(contest_id, tokens.participant(), entry="enterprise")

    assert (reply.status_code, reply.json()["code"]) == (403, "entry-not-available")


async def test_several_sessions_a_day_when_the_rules_say_so(quiz: QuizSystem) -> None:
    """R1.6"""
    caller = tokens.participant()
    contest_id = await quiz.contest(rules={"sessions_per_day": 2, "questions_per_session": 3})
    first = (await quiz.start(contest_id, caller)).json()
    await quiz.hand_in(first["id"], caller)

    second = await quiz.start(contest_id, caller)
    await quiz.hand_in(second.json()["id"], caller)
    third = await quiz.start(contest_id, caller)

    assert (second.status_code, third.status_code) == (201, 409)
    stems = [question["stem"] for session in (first, second.json()) for question in session["questions"]]
    assert len(set(stems)) == 6


async def test_in_english_when_asked(quiz: QuizSystem) -> None:
    reply = await quiz.client.get(
        "/v1/contests/no-such", headers={"Accept-Language": "en-GB,en;q=0.9", "X-Request-ID": "abc"}
    )

    problem = reply.json()
    assert reply.status_code == 404
    assert problem["detail"] == "There is no such contest."
    assert problem["request_id"] == "abc"
    assert problem["type"] == "/problems/contest-not-found"


@pytest.mark.parametrize("session_id", ["ffffffff-ffff-7fff-bfff-ffffffffffff", "e677d21f-dc00-7000-8000-000000000000"])
async def test_a_session_of_a_year_without_days_is_none(quiz: QuizSystem, session_id: str) -> None:
    """I20: it must not break the batch of those that save at the same time."""
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()

    odd, saved, ended, looked, good = await asyncio.gather(
        quiz.save(session_id, caller, 1, []),
        quiz.save(session["id"], caller, 1, []),
        quiz.hand_in(session_id, caller),
        quiz.get(f"/v1/sessions/{session_id}", caller),
        quiz.save(session["id"], caller, 2, []),
    )

    assert [reply.status_code for reply in (odd, ended, looked)] == [404, 404, 404]
    assert [reply.status_code for reply in (saved, good)] == [200, 200]
