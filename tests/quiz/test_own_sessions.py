"""A participant looks back over the own sessions."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa

from quiz_service.queries import learning
from quiz_service.queries.learning import Window
from services.chassis.tokens import Caller
from services.kit import cursors
from services.kit.database import look_up_by_key
from tests.quiz.past import play
from tests.quiz.quiz_system import QuizSystem, quiz_system
from tests.support import tokens

SEVERAL_A_DAY = {"sessions_per_day": 3, "questions_per_session": 2}


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[QuizSystem]:
    async with quiz_system(postgres_url, redis_url) as started:
        yield started


@pytest.fixture
async def quiz(system: QuizSystem) -> AsyncIterator[QuizSystem]:
    yield system
    await system.turn_clock("0")


async def play_days(quiz: QuizSystem, caller: Caller, contest_ids: list[str], days: int) -> list[str]:
    """The ids of one session a day in each contest, in the order in which they were played."""
    ids = []
    for day in range(days):
        await quiz.turn_clock(f"{day} days")
        ids += [(await play(quiz, contest_id, caller))["id"] for contest_id in contest_ids]
    return ids


async def read_pages(quiz: QuizSystem, caller: Caller, query: str) -> list[list[dict[str, Any]]]:
    pages, cursor = [], ""
    while True:
        page = (await quiz.get(f"/v1/me/sessions?{query}{cursor}", caller)).json()
        pages.append(page["items"])
        assert len(pages) < 100, "the pages never end"
        if page["next_cursor"] is None:
            return pages
        cursor = f"&cursor={page['next_cursor']}"


async def test_own_history_shows_each_session_as_its_result_does(quiz: QuizSystem) -> None:
    """R1.11"""
    caller = tokens.participant()
    contest_id = await quiz.contest()
    result = await play(quiz, contest_id, caller)

    reply = await quiz.get(f"/v1/me/sessions?contest={contest_id}", caller)

    unlisted = {"server_time", "remaining_ms", "review", "reveal_at"}
    listed = {name: value for name, value in result.items() if name not in unlisted}
    assert reply.json()["items"] == [listed | {"withdrawn_questions": 0}]
    assert reply.json()["next_cursor"] is None
    assert result["started_at"].endswith("+08:00")


async def test_the_newest_session_of_all_contests_comes_first(quiz: QuizSystem) -> None:
    """R1.11: also where the days of two contests begin at different instants."""
    caller = tokens.participant()
    contests = [await quiz.contest(time_zone=zone) for zone in ("Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Niue")]
    played = await play_days(quiz, caller, contests, days=3)

    everything = (await quiz.get("/v1/me/sessions", caller)).json()["items"]
    of_one = (await quiz.get(f"/v1/me/sessions?contest={contests[1]}", caller)).json()["items"]

    assert [session["id"] for session in everything] == played[::-1]
    assert [session["id"] for session in of_one] == played[1::3][::-1]


@pytest.mark.parametrize("limit", [1, 2, 4, 9])
async def test_pages_hold_every_session_once(quiz: QuizSystem, limit: int) -> None:
    """R1.11"""
    caller = tokens.participant()
    contests = [await quiz.contest(rules=SEVERAL_A_DAY), await quiz.contest()]
    played = await play_days(quiz, caller, [contests[0], *contests, contests[0]], days=2)

    pages = await read_pages(quiz, caller, f"limit={limit}")

    assert [session["id"] for page in pages for session in page] == played[::-1]
    assert {len(page) for page in pages[:-1]} <= {limit}


async def test_a_running_session_is_listed_without_a_score(quiz: QuizSystem) -> None:
    """R1.11 I7"""
    caller = tokens.participant()
    contest_id = await quiz.contest()
    session = (await quiz.start(contest_id, caller)).json()
    right = await quiz.right_choices(session)
    await quiz.save(session["id"], caller, 1, right["1"])

    [listed] = (await quiz.get(f"/v1/me/sessions?contest={contest_id}", caller)).json()["items"]

    assert listed["state"] == "in_progress"
    assert [listed[name] for name in ("finished_at", "finish_reason", "score", "max_score")] == [None, None, None, 5]


async def test_an_overdue_session_is_settled_before_it_is_listed(quiz: QuizSystem) -> None:
    """R1.3 I3"""
    caller = tokens.participant()
    contest_id = await quiz.contest()
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.turn_clock("151 seconds")

    [listed] = (await quiz.get("/v1/me/sessions", caller)).json()["items"]

    assert (listed["state"], listed["finish_reason"], listed["score"]) == ("finished", "deadline", 0)
    assert listed["finished_at"] == session["deadline_at"]


async def test_the_history_of_others_is_never_visible(quiz: QuizSystem) -> None:
    """I8: not even with a cursor that names their session."""
    someone, stranger = tokens.participant(), tokens.participant()
    contest_id = await quiz.contest(rules=SEVERAL_A_DAY)
    others = await play_days(quiz, someone, [contest_id], days=2)
    own = await play(quiz, contest_id, stranger)
    theirs = (await quiz.get("/v1/me/sessions?limit=1", someone)).json()["next_cursor"]

    pages = [
        (await quiz.get(path, stranger)).json()["items"]
        for path in ("/v1/me/sessions", f"/v1/me/sessions?contest={contest_id}", f"/v1/me/sessions?cursor={theirs}")
    ]

    assert {session["id"] for page in pages for session in page} == {own["id"]}
    assert own["id"] not in others


async def test_only_participants_have_a_history(quiz: QuizSystem) -> None:
    """I8"""
    statuses = [
        (await quiz.client.request(method, path, headers=headers)).status_code
        for method, path in (
            ("GET", "/v1/me/sessions"),
            ("GET", "/v1/me/wrong-questions"),
            ("POST", "/v1/contests/safety-month-2026/practice"),
        )
        for headers in ({}, tokens.headers(tokens.organiser()))
    ]

    assert statuses == [401, 403] * 3


@pytest.mark.parametrize("path", ["/v1/me/sessions", "/v1/me/wrong-questions"])
async def test_an_unknown_contest_comes_before_a_faulty_parameter(quiz: QuizSystem, path: str) -> None:
    for contest in ("no-such", "", "%00"):
        reply = await quiz.get(f"{path}?contest={contest}&limit=0", tokens.participant())

        assert (reply.status_code, reply.json()["code"]) == (404, "contest-not-found")


@pytest.mark.parametrize("path", ["/v1/me/sessions", "/v1/me/wrong-questions"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "many"),
        ("cursor", "made-up"),
        ("cursor", cursors.encode("yesterday")),
        ("cursor", cursors.encode(f"0001-01-01T00:00:00+14:00 {uuid.UUID(int=0)} 0")),
        ("cursor", cursors.encode(f"2026-06-01T00:00:00 {uuid.UUID(int=0)} 0")),
    ],
)
async def test_a_faulty_parameter_is_named(quiz: QuizSystem, path: str, name: str, value: str) -> None:
    reply = await quiz.get(f"{path}?{name}={value}", tokens.participant())

    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [f"/{name}"]


async def test_a_list_that_the_client_knows_costs_a_304(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    await play(quiz, await quiz.contest(), caller)
    first = await quiz.get("/v1/me/sessions", caller)

    headers = {**tokens.headers(caller), "If-None-Match": first.headers["etag"]}
    again = await quiz.client.get("/v1/me/sessions", headers=headers)

    assert (again.status_code, again.content) == (304, b"")


async def test_a_page_is_read_by_the_key_and_stops_at_the_day_that_fills_it(quiz: QuizSystem) -> None:
    """No index on the participant exists, and no partition may be scanned: one look-up per contest day."""
    caller = tokens.participant()
    contest_id = await quiz.contest()
    await play_days(quiz, caller, [contest_id], days=5)
    contest = await quiz.app.state.process.engine.catalogue.contest(contest_id)
    window = Window(contest_id, contest.first_day, contest.last_day)

    whole = await explain(quiz, caller, window, limit=None)
    newest = await explain(quiz, caller, window, limit=1)

    days = (contest.last_day - contest.first_day).days + 1
    scans = [node for node in whole if "sessions" in node.get("Relation Name", "")]
    assert {node["Node Type"] for node in scans} <= {"Index Scan", "Bitmap Heap Scan"}
    assert all("contest_id_contest_day_participant_id" in node["Index Name"] for node in scans)
    assert len(scans) == days
    assert looked_up(whole) == days
    assert looked_up(newest) < days


async def explain(quiz: QuizSystem, caller: Caller, window: Window, limit: int | None) -> list[dict[str, Any]]:
    """The nodes of the plan as it ran, with partitions whose statistics say that a scan would be cheapest."""
    async with quiz.database.begin() as connection:
        await connection.execute(sa.text("ANALYZE quiz.sessions"))
        await look_up_by_key(connection)
        statement = sa.text(f"EXPLAIN (ANALYZE, FORMAT JSON) {learning.statement_of([window]).text}")
        values = learning.values_of(uuid.UUID(caller.subject), [window], None, limit)
        found = (await connection.execute(statement, values)).scalar_one()
    plans = found if isinstance(found, list) else json.loads(found)
    return list(nodes(plans[0]["Plan"]))


def nodes(plan: dict[str, Any]) -> Any:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def looked_up(plan: list[dict[str, Any]]) -> int:
    return sum(int(node["Actual Loops"]) for node in plan if "sessions" in node.get("Relation Name", ""))
