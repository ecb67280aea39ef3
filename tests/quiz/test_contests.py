"""Contests are data (R1.1, R1.6): administrators write them, everybody reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens


async def test_the_shipped_contest_is_open_around_today(quiz: QuizSystem) -> None:
    reply = await quiz.client.get("/v1/contests/safety-month-2026")

    contest = reply.json()
    assert contest["rules"] == {
        "questions_per_session": 5,
        "points_per_question": 1,
        "time_limit_seconds": 150,
        "sessions_per_day": 1,
        "identity": "any",
        "smallest_sample": 0,
        "pools": "whole_bank",
        "reveal": "at_hand_in",
        "blueprint": {"kinds": {"single_choice": 3, "multiple_choice": 1, "true_false": 1}},
    }
    assert (contest["owner_unit"], contest["contacts"], contest["guide"]) == ("CN", [], "")
    opens_at, closes_at = (datetime.fromisoformat(contest[name]) for name in ("opens_at", "closes_at"))
    assert closes_at - opens_at == timedelta(days=30)
    assert opens_at < datetime.now(UTC) < closes_at


async def test_a_contest_is_read_as_it_was_written(quiz: QuizSystem) -> None:
    """R1.1"""
    more = {"identity": "any", "smallest_sample": 30, "pools": "whole_bank", "reveal": "at_hand_in"}
    weights = {"points": 1.0, "participation_rate": 2.0, "average_score": 0.5}
    body = contest_body(
        eligible_units=["370000"],
        owner_unit="370000",
        contacts=[{"label": "咨询电话", "value": "0531-00000000"}],
        guide="每天一次，\n限时答题。",
        rules={**more, "composite": weights},
    )
    written = await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))

    read = (await quiz.client.get(f"/v1/contests/{body['id']}")).json()

    assert written.status_code == 201
    assert set(read) == {*body, "state", "server_time"}
    instants = {name: datetime.fromisoformat(read[name]) for name in ("opens_at", "closes_at")}
    assert instants == {name: datetime.fromisoformat(body[name]) for name in instants}
    assert {name: read[name] for name in body if name not in instants} == {
        name: body[name] for name in body if name not in instants
    }


async def test_what_was_read_of_a_contest_can_be_sent_back(quiz: QuizSystem) -> None:
    """R1.1: whoever changes the title reads the contest, puts the new one in and writes it; the state is no wish."""
    path, headers = f"/v1/contests/{await quiz.contest()}", tokens.headers(tokens.organiser())
    read = (await quiz.client.get(path)).json()

    changed = await quiz.client.put(path, json={**read, "title": "改名的竞赛", "state": "final"}, headers=headers)
    unknown = await quiz.client.put(path, json={**read, "state": "paused"}, headers=headers)

    kept = (await quiz.client.get(path)).json()
    assert (changed.status_code, changed.json()["state"]) == (200, "open"), changed.text
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/state")
    assert kept | {"server_time": ""} == read | {"title": "改名的竞赛", "server_time": ""}


async def test_the_list_says_that_it_is_whole(quiz: QuizSystem) -> None:
    page = (await quiz.client.get("/v1/contests")).json()

    assert set(page) == {"items", "next_cursor"}
    assert page["next_cursor"] is None
    [found] = [each for each in page["items"] if each["id"] == "safety-month-2026"]
    assert set(found) == {*contest_body(), "owner_unit", "contacts", "guide", "state", "server_time"}


async def test_the_list_has_a_tag_that_the_time_alone_does_not_change(quiz: QuizSystem) -> None:
    """R2.9"""
    first = await quiz.client.get("/v1/contests")
    same = await quiz.client.get("/v1/contests", headers={"If-None-Match": first.headers["ETag"]})
    await quiz.client.post("/v1/contests", json=contest_body(), headers=tokens.headers(tokens.organiser()))
    other = await quiz.client.get("/v1/contests", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith('"')
    assert (same.status_code, same.content) == (304, b"")
    times = [datetime.fromisoformat(each.headers["Server-Time"]) for each in (first, same)]
    assert times == sorted(set(times))
    assert times[0] == datetime.fromisoformat(first.json()["items"][0]["server_time"])
    assert other.status_code == 200


async def test_a_new_contest_is_in_the_list_at_once(quiz: QuizSystem) -> None:
    body = contest_body()

    await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))
    page = (await quiz.client.get("/v1/contests")).json()

    assert body["id"] in [each["id"] for each in page["items"]]


@pytest.mark.parametrize("name", ["no-such", "a%00b", "%F0%9F%98%80", "..%2F", "x" * 3000])
async def test_whatever_is_no_contest_is_a_404(quiz: QuizSystem, name: str) -> None:
    reply = await quiz.client.get(f"/v1/contests/{name}")

    assert reply.status_code == 404


async def test_only_eligible_units_may_start(quiz: QuizSystem) -> None:
    """R1.6"""
    contest_id = await quiz.contest(eligible_units=["110000"])

    reply = await quiz.start(contest_id, tokens.participant())

    assert (reply.status_code, reply.json()["code"]) == (403, "entry-not-available")


async def test_writing_contests_is_for_administrators(quiz: QuizSystem) -> None:
    """I8: 401 before 403 before 422."""
    provincial = tokens.organiser(unit="370000")
    calls: list[tuple[dict[str, str], int]] = [
        ({}, 401),
        (tokens.headers(tokens.participant()), 403),
        (tokens.headers(tokens.organiser(role="editor")), 403),
        (tokens.headers(provincial), 422),
        (tokens.headers(tokens.organiser()), 422),
    ]

    for headers, expected in calls:
        reply = await quiz.client.post("/v1/contests", content=b"{not json", headers=headers)
        assert reply.status_code == expected


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"id": "Not A Slug"}, "/id"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"opens_at": "2026-06-01T00:00:00"}, "/opens_at"),
        ({"closes_at": "2020-01-01T00:00:00+08:00"}, "/closes_at"),
        ({"closes_at": "2099-01-01T00:00:00+08:00"}, "/closes_at"),
        ({"rules": {"questions_per_session": 0}}, "/rules/questions_per_session"),
        ({"rules": {"time_limit_seconds": 0}}, "/rules/time_limit_seconds"),
        ({"rules": {"sessions_per_day": "two"}}, "/rules/sessions_per_day"),
        ({"entries": []}, "/entries"),
        ({"entries": ["region", "region"]}, "/entries"),
        ({"entries": ["moon"]}, "/entries/0"),
        ({"bank_id": "no-such-bank"}, "/bank_id"),
        ({"score": 5}, "/score"),
    ],
)
async def test_a_faulty_contest_is_refused_with_a_pointer_and_not_written(
    quiz: QuizSystem, change: dict[str, Any], pointer: str
) -> None:
    body = contest_body(**change)

    reply = await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))

    assert reply.status_code == 422
    assert [(fault["pointer"], fault["detail"] != "取值有误。") for fault in reply.json()["errors"]] == [
        (pointer, True)
    ]
    assert (await quiz.client.get(f"/v1/contests/{body['id']}")).status_code == 404


async def test_a_contest_in_the_past_with_one_second_is_legal_but_closed(quiz: QuizSystem) -> None:
    now = datetime.now(UTC)
    contest_id = await quiz.contest(
        opens_at=(now - timedelta(days=300)).isoformat(),
        closes_at=(now - timedelta(days=200)).isoformat(),
        rules={"time_limit_seconds": 1},
    )

    reply = await quiz.start(contest_id, tokens.participant())
    today = await quiz.get(f"/v1/contests/{contest_id}/me", tokens.participant())

    assert (reply.status_code, reply.json()["code"]) == (409, "contest-not-open")
    assert today.json()["state"] == "closed"


async def test_the_same_idempotency_key_gives_the_first_answer_again(quiz: QuizSystem) -> None:
    """I10"""
    body = contest_body()
    headers = {**tokens.headers(tokens.organiser()), "Idempotency-Key": "key-1"}
    first = await quiz.client.post("/v1/contests", json=body, headers=headers)

    again = await quiz.client.post("/v1/contests", json=body, headers=headers)
    other = await quiz.client.post("/v1/contests", json={**body, "title": "另一个"}, headers=headers)
    without = await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))

    assert (again.status_code, again.content) == (201, first.content)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert (without.status_code, without.json()["code"]) == (409, "contest-exists")


async def test_the_title_may_change_any_time_the_rules_only_before_the_first_session(quiz: QuizSystem) -> None:
    body = contest_body()
    administrator = tokens.headers(tokens.organiser())
    await quiz.client.post("/v1/contests", json=body, headers=administrator)
    longer = {**body, "rules": {**body["rules"], "time_limit_seconds": 200}}
    before = await quiz.client.put(f"/v1/contests/{body['id']}", json=longer, headers=administrator)
    session = (await quiz.start(body["id"], tokens.participant())).json()

    title = await quiz.client.put(f"/v1/contests/{body['id']}", json={**longer, "title": "新名"}, headers=administrator)
    rules = await quiz.client.put(f"/v1/contests/{body['id']}", json=body, headers=administrator)

    assert (before.status_code, title.status_code) == (200, 200)
    assert session["remaining_ms"] > 199_000
    assert (rules.status_code, rules.json()["code"]) == (409, "contest-has-started")


async def test_today_goes_from_open_over_in_progress_to_done(quiz: QuizSystem) -> None:
    """R1.5"""
    caller = tokens.participant()
    contest_id = await quiz.contest()
    path = f"/v1/contests/{contest_id}/me"
    before = (await quiz.get(path, caller)).json()
    session = (await quiz.start(contest_id, caller)).json()
    during = (await quiz.get(path, caller)).json()
    await quiz.hand_in(session["id"], caller)

    after = (await quiz.get(path, caller)).json()

    assert [today["state"] for today in (before, during, after)] == ["open", "in_progress", "done"]
    assert during["session_id"] == session["id"]
    assert datetime.fromisoformat(after["next_session_at"]) > datetime.now(UTC)


async def test_a_window_of_more_than_a_year_is_taken(quiz: QuizSystem) -> None:
    """R1.1: at once, though its days are many; those far ahead get their partitions when they come near."""
    now = datetime.now(UTC)
    body = contest_body(closes_at=(now + timedelta(days=394)).isoformat())

    written = await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))
    start = await quiz.start(body["id"], tokens.participant())

    assert (written.status_code, start.status_code) == (201, 201)
    async with quiz.database.begin() as connection:
        far = sa.text("SELECT to_regclass('quiz.sessions_' || to_char(now() + interval '200 days', 'YYYYMMDD'))")
        assert (await connection.execute(far)).scalar_one() is None


async def test_reading_a_contest_looks_into_no_folder(quiz: QuizSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """R6.2: anybody may read all of them, and each would walk through the time zones of the machine."""
    contest_id = await quiz.contest()
    walked = []
    monkeypatch.setattr("os.walk", lambda top, **_: walked.append(top) or iter(()))

    replies = [await quiz.client.get(path) for path in ("/v1/contests", f"/v1/contests/{contest_id}")]

    assert [each.status_code for each in replies] == [200, 200]
    assert walked == []
