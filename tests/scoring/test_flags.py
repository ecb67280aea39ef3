"""What looks implausible is flagged for people, who hold, release or void it (R2.11)."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from scoring_service import tables
from scoring_service.domain.integrity import Thresholds
from scoring_service.domain.signals import Watch
from scoring_service.queries.flags import forget_counts
from scoring_service.tables import audit
from scoring_service.use_cases.publish_flag_counts import publish_flag_counts
from scoring_service.use_cases.raise_flags import raise_flags
from scoring_service.use_cases.record_sessions import record_sessions
from scoring_service.use_cases.verify import verify
from services.chassis.audit import breaches
from services.chassis.subscriptions import shared_subscriptions
from services.chassis.tokens import Caller
from services.contracts.events import AccessChanged, SessionFinished
from services.contracts.values import QuestionMark
from services.kit.database import Database
from tests.scoring.builders import BEIJING, CONTEST, DAY, LIXIA, SHIZHONG, finished, new_id
from tests.scoring.scoring_system import ScoringSystem, record, rows
from tests.support import tokens

NATIONAL = tokens.organiser()
SHANDONG = tokens.organiser("organiser", "370000")
REASON = "同一设备连续作答"
UNIT = "SELECT points, sessions, participants, full_marks FROM scoring.unit_totals WHERE unit_code = 'CN'"


def answered(
    right: str = "yynyy",
    *,
    seconds: float = 60,
    late: float = 0,
    asked: str = "abcde",
    person: UUID | None = None,
    path: Sequence[str] = SHIZHONG,
    day: Any = DAY,
) -> SessionFinished:
    """A session with the questions `asked`, right where `right` says y, begun `late` seconds after the others."""
    event = finished(person, right.count("y"), path=path, day=day, max_score=len(right))
    started_at = event.started_at + timedelta(seconds=late)
    marks = tuple(QuestionMark(question, "safety", mark == "y") for question, mark in zip(asked, right, strict=True))
    return msgspec.structs.replace(
        event,
        started_at=started_at,
        finished_at=started_at + timedelta(seconds=seconds),
        duration_ms=int(1000 * seconds),
        questions=marks,
    )


def suspected(*events: SessionFinished, thresholds: Thresholds | None = None) -> set[tuple[str, UUID]]:
    watch = Watch(thresholds or Thresholds())
    return {(each.signal, each.attempt.session_id) for event in events for each in watch.look_at([event])}


async def flag(database: Database, *events: SessionFinished) -> None:
    async with database.begin() as transaction:
        await record_sessions(transaction, events)
        await raise_flags(transaction, Watch(Thresholds()), events)


async def listed(scoring: ScoringSystem, caller: Caller = NATIONAL, **query: Any) -> list[dict[str, Any]]:
    reply = await scoring.get(f"/v1/flags/{CONTEST}", caller, **query)
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def decide(
    scoring: ScoringSystem, flag_id: str, act: str, caller: Caller = NATIONAL, key: str = "", **body: Any
) -> httpx.Response:
    sent = tokens.headers(caller) | ({"Idempotency-Key": key} if key else {})
    body = {"reason": REASON} | body
    return await scoring.client.post(f"/v1/flags/{flag_id}/{act}", json=body, headers=sent)


async def decide_together(
    scoring: ScoringSystem, flag_ids: Sequence[str], act: str, caller: Caller = NATIONAL, **body: Any
) -> httpx.Response:
    body = {"ids": list(flag_ids), "act": act, "reason": REASON} | body
    return await scoring.client.post("/v1/flags/decisions", json=body, headers=tokens.headers(caller))


async def total(scoring: ScoringSystem) -> tuple[Any, ...]:
    return (await rows(scoring.database, UNIT))[0]


def test_r2_11_whoever_answers_faster_than_anybody_reads_is_flagged() -> None:
    fast, slow = answered(seconds=4.9), answered(seconds=5, late=100)

    assert suspected(fast, slow) == {("speed", fast.session_id)}


def test_r2_11_twins_are_two_people_of_a_unit_with_the_same_faults_at_the_same_time() -> None:
    one, other = answered("ynyyy"), answered("yyyyn", asked="ecdab", late=3)
    strangers = [
        answered("ynyyy", late=60),
        answered("ynyyy", path=LIXIA),
        answered("ynyyy", asked="abcdf"),
        answered("yynyy"),
        answered("yyyyy"),
        answered("yyyyy"),
    ]

    assert suspected(one, *strangers) == set()
    assert suspected(one, *strangers, other) == {("twins", one.session_id), ("twins", other.session_id)}


def test_r2_11_many_people_of_a_unit_in_step_are_flagged_all_of_them() -> None:
    in_step = [answered("yyyyy", asked=f"abcd{number}", late=number / 10) for number in range(6)]
    others = [answered("yyyyy", seconds=70 + 5 * number) for number in range(6)]

    assert suspected(*others, *in_step[:4]) == set()
    assert suspected(*others, *in_step) == {("fan_out", each.session_id) for each in in_step}


def test_a_signal_can_be_switched_off() -> None:
    events = [answered("ynyyy", seconds=1) for _ in range(6)]

    assert suspected(*events, thresholds=Thresholds(0, 0, 0)) == set()


async def test_a_flag_is_raised_once_and_changes_no_sum(scoring: ScoringSystem) -> None:
    event = answered("yyyyy", seconds=2)

    for _ in range(2):
        await flag(scoring.database, event)

    [raised] = await listed(scoring)
    assert (raised["signal"], raised["state"], raised["session_id"]) == ("speed", "open", str(event.session_id))
    assert raised["unit"] == {"code": "370103", "name": "市中区"}
    assert (raised["duration_ms"], raised["questions"], raised["decisions"]) == (2000, 5, [])
    assert await total(scoring) == (5, 1, 1, 1)


async def test_a_flag_that_is_raised_again_waits_for_no_decision_about_it(scoring: ScoringSystem) -> None:
    """Decision and batch would wait for each other."""
    event = answered("yyyyy", seconds=2)
    await flag(scoring.database, event)

    async with scoring.database.begin() as deciding:
        await deciding.execute(sa.text("UPDATE scoring.flags SET state = 'held'"))
        async with asyncio.timeout(0.5):
            await flag(scoring.database, event)


async def test_r2_11_held_sessions_count_nowhere_until_they_are_released(scoring: ScoringSystem) -> None:
    person = new_id()
    fast = answered("yyyyy", seconds=2, person=person)
    await flag(scoring.database, fast, answered("nyyyn", person=person, path=BEIJING, day=DAY + timedelta(days=1)))
    [raised] = await listed(scoring)

    held = await decide(scoring, raised["id"], "hold", reason="机器作答？")
    while_held = (await total(scoring), await verify(scoring.database))
    standing = (await scoring.get(f"/v1/standings/{CONTEST}/me", tokens.participant(person))).json()
    progress = (await scoring.get(f"/v1/progress/{CONTEST}/CN", NATIONAL, to="2026-06-20")).json()
    released = await decide(scoring, raised["id"], "release")

    assert (held.status_code, held.json()["state"]) == (200, "held")
    assert while_held == ((3, 1, 1, 0), [])
    assert (standing["points"], standing["sessions"], [day["date"] for day in standing["by_day"]]) == (
        3,
        1,
        ["2026-06-11"],
    )
    assert progress["totals"]["participants"] == 1
    assert [each["code"] for each in progress["silent_children"]] == ["370000", "440000"]
    assert [(each["act"], each["reason"]) for each in released.json()["decisions"]] == [
        ("hold", "机器作答？"),
        ("release", REASON),
    ]
    assert await total(scoring) == (8, 2, 1, 1)
    assert await verify(scoring.database) == []


async def test_a_person_whose_only_session_is_held_is_no_participant(scoring: ScoringSystem) -> None:
    person = new_id()
    await flag(scoring.database, answered("yyyyy", seconds=2, person=person), answered("nnnyy", seconds=99))
    [raised] = await listed(scoring)

    await decide(scoring, raised["id"], "hold")
    standing = (await scoring.get(f"/v1/standings/{CONTEST}/me", tokens.participant(person))).json()
    await record(scoring.database, answered("ynnnn", person=person, day=DAY - timedelta(days=1)))

    assert (standing["points"], standing["rank"], standing["of"]) == (0, 2, 1)
    assert await total(scoring) == (3, 2, 2, 0)
    assert await verify(scoring.database) == []


async def test_a_held_session_is_no_attendance_of_its_day(scoring: ScoringSystem) -> None:
    """I6: a session of the same day that comes late is the person's first one there."""
    person = new_id()
    later = answered("nyyyy", person=person, day=DAY + timedelta(days=1))
    await flag(scoring.database, answered("yyyyy", seconds=2, person=person), later)
    [raised] = await listed(scoring)
    await decide(scoring, raised["id"], "hold")

    await record(scoring.database, answered("ynnnn", person=person))

    assert await total(scoring) == (5, 2, 1, 0)
    assert await verify(scoring.database) == []


