"""The wrong-question book and practice: what was met is explained, what is being asked is not."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from quiz_service.memory.engine import QuizEngine
from quiz_service.use_cases.steps.read_record import read_record
from services.chassis.tokens import Caller
from tests.quiz.past import play, question, write_bank
from tests.quiz.quiz_system import QuizSystem, quiz_system
from tests.support import tokens

BOOK = "/v1/me/wrong-questions"


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[QuizSystem]:
    async with quiz_system(postgres_url, redis_url) as started:
        yield started


@pytest.fixture
async def quiz(system: QuizSystem) -> AsyncIterator[QuizSystem]:
    yield system
    await system.turn_clock("0")


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    """A bank of five, so that every session asks all of them."""
    return [question(number) for number in range(1, 6)]


async def read(quiz: QuizSystem, caller: Caller, path: str = BOOK) -> list[dict[str, Any]]:
    reply = await quiz.get(path, caller)
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def practise(quiz: QuizSystem, contest_id: str, caller: Caller, **body: Any) -> httpx.Response:
    path = f"/v1/contests/{contest_id}/practice"
    return await quiz.client.post(path, json=body, headers=tokens.headers(caller))


async def every_reply(quiz: QuizSystem, caller: Caller, contest_ids: list[str]) -> str:
    """All bytes of everything that can be looked back on or learnt from."""
    paths = ["/v1/me/sessions", BOOK]
    paths += [f"{path}?contest={contest_id}" for path in paths for contest_id in contest_ids]
    replies = [await quiz.get(f"{path}{'&' if '?' in path else '?'}limit=100", caller) for path in paths]
    replies += [await practise(quiz, contest_id, caller, count=20) for contest_id in contest_ids]
    assert {reply.status_code for reply in replies} == {200}
    return "".join(f"{reply.headers}{reply.text}" for reply in replies)


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["question_id"] for item in items]


async def test_the_book_explains_what_was_wrong_or_left_out(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """R1.11"""
    caller = tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    result = await play(quiz, contest_id, caller, wrong={rows[1]["stem"]}, left_out={rows[3]["stem"]})

    items = await read(quiz, caller)

    by_id = {item["question_id"]: item for item in items}
    assert set(by_id) == {"q-2", "q-4"}
    assert by_id["q-2"] == {
        **{name: rows[1][name] for name in ("kind", "category", "stem", "explanation", "source")},
        "question_id": "q-2",
        "options": [{"text": text, "right": text == "乙 2"} for text in rows[1]["options"].values()],
        "times_wrong": 1,
        "last_wrong_on": result["contest_day"],
        "last_choice": by_id["q-2"]["last_choice"],
    }
    assert by_id["q-2"]["last_choice"] in (["甲 2"], ["丙 2"])
    assert by_id["q-4"]["last_choice"] == []


async def test_a_question_stands_in_the_book_once_the_latest_miss_first(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """R1.11"""
    caller = tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    await play(quiz, contest_id, caller, wrong={rows[0]["stem"]})
    await quiz.turn_clock("1 day")
    await play(quiz, contest_id, caller, wrong={rows[1]["stem"], rows[2]["stem"]})
    await quiz.turn_clock("2 days")
    last = await play(quiz, contest_id, caller, left_out={rows[0]["stem"]})

    items = await read(quiz, caller)

    assert ids(items)[0] == "q-1"
    assert sorted(ids(items)) == ["q-1", "q-2", "q-3"]
    assert [item["times_wrong"] for item in items] == [2, 1, 1]
    assert (items[0]["last_wrong_on"], items[0]["last_choice"]) == (last["contest_day"], [])


async def test_pages_of_the_book_hold_every_question_once(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """R1.11"""
    caller = tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    await play(quiz, contest_id, caller, wrong={row["stem"] for row in rows})
    whole = await read(quiz, caller)

    paged, cursor = [], ""
    while cursor is not None:
        page = (await quiz.get(f"{BOOK}?limit=2" + (f"&cursor={cursor}" if cursor else ""), caller)).json()
        paged.append(page["items"])
        assert len(paged) < 100, "the pages never end"
        cursor = page["next_cursor"]

    assert [len(page) for page in paged] == [2, 2, 1]
    assert [item for page in paged for item in page] == whole


async def test_the_book_of_one_contest_has_only_its_misses(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """R1.6 R1.11"""
    caller = tokens.participant()
    first = await quiz.contest(bank_id=await write_bank(quiz, rows))
    second = await quiz.contest(bank_id=await write_bank(quiz, [question(number) for number in range(6, 11)]))
    await play(quiz, first, caller, left_out={row["stem"] for row in rows})
    await play(quiz, second, caller)

    books = [await read(quiz, caller, f"{BOOK}?contest={contest_id}") for contest_id in (first, second)]

    assert [len(book) for book in books] == [5, 0]


async def test_an_overdue_session_is_settled_before_it_enters_the_book(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """R1.3 I3"""
    caller = tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    await quiz.start(contest_id, caller)
    await quiz.turn_clock("151 seconds")

    assert len(await read(quiz, caller)) == 5


async def test_a_withdrawn_question_leaves_book_and_practice(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """R1.12: nobody learns what was found faulty."""
    caller = tokens.participant()
    bank_id = await write_bank(quiz, [*rows, question(6)])
    contest_id = await quiz.contest(bank_id=bank_id, rules={"questions_per_session": 6})
    await play(quiz, contest_id, caller, wrong={row["stem"] for row in rows})
    async with quiz.database.begin() as connection:
        withdrawn = "UPDATE quiz.questions SET is_current = false WHERE bank_id = :bank AND id = 'q-3'"
        await connection.execute(sa.text(withdrawn), {"bank": bank_id})
        await connection.execute(sa.text("UPDATE quiz.banks SET version = version + 1 WHERE id = :b"), {"b": bank_id})
    await quiz.app.state.process.engine.catalogue.refresh()

    book = await read(quiz, caller)
    practised = (await practise(quiz, contest_id, caller, count=20)).json()["items"]

    assert sorted(ids(book)) == ["q-1", "q-2", "q-4", "q-5"]
    assert sorted(ids(practised)) == ["q-1", "q-2", "q-4", "q-5", "q-6"]


async def test_practice_draws_from_what_was_met_and_tells_the_answer(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """R1.11: the rest of the bank stays unseen, or a few calls would give away every key."""
    caller = tokens.participant()
    more = [question(number) for number in range(6, 26)]
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, [*rows, *more]))
    before = (await practise(quiz, contest_id, caller)).json()
    result = await play(quiz, contest_id, caller)

    practised = (await practise(quiz, contest_id, caller, count=20)).json()["items"]

    assert before == {"items": []}
    assert {item["stem"] for item in practised} == {each["stem"] for each in result["review"]}
    assert len(practised) == 5
    assert all([option["text"][0] for option in item["options"] if option["right"]] == ["乙"] for item in practised)
    assert all(item["explanation"] and item["source"] for item in practised)


async def test_practice_of_one_contest_keeps_to_what_was_met_there(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """R1.6 R1.11"""
    caller = tokens.participant()
    bank_id = await write_bank(quiz, rows)
    played, other = await quiz.contest(bank_id=bank_id), await quiz.contest(bank_id=bank_id)
    await play(quiz, played, caller)

    replies = [(await practise(quiz, contest_id, caller)).json()["items"] for contest_id in (played, other)]

    assert [len(items) for items in replies] == [5, 0]


async def test_practice_gives_as_many_of_a_category_as_were_asked_for(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """R1.11"""
    caller = tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    await play(quiz, contest_id, caller)

    of_category = (await practise(quiz, contest_id, caller, category="escape_evacuation")).json()["items"]
    two = (await practise(quiz, contest_id, caller, count=2)).json()["items"]
    draws = {ids((await practise(quiz, contest_id, caller, count=1)).json()["items"])[0] for _ in range(60)}

    assert sorted(ids(of_category)) == ["q-2", "q-4"]
    assert len(set(ids(two))) == len(two) == 2
    assert draws == {"q-1", "q-2", "q-3", "q-4", "q-5"}


async def test_practice_is_never_scored(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """R1.11: it writes nothing at all."""
    caller = tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    await play(quiz, contest_id, caller)
    counts = sa.text("SELECT (SELECT count(*) FROM quiz.sessions), (SELECT count(*) FROM quiz.finished_sessions)")
    async with quiz.database.begin() as connection:
        before = tuple((await connection.execute(counts)).one())

    replies = [await practise(quiz, contest_id, caller) for _ in range(3)]

    async with quiz.database.begin() as connection:
        after = tuple((await connection.execute(counts)).one())
    assert {reply.status_code for reply in replies} == {200}
    assert after == before


@pytest.mark.parametrize(
    ("pointer", "body"),
    [
        ("/count", {"count": 0}),
        ("/count", {"count": 21}),
        ("/count", {"count": "five"}),
        ("/category", {"category": "no-such"}),
        ("/category", {"category": 7}),
        ("/score", {"score": 5}),
    ],
)
async def test_a_faulty_practice_is_named_after_an_unknown_contest(
    quiz: QuizSystem, pointer: str, body: dict[str, Any]
) -> None:
    caller = tokens.participant()

    faulty = await practise(quiz, "safety-month-2026", caller, **body)
    unknown = [await practise(quiz, name, caller, **body) for name in ("no-such", "%00")]

    assert faulty.status_code == 422
    assert [fault["pointer"] for fault in faulty.json()["errors"]] == [pointer]
    assert {(reply.status_code, reply.json()["code"]) for reply in unknown} == {(404, "contest-not-found")}


async def test_nothing_of_a_running_session_can_be_learnt(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """I7: not its own answers, and not what an earlier session told of the same questions, in whatever contest."""
    caller = tokens.participant()
    bank_id = await write_bank(quiz, rows)
    first, second = await quiz.contest(bank_id=bank_id), await quiz.contest(bank_id=bank_id)
    await play(quiz, first, caller, wrong={row["stem"] for row in rows})
    canaries = [row["explanation"] for row in rows]
    told_before = await every_reply(quiz, caller, [first, second])

    session = (await quiz.start(second, caller)).json()
    told_meanwhile = await every_reply(quiz, caller, [first, second])
    await quiz.hand_in(session["id"], caller)
    told_afterwards = await every_reply(quiz, caller, [first, second])

    assert all(canary in told_before for canary in canaries)
    assert not any(canary in told_meanwhile for canary in [*canaries, '"right"', "乙"])
    assert all(canary in told_afterwards for canary in canaries)


async def test_only_the_questions_of_the_running_session_are_held_back(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """I7 R1.11: learning goes on with the rest."""
    caller = tokens.participant()
    bank_id = await write_bank(quiz, rows)
    whole = await quiz.contest(bank_id=bank_id)
    await play(quiz, whole, caller, wrong={row["stem"] for row in rows})
    session = (await quiz.start(await quiz.contest(bank_id=bank_id, rules={"questions_per_session": 2}), caller)).json()

    book = await read(quiz, caller)
    practised = (await practise(quiz, whole, caller, count=20)).json()["items"]

    free = {row["stem"] for row in rows} - {each["stem"] for each in session["questions"]}
    assert len(free) == 3
    assert {item["stem"] for item in book} == {item["stem"] for item in practised} == free


@pytest.mark.parametrize("disguise", ["new revision", "other bank", "over midnight"])
async def test_a_running_question_is_held_back_in_every_disguise(
    quiz: QuizSystem, rows: list[dict[str, Any]], disguise: str
) -> None:
    """I7"""
    caller = tokens.participant()
    bank_id = await write_bank(quiz, rows)
    played, running = await quiz.contest(bank_id=bank_id), await quiz.contest(bank_id=bank_id)
    if disguise == "other bank":
        copies = [{**row, "id": f"copy-{row['id']}"} for row in rows]
        running = await quiz.contest(bank_id=await write_bank(quiz, copies))
    await play(quiz, played, caller, wrong={row["stem"] for row in rows})
    if disguise == "over midnight":
        await quiz.turn_clock(await until_midnight(quiz, seconds_before=30))
    await quiz.start(running, caller)
    if disguise == "over midnight":
        await quiz.turn_clock(await until_midnight(quiz, seconds_before=-30))
    if disguise == "new revision":
        await write_bank(quiz, [{**row, "stem": f"改：{row['stem']}"} for row in rows], bank_id)

    told = await every_reply(quiz, caller, [played])

    assert not any(row["explanation"] in told for row in rows)


async def test_a_process_knows_what_runs_in_a_contest_that_it_has_not_heard_of(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """I7"""
    caller = tokens.participant()
    bank_id = await write_bank(quiz, rows)
    played, running = await quiz.contest(bank_id=bank_id), await quiz.contest(bank_id=bank_id)
    result = await play(quiz, played, caller)
    session = (await quiz.start(running, caller)).json()
    contest = await quiz.app.state.process.engine.catalogue.contest(played)
    another_process = QuizEngine(quiz.database, bytes(32), start_queue=1)

    async with quiz.database.begin() as connection:
        record = await read_record(another_process, connection, uuid.UUID(caller.subject), contest)

    assert another_process.catalogue.contests == {}
    assert [str(each.id) for each in record.closed] == [session["id"]]
    assert [str(each.id) for each in record.shown] == [result["id"]]


async def test_a_session_that_runs_is_not_learnt_from(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """I7: held back twice, so neither guard alone must be right."""
    caller = tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    session = (await quiz.start(contest_id, caller)).json()

    async with quiz.database.begin() as connection:
        record = await read_record(quiz.app.state.process.engine, connection, uuid.UUID(caller.subject), None)

    assert record.shown == []
    assert [str(each.id) for each in record.closed] == [session["id"]]


async def test_a_running_session_holds_back_nothing_from_others(quiz: QuizSystem, rows: list[dict[str, Any]]) -> None:
    """I8"""
    someone, other = tokens.participant(), tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    await play(quiz, contest_id, someone, wrong={rows[0]["stem"]})
    await quiz.start(contest_id, other)

    assert ids(await read(quiz, someone)) == ["q-1"]
    assert len((await practise(quiz, contest_id, someone)).json()["items"]) == 5


async def test_the_book_and_the_practice_of_others_are_never_visible(
    quiz: QuizSystem, rows: list[dict[str, Any]]
) -> None:
    """I8"""
    someone, stranger = tokens.participant(), tokens.participant()
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    await play(quiz, contest_id, someone, wrong={row["stem"] for row in rows})

    told = await every_reply(quiz, stranger, [contest_id])

    assert not any(row["explanation"] in told or row["stem"] in told for row in rows)


async def until_midnight(quiz: QuizSystem, seconds_before: int) -> str:
    """The clock's offset that brings it near the end of the contest day."""
    left = sa.text(
        "SELECT extract(epoch FROM date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') + interval '1 day'"
        " - now() AT TIME ZONE 'Asia/Shanghai')"
    )
    async with quiz.database.begin() as connection:
        return f"{float((await connection.execute(left)).scalar_one()) - seconds_before} seconds"
