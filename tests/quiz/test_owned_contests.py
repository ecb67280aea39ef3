"""Every unit runs contests of its own (R1.6, R4.3): who may write which, and for whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from quiz_service.queries import units
from services.chassis.tokens import Caller
from services.contracts.shares import MOST_OF_A_YEAR, full_unit
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

SHANDONG = tokens.organiser("administrator", "370000")


async def post(quiz: QuizSystem, caller: Caller, **changes: Any) -> tuple[httpx.Response, dict[str, Any]]:
    body = contest_body(**changes)
    return await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(caller)), body


async def put(quiz: QuizSystem, caller: Caller, body: dict[str, Any]) -> httpx.Response:
    return await quiz.client.put(f"/v1/contests/{body['id']}", json=body, headers=tokens.headers(caller))


async def test_a_province_runs_a_contest_of_its_own(quiz: QuizSystem) -> None:
    """R1.6 R4.3: it owns it, changes it, and a prefecture's administrator does not."""
    written, body = await post(quiz, SHANDONG, eligible_units=["371000", "370000"])
    renamed = await put(quiz, SHANDONG, {**body, "title": "山东赛区"})
    foreign = await put(quiz, tokens.organiser("administrator", "371000"), {**body, "title": "威海"})
    national = await put(quiz, tokens.organiser(), {**body, "title": "全国"})

    assert (written.status_code, written.json()["owner_unit"]) == (201, "370000")
    assert (renamed.status_code, renamed.json()["title"], renamed.json()["owner_unit"]) == (200, "山东赛区", "370000")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "forbidden")
    assert (national.status_code, national.json()["owner_unit"]) == (200, "370000")


@pytest.mark.parametrize("eligible", [None, ["110000"], ["371000", "CE-015"], ["CN"]])
async def test_nobody_writes_a_contest_for_units_beyond_their_own(quiz: QuizSystem, eligible: list[str] | None) -> None:
    """R4.3 I8"""
    more = {} if eligible is None else {"eligible_units": eligible}

    reply, body = await post(quiz, SHANDONG, **more)

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert (await quiz.client.get(f"/v1/contests/{body['id']}")).status_code == 404


@pytest.mark.parametrize("unit", ["", "370000 ", "379999", "\x00"])
async def test_a_unit_that_nobody_knows_is_named(quiz: QuizSystem, unit: str) -> None:
    """R1.6: at the creation and in mid-contest alike, where it would shut everybody out."""
    created, _ = await post(quiz, tokens.organiser(), eligible_units=["370000", unit])
    body = contest_body()
    await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))
    changed = await put(quiz, tokens.organiser(), {**body, "eligible_units": [unit]})
    start = await quiz.start(body["id"], tokens.participant())

    assert [reply.status_code for reply in (created, changed, start)] == [422, 422, 201]
    assert [each["pointer"] for each in created.json()["errors"]] == ["/eligible_units/1"]


async def test_only_administrators_write_contests(quiz: QuizSystem) -> None:
    for role in ("organiser", "editor", "reviewer", "reporter"):
        reply, _ = await post(quiz, tokens.organiser(role, "CN"), eligible_units=["370000"])
        assert reply.status_code == 403


async def test_an_owner_is_a_unit_of_the_writer(quiz: QuizSystem) -> None:
    below, _ = await post(quiz, SHANDONG, eligible_units=["371000"], owner_unit="371000")
    beyond, _ = await post(quiz, SHANDONG, eligible_units=["371000"], owner_unit="CN")
    unknown, _ = await post(quiz, tokens.organiser(), owner_unit="nowhere")

    assert (below.status_code, below.json()["owner_unit"]) == (201, "371000")
    assert (beyond.status_code, beyond.json()["code"]) == (403, "forbidden")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/owner_unit")


async def test_a_contest_says_in_which_state_it_is(quiz: QuizSystem) -> None:
    now = datetime.now(UTC)
    upcoming, _ = await post(quiz, tokens.organiser(), opens_at=(now + timedelta(days=1)).isoformat())
    opened, _ = await post(quiz, tokens.organiser())
    closed, _ = await post(quiz, tokens.organiser(), closes_at=(now - timedelta(hours=1)).isoformat())

    assert [reply.json()["state"] for reply in (upcoming, opened, closed)] == ["upcoming", "open", "closed"]


async def test_a_contest_of_people_with_a_number_asks_for_it(quiz: QuizSystem) -> None:
    """I19: `identity` says who may start; the token says who has shown a number to be theirs."""
    contest_id = await quiz.contest(rules={"identity": "verified_phone"})
    caller = tokens.participant()

    refused = await quiz.start(contest_id, caller)
    admitted = await quiz.start(contest_id, tokens.with_phone(caller))

    assert (refused.status_code, refused.json()["code"]) == (403, "phone-required")
    assert admitted.status_code == 201