@pytest.mark.parametrize("before", [(), ("hold",), ("hold", "release")])
async def test_a_void_can_be_released_and_the_session_counts_again(
    scoring: ScoringSystem, before: Sequence[str]
) -> None:
    """R2.11: whatever the flag went through before it was void."""
    await flag(scoring.database, answered("yyyyy", seconds=2))
    [raised] = await listed(scoring)
    for act in before:
        await decide(scoring, raised["id"], act)

    voided = await decide(scoring, raised["id"], "void", reason="作弊")
    while_void = (await total(scoring), await verify(scoring.database))
    refused = [(await decide(scoring, raised["id"], act)).status_code for act in ("hold", "void")]
    released = await decide(scoring, raised["id"], "release", reason="误判，已核实")
    counted = await total(scoring)
    again = await decide(scoring, raised["id"], "void")

    assert (voided.json()["state"], while_void, refused) == ("void", ((0, 0, 0, 0), []), [409, 409])
    assert (released.json()["state"], counted) == ("released", (5, 1, 1, 1))
    assert (again.json()["state"], await total(scoring)) == ("void", (0, 0, 0, 0))
    assert await verify(scoring.database) == []


async def test_a_decision_names_who_made_it_and_why(scoring: ScoringSystem) -> None:
    """R2.11"""
    async with scoring.database.begin() as transaction:
        change = AccessChanged(
            event_id=new_id(), account=NATIONAL.subject_id, version=1, grants=NATIONAL.grants, name="王芳"
        )
        await shared_subscriptions(tables.shared)[AccessChanged](transaction, [change])
    await flag(scoring.database, answered(seconds=2))
    [raised] = await listed(scoring)

    (made,) = (await decide(scoring, raised["id"], "hold", reason="  待核实  ")).json()["decisions"]

    assert (made["act"], made["reason"]) == ("hold", "待核实")
    assert made["decided_by"] == {"id": NATIONAL.subject, "name": "王芳"}
    assert (await listed(scoring, SHANDONG))[0]["decisions"] == [made]


@pytest.mark.parametrize("reason", [None, "", "x", "   ", " x ", "x" * 501, "a\x00b", 7])
async def test_a_decision_without_a_reason_of_2_to_500_characters_is_refused(
    scoring: ScoringSystem, reason: object
) -> None:
    """R2.11"""
    await flag(scoring.database, answered(seconds=2))
    [raised] = await listed(scoring)
    bodies = [{"reason": reason}, {}] if reason is None else [{"reason": reason}]

    for body in bodies:
        for path, more in ((f"{raised['id']}/void", {}), ("decisions", {"ids": [raised["id"]], "act": "void"})):
            reply = await scoring.client.post(f"/v1/flags/{path}", json=body | more, headers=tokens.headers(NATIONAL))

            assert reply.status_code == 422, (path, body)
            assert [each["pointer"] for each in reply.json()["errors"]] == ["/reason"]
    assert [each["state"] for each in await listed(scoring)] == ["open"]


async def test_one_decision_about_many_flags_decides_all_of_them(scoring: ScoringSystem) -> None:
    """R2.11"""
    person = new_id()
    await flag(
        scoring.database,
        answered("yyyyy", seconds=2, person=person),
        answered("nyyyy", seconds=3, person=person, day=DAY + timedelta(days=1)),
        answered("nnyyy", seconds=4, path=BEIJING),
        answered("nnnyy", seconds=99),
    )
    ids = [each["id"] for each in await listed(scoring)]

    held = await decide_together(scoring, [*ids, ids[0]], "hold")
    while_held = (await total(scoring), await verify(scoring.database))
    released = await decide_together(scoring, ids, "release")

    assert [(each["id"], each["state"]) for each in held.json()["items"]] == [(each, "held") for each in sorted(ids)]
    assert while_held == ((2, 1, 1, 0), [])
    assert {each["state"] for each in released.json()["items"]} == {"released"}
    assert await total(scoring) == (14, 4, 3, 1)
    assert await verify(scoring.database) == []
    acts = "SELECT act, left(target, 6), outcome FROM scoring.audit ORDER BY number"
    assert await rows(scoring.database, acts) == [("flag.decide", "hold 3", "done"), ("flag.decide", "releas", "done")]