@pytest.mark.parametrize(
    ("fault", "pointer"),
    [
        ({"identity": "passport"}, "/rules/identity"),
        ({"smallest_sample": -1}, "/rules/smallest_sample"),
        ({"composite": {"points": 0, "participation_rate": 0, "average_score": 0}}, "/rules/composite"),
        (
            {"composite": {"points": 1, "participation_rate": -1, "average_score": 1}},
            "/rules/composite/participation_rate",
        ),
        ({"pools": "by_week"}, "/rules/pools"),
        ({"reveal": "never"}, "/rules/reveal"),
        ({"blueprint": {"kinds": {"single_choice": 6}}}, "/rules"),
        ({"blueprint": {"kinds": {"essay": 5}}}, "/rules/blueprint/kinds/essay"),
        ({"blueprint": {"kinds": {"single_choice": 5}, "difficulty_sum": [9, 8]}}, "/rules"),
        ({"blueprint": {"kinds": {"single_choice": 5}, "difficulty_sum": [16, 20]}}, "/rules"),
    ],
)
async def test_a_faulty_rule_is_named(quiz: QuizSystem, fault: dict[str, Any], pointer: str) -> None:
    reply, _ = await post(quiz, tokens.organiser(), rules=fault)

    assert (reply.status_code, [each["pointer"] for each in reply.json()["errors"]]) == (422, [pointer])


async def test_weights_are_fixed_when_the_contest_opens(quiz: QuizSystem) -> None:
    """R2.2: nobody chooses them after the fact; before it anybody may change their mind."""
    weights = {"points": 1, "participation_rate": 1, "average_score": 1}
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    upcoming, coming = await post(quiz, tokens.organiser(), opens_at=later)
    opened, running = await post(quiz, tokens.organiser())

    early = await put(quiz, tokens.organiser(), {**coming, "rules": {**coming["rules"], "composite": weights}})
    late = await put(quiz, tokens.organiser(), {**running, "rules": {**running["rules"], "composite": weights}})

    assert [upcoming.status_code, opened.status_code, early.status_code] == [201, 201, 200]
    assert (late.status_code, late.json()["code"]) == (409, "contest-has-started")


async def test_the_event_of_a_contest_carries_its_rules_and_its_owner(quiz: QuizSystem) -> None:
    rules = {"smallest_sample": 7, "composite": {"points": 1, "participation_rate": 2, "average_score": 3}}
    reply, body = await post(quiz, SHANDONG, eligible_units=["370000"], rules=rules)
    assert reply.status_code == 201

    async with quiz.database.begin() as connection:
        told = sa.text("SELECT event FROM quiz.outbox WHERE event ->> 'contest_id' = :id")
        event = (await connection.execute(told, {"id": body["id"]})).scalar_one()

    assert (event["owner_unit"], event["rules"]["smallest_sample"]) == ("370000", 7)
    assert event["rules"]["composite"] == {"points": 1.0, "participation_rate": 2.0, "average_score": 3.0}


async def test_a_unit_with_those_below_it_makes_a_bounded_number_of_contests(quiz: QuizSystem) -> None:
    """R4.1 R6.2: every participant's cards and lists go through all of them; 150 of one county stopped the others."""
    town = ("CN", "370000", "371000", "371002", "371002001")
    async with quiz.database.begin() as transaction:
        await units.upsert(transaction, [(town[-1], 1, town)])
    county = tokens.organiser("administrator", "371002")

    made = [
        (await post(quiz, county, eligible_units=["371002"], owner_unit=owner))[0].status_code
        for owner in ["371002", town[-1]] * (MOST_OF_A_YEAR[2] // 2)
    ]
    refused = [(await post(quiz, county, eligible_units=["371002"], owner_unit=owner))[0] for owner in town[-2:]]
    others = [
        (await post(quiz, caller, eligible_units=[unit]))[0].status_code
        for caller, unit in ((SHANDONG, "371000"), (tokens.organiser(), "371002"))
    ]

    assert made == [201] * MOST_OF_A_YEAR[2]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [(409, "too-many-contests")] * 2
    assert refused[1].json()["unit"] == "371002"
    assert others == [201, 201]


def test_a_share_counts_what_is_below_and_nothing_beside() -> None:
    province, county = ("CN", "37"), ("CN", "37", "3710", "371002")
    beside = ("CN", "37", "3710", "371003")

    assert full_unit(county, [county] * 60) == ("371002", 60)
    assert full_unit(beside, [county] * 60) is None
    assert full_unit(beside, [county] * 240) == ("3710", 240)
    assert full_unit(province, [county] * 1199) is None
    assert full_unit(("CN",), [("CN",)] * 9000) is None