async def test_a_decision_about_many_is_made_about_all_or_none(scoring: ScoringSystem) -> None:
    await flag(scoring.database, answered("yyyyy", seconds=2), answered("nyyyy", seconds=3))
    first, second = [each["id"] for each in await listed(scoring)]
    await decide(scoring, first, "hold")
    unknown = str(new_id())

    impossible = await decide_together(scoring, [first, second], "hold")
    missing = await decide_together(scoring, [second, unknown], "void")
    refused = [
        (await decide_together(scoring, ids, act)).status_code
        for ids, act in (([], "hold"), (["none"], "hold"), ([second], "ban"), ([second] * 201, "void"))
    ]
    foreign = await decide_together(scoring, [second], "void", SHANDONG)

    assert (impossible.status_code, impossible.json()["code"], impossible.json()["ids"]) == (
        409,
        "flag-decision-not-possible",
        [first],
    )
    assert (missing.status_code, missing.json()["code"], missing.json()["ids"]) == (404, "flag-not-found", [unknown])
    assert (refused, foreign.status_code) == ([422] * 4, 403)
    assert [each["state"] for each in await listed(scoring)] == ["held", "open"]


async def test_the_number_of_open_flags_is_told_when_it_changes(scoring: ScoringSystem) -> None:
    """R2.11: quiz asks before a contest is closed over them."""
    told = """
    SELECT event->>'contest_id', event->'version', event->'open' FROM scoring.outbox
    WHERE stream = 'scoring.flags' ORDER BY id
    """

    async def count() -> None:
        async with scoring.database.begin() as transaction:
            await publish_flag_counts(transaction)

    await flag(scoring.database, answered("yyyyy", seconds=2), answered("nyyyy", seconds=3))
    for _ in range(2):
        await count()
    ids = [each["id"] for each in await listed(scoring)]
    for act in ("hold", "void"):
        await decide_together(scoring, ids, act)
        await count()
    async with scoring.database.begin() as transaction:
        await forget_counts(transaction)
    await count()

    assert await rows(scoring.database, told) == [(CONTEST, 1, 2), (CONTEST, 2, 0), (CONTEST, 3, 0)]


async def test_only_what_is_held_can_be_released_and_it_can_be_held_again(scoring: ScoringSystem) -> None:
    await flag(scoring.database, answered(seconds=2))
    [raised] = await listed(scoring)

    answers = [await decide(scoring, raised["id"], act) for act in ("release", "hold", "hold", "release", "hold")]

    assert [answer.status_code for answer in answers] == [409, 200, 409, 200, 200]
    assert answers[0].json()["code"] == "flag-decision-not-possible"
    assert await total(scoring) == (0, 0, 0, 0)
    assert await verify(scoring.database) == []


async def test_nothing_is_decided_about_a_session_that_the_ledger_does_not_hold_any_more(
    scoring: ScoringSystem,
) -> None:
    """R2.11: as after the days of a past contest have been detached."""
    async with scoring.database.begin() as transaction:
        await raise_flags(transaction, Watch(Thresholds()), [answered(seconds=2)])
    [raised] = await listed(scoring)

    refused = await decide(scoring, raised["id"], "hold")

    assert (refused.status_code, refused.json()["code"]) == (409, "session-not-in-ledger")
    assert await listed(scoring) == [raised]


async def test_a_session_counts_again_when_every_flag_has_released_it(scoring: ScoringSystem) -> None:
    await flag(scoring.database, answered("ynyyy", seconds=2), answered("ynyyy", seconds=3))
    first, second = [each for each in await listed(scoring) if each["duration_ms"] == 2000]

    sums = []
    for flag_id, act in ((first, "hold"), (second, "hold"), (first, "release"), (second, "release")):
        await decide(scoring, flag_id["id"], act)
        sums.append((await total(scoring))[:2])

    assert sums == [(4, 1), (4, 1), (4, 1), (8, 2)]
    assert await verify(scoring.database) == []


async def test_a_held_session_whose_score_changes_counts_with_it_once_released(scoring: ScoringSystem) -> None:
    event = answered("nyyyy", seconds=2)
    await flag(scoring.database, event)
    [raised] = await listed(scoring)
    await decide(scoring, raised["id"], "hold")

    await record(scoring.database, msgspec.structs.replace(event, score=5, revision=1, cause="w-1"))
    while_held = (await total(scoring), await verify(scoring.database))
    await decide(scoring, raised["id"], "release")

    assert while_held == ((0, 0, 0, 0), [])
    assert await total(scoring) == (5, 1, 1, 1)
    assert await verify(scoring.database) == []


async def test_i10_a_repeated_decision_has_one_effect(scoring: ScoringSystem) -> None:
    await flag(scoring.database, answered(seconds=2))
    [raised] = await listed(scoring)

    first, again, other = [
        await decide(scoring, raised["id"], "hold", key="k", reason=reason) for reason in ("aa", "aa", "bb")
    ]

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert first.json() == again.json()
    assert len(await rows(scoring.database, "SELECT * FROM scoring.ledger WHERE kind = 'hold'")) == 1


async def test_i8_an_organiser_reads_the_flags_of_the_own_subtree_only(scoring: ScoringSystem) -> None:
    await flag(
        scoring.database,
        answered(seconds=1, asked="fghij"),
        answered(seconds=2, path=LIXIA),
        answered(seconds=3, path=BEIJING),
    )

    def durations(items: list[dict[str, Any]]) -> list[int]:
        return [each["duration_ms"] for each in items]

    assert durations(await listed(scoring)) == [1000, 2000, 3000]
    assert durations(await listed(scoring, SHANDONG)) == [1000, 2000]
    assert durations(await listed(scoring, tokens.organiser("administrator", "370102"))) == [2000]
    assert await listed(scoring, tokens.organiser("organiser", "440000")) == []


async def test_pages_follow_one_another(scoring: ScoringSystem) -> None:
    await flag(scoring.database, *[answered(seconds=1 + number, asked=f"abcd{number}") for number in range(4)])
    await decide(scoring, (await listed(scoring))[1]["id"], "hold")

    seen, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await scoring.get(f"/v1/flags/{CONTEST}", NATIONAL, **query)).json()
        seen += [each["duration_ms"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == [1000, 2000, 3000, 4000]
    assert [each["duration_ms"] for each in await listed(scoring, state="held")] == [2000]
    whole = await scoring.get(f"/v1/flags/{CONTEST}", NATIONAL)
    polled = tokens.headers(NATIONAL) | {"If-None-Match": whole.headers["etag"]}
    assert (await scoring.client.get(f"/v1/flags/{CONTEST}", headers=polled)).status_code == 304


async def test_refusals_come_in_their_order(scoring: ScoringSystem) -> None:
    await flag(scoring.database, answered(seconds=2))
    [raised] = await listed(scoring)
    flags, hold = f"/v1/flags/{CONTEST}", f"/v1/flags/{raised['id']}/hold"

    async def get(path: str, caller: Caller | None, **query: Any) -> int:
        headers = {} if caller is None else tokens.headers(caller)
        return (await scoring.client.get(path, params=query, headers=headers)).status_code

    async def post(path: str, caller: Caller, body: Any) -> int:
        return (await scoring.client.post(path, json=body, headers=tokens.headers(caller))).status_code

    assert await get(flags, None) == 401
    assert await get(flags, tokens.participant()) == 403
    assert await get("/v1/flags/unknown", tokens.organiser("reporter", "370000"), limit="x") == 403
    assert await get("/v1/flags/unknown", SHANDONG, limit="x") == 404
    assert await get("/v1/flags/a%00b", SHANDONG) == 404
    assert [await get(flags, SHANDONG, **bad) for bad in ({"limit": 0}, {"state": "x"}, {"cursor": "x"})] == [422] * 3
    assert await post(hold, SHANDONG, {}) == 403
    assert await post(hold, tokens.organiser("administrator", "370000"), {}) == 403
    assert await post(f"/v1/flags/{new_id()}/hold", NATIONAL, {"surplus": 1}) == 404
    assert await post("/v1/flags/none/void", NATIONAL, {}) == 404
    assert await post(hold.replace("hold", "release"), NATIONAL, {"surplus": 1}) == 422
    assert await post(hold, NATIONAL, {"reason": "x" * 501}) == 422
    assert await rows(scoring.database, "SELECT * FROM scoring.flag_decisions") == []


async def test_i15_each_decision_leaves_one_record_and_so_does_each_refusal(scoring: ScoringSystem) -> None:
    await flag(scoring.database, answered(seconds=2))
    [raised] = await listed(scoring)

    for act, caller in (("hold", NATIONAL), ("hold", SHANDONG), ("release", NATIONAL), ("release", NATIONAL)):
        await decide(scoring, raised["id"], act, caller)

    query = "SELECT actor, act, target, outcome FROM scoring.audit ORDER BY number"
    assert await rows(scoring.database, query) == [
        (NATIONAL.subject, "flag.hold", raised["id"], "done"),
        (SHANDONG.subject, "flag.hold", f"/v1/flags/{raised['id']}/hold", "forbidden"),
        (NATIONAL.subject, "flag.release", raised["id"], "done"),
        (NATIONAL.subject, "flag.release", f"/v1/flags/{raised['id']}/release", "flag-decision-not-possible"),
    ]
    async with scoring.database.begin() as connection:
        assert await breaches(connection, audit) == []


@pytest.mark.parametrize("table", ["audit", "flag_decisions"])
@pytest.mark.parametrize("what", ["UPDATE scoring.{} SET act = 'x'", "DELETE FROM scoring.{}"])
async def test_the_service_itself_can_only_add_to_its_records(database: Database, table: str, what: str) -> None:
    """I15"""
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        await rows(database, what.format(table))


async def test_decisions_racing_with_new_sessions_of_the_same_people_lose_nothing(scoring: ScoringSystem) -> None:
    people = [new_id() for _ in range(5)]
    fast = [answered("yyyyy", seconds=2, person=person, asked=f"abc{number}x") for number, person in enumerate(people)]
    await flag(scoring.database, *fast)
    raised = [each for each in await listed(scoring) if each["signal"] == "speed"]

    async def play() -> None:
        for day in range(1, 6):
            for person in people:
                await record(scoring.database, answered("nyyyy", person=person, day=DAY + timedelta(days=day)))

    answers = await asyncio.gather(play(), *[decide(scoring, each["id"], "hold") for each in raised])

    assert [answer.status_code for answer in answers[1:] if answer.status_code != 503] != []
    assert await verify(scoring.database) == []


async def test_r2_10_results_that_are_final_take_no_decision(scoring: ScoringSystem) -> None:
    """I5"""
    await flag(scoring.database, answered(seconds=1))
    (flagged,) = await listed(scoring)
    before = await total(scoring)
    async with scoring.database.begin() as transaction:
        await transaction.execute(sa.text("UPDATE scoring.contest_states SET frozen_at = now()"))

    reply = await decide(scoring, flagged["id"], "hold", reason="同一设备连续作答，待核实。")

    assert (reply.status_code, reply.json()["code"]) == (409, "contest-is-final")
    assert await total(scoring) == before
    assert (await listed(scoring))[0]["state"] == "open"
