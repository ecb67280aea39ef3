"""What moves national figures and cannot be undone has a reason and a second person (R1.12, I21)."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from quiz_service.tables import shared
from quiz_service.use_cases.delivery.keep_flags import keep_flags
from services.chassis.access import Access, keep
from services.chassis.tokens import Caller
from services.contracts.events import FlagsCounted
from tests.quiz.editors import Desk, published_desk
from tests.quiz.past import play, question
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

BODY = {"decision": "everyone_right", "reason": "标准已更新。"}
NATION = tokens.organiser()


@pytest.fixture
async def desk(quiz: QuizSystem) -> Desk:
    return await published_desk(quiz, 20)


@pytest.fixture(autouse=True)
async def clock(quiz: QuizSystem) -> AsyncIterator[None]:
    yield
    await quiz.turn_clock("0")


async def make_account(quiz: QuizSystem, account: Caller, maker: Caller, *openers: Caller) -> None:
    """As the directory tells of it; `openers` have reset its password since."""
    opened_by = [each.subject_id for each in openers]
    made = Access(account.subject_id, 1, account.grants, maker.subject_id, opened_by=opened_by)
    async with quiz.database.begin() as transaction:
        await keep(transaction, shared.access, [made])


async def test_a_withdrawal_takes_two_persons(quiz: QuizSystem, desk: Desk) -> None:
    """I21: the first one is told what it would do, and nothing happens until the second has agreed."""
    contest_id = await quiz.contest(bank_id=desk.bank, closes_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    result = await play(quiz, contest_id, tokens.participant(), left_out=())
    asked = result["review"][0]["stem"]
    held = next(each["id"] for each in (await desk.list()).json()["items"] if each["stem"] == asked)

    proposed = await desk.act(held, "withdraw", {**BODY, "decision": "not_counted"})
    before = (await desk.look(held)).json()["state"]
    alone = await desk.decide(proposed.json()["withdrawal_id"], "approve", caller=desk.reviewer)
    second = await desk.decide(proposed.json()["withdrawal_id"], "approve")
    again = await desk.decide(proposed.json()["withdrawal_id"], "approve")
    late = await desk.decide(proposed.json()["withdrawal_id"], "reject")

    assert (proposed.status_code, proposed.json()["effect"]) == (202, {"sessions": 1, "units_moved": 4})
    assert before == "published"
    assert (alone.status_code, alone.json()["code"]) == (403, "own-proposal")
    assert (second.status_code, second.json()["state"]) == (200, "withdrawn")
    assert second.json()["withdrawal"]["withdrawal_id"] == proposed.json()["withdrawal_id"]
    assert again.json() == second.json()
    assert (late.status_code, late.json()["code"]) == (409, "withdrawal-decided")


async def test_an_account_acts_for_a_second_person_once_it_is_known_who_made_it(quiz: QuizSystem, desk: Desk) -> None:
    """I21: whoever makes an account and hurries is not ahead of the news of it."""
    made = replace(tokens.organiser("reviewer"), access_version=1)

    proposing = asyncio.create_task(desk.act("q-1", "withdraw", BODY, caller=made))
    await asyncio.sleep(0.3)
    await make_account(quiz, made, NATION)
    proposed = await proposing
    by_the_maker = await desk.decide(proposed.json()["withdrawal_id"], "approve", caller=NATION)

    assert proposed.status_code == 202
    assert (by_the_maker.status_code, by_the_maker.json()["code"]) == (403, "own-proposal")


async def test_an_account_of_which_no_news_comes_is_asked_to_come_back(desk: Desk) -> None:
    stranger = replace(tokens.organiser("reviewer"), access_version=1)
    author = replace(tokens.organiser("editor"), access_version=1)

    proposed = await desk.act("q-1", "withdraw", BODY, caller=stranger)
    written = await desk.edit("q-1", question(1), "*", author)

    for reply in (proposed, written):
        assert (reply.status_code, reply.json()["code"], reply.headers["Retry-After"]) == (
            503,
            "service-unavailable",
            "1",
        )


async def test_a_rejected_withdrawal_changes_nothing_and_may_be_proposed_anew(desk: Desk) -> None:
    first = (await desk.act("q-1", "withdraw", BODY)).json()["withdrawal_id"]
    repeated = (await desk.act("q-1", "withdraw", BODY)).json()["withdrawal_id"]
    other = await desk.act("q-1", "withdraw", {**BODY, "decision": "not_counted"})

    rejected = await desk.decide(first, "reject")
    approved = await desk.decide(first, "approve")
    anew = await desk.act("q-1", "withdraw", {**BODY, "decision": "not_counted"})

    assert repeated == first
    assert (other.status_code, other.json()["code"]) == (409, "withdrawal-open")
    assert (rejected.status_code, rejected.json()) == (200, {"withdrawal_id": first, "state": "rejected"})
    assert (approved.status_code, approved.json()["code"]) == (409, "withdrawal-decided")
    assert (await desk.look("q-1")).json()["state"] == "published"
    assert (anew.status_code, anew.json()["withdrawal_id"] != first) == (202, True)


async def test_a_second_person_finds_what_waits_with_what_it_would_do(quiz: QuizSystem, desk: Desk) -> None:
    """I21: a proposal that nobody can find is never decided."""
    contest_id = await quiz.contest(bank_id=desk.bank, closes_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    result = await play(quiz, contest_id, tokens.participant(), left_out=())
    asked = result["review"][0]["stem"]
    held = next(each["id"] for each in (await desk.list()).json()["items"] if each["stem"] == asked)
    proposed = (await desk.act(held, "withdraw", {**BODY, "decision": "not_counted"})).json()
    path = f"/v1/banks/{desk.bank}/withdrawals"

    [waiting] = (await quiz.get(path, desk.second_reviewer)).json()["items"]
    foreign = await quiz.get(path, tokens.organiser("reviewer", "370000"))
    await desk.decide(proposed["withdrawal_id"], "reject")

    assert waiting.pop("proposed_at")
    assert waiting == {
        "withdrawal_id": proposed["withdrawal_id"],
        "question_id": held,
        "version": 1,
        "stem": asked,
        "decision": "not_counted",
        "reason": BODY["reason"],
        "proposed_by": desk.reviewer.subject,
        "effect": proposed["effect"],
    }
    assert (foreign.status_code, foreign.json()["code"]) == (404, "bank-not-found")
    assert (await quiz.get(path, desk.second_reviewer)).json()["items"] == []


async def test_an_account_and_its_maker_are_one_person(quiz: QuizSystem, desk: Desk) -> None:
    """I21: for withdrawals and for approvals, in both directions."""
    maker, made = tokens.organiser(), tokens.organiser("reviewer")
    await make_account(quiz, made, maker)

    by_made = (await desk.act("q-1", "withdraw", BODY, made)).json()["withdrawal_id"]
    by_maker = (await desk.act("q-2", "withdraw", BODY, maker)).json()["withdrawal_id"]
    refused = [
        await desk.decide(by_made, "approve", caller=maker),
        await desk.decide(by_maker, "approve", caller=made),
    ]
    await desk.send(b"[]", caller=maker)
    written = (await desk.look("q-3")).json()
    cells = {name: written[name] for name in question(0)} | {"stem": "改写的题干"}
    await desk.edit("q-3", cells, written["etag"], maker)
    own = await desk.approve("q-3", made)
    many = await quiz.client.post(
        f"/v1/banks/{desk.bank}/approvals", json={"versions": {"q-3": 2}}, headers=tokens.headers(made)
    )

    assert [(reply.status_code, reply.json()["code"]) for reply in refused] == [(403, "own-proposal")] * 2
    assert (own.status_code, own.json()["code"]) == (403, "own-writing")
    assert [each["code"] for each in many.json()["errors"]] == ["own-writing"]
    assert (await desk.approve("q-3")).status_code == 200


async def test_a_bank_keeps_enough_questions_for_the_days_that_remain(quiz: QuizSystem) -> None:
    """R1.8 I21: 20 questions for four days of five; one less would repeat."""
    desk = await published_desk(quiz, 20)
    closes_at = datetime.now(UTC) + timedelta(days=3)
    await quiz.contest(bank_id=desk.bank, closes_at=closes_at.isoformat())

    refused = await desk.act("q-1", "withdraw", BODY)
    accepted = await desk.act("q-1", "withdraw", {**BODY, "accept_repeats": True})
    done = await desk.decide(accepted.json()["withdrawal_id"], "approve")

    assert (refused.status_code, refused.json()["code"]) == (409, "reserve-too-small")
    assert (accepted.status_code, done.status_code) == (202, 200)


async def test_the_reserve_is_looked_at_again_when_the_second_person_approves(quiz: QuizSystem) -> None:
    """I21: two proposals that each leave enough must not both pass."""
    desk = await published_desk(quiz, 6)
    await quiz.contest(bank_id=desk.bank, closes_at=(datetime.now(UTC) + timedelta(minutes=1)).isoformat())
    first, second = [(await desk.act(each, "withdraw", BODY)).json()["withdrawal_id"] for each in ("q-1", "q-2")]

    replies = [await desk.decide(each, "approve") for each in (first, second)]
    insisted = await desk.decide(second, "approve", {"accept_repeats": True})

    assert [reply.status_code for reply in replies] == [200, 409]
    assert replies[1].json()["code"] == "reserve-too-small"
    assert insisted.status_code == 200


async def test_a_withdrawal_of_a_foreign_bank_is_none(desk: Desk) -> None:
    """I8"""
    proposed = (await desk.act("q-1", "withdraw", BODY)).json()["withdrawal_id"]
    foreign = tokens.organiser("reviewer", "370000")
    asked = [(each, act) for each in (proposed, "x", str(uuid.uuid4())) for act in ("approve", "reject")]

    replies = [await desk.decide(each, act, caller=foreign) for each, act in asked]

    assert {(reply.status_code, reply.json()["code"]) for reply in replies} == {(404, "withdrawal-not-found")}


async def test_accounts_made_by_way_of_others_are_one_person_too(quiz: QuizSystem, desk: Desk) -> None:
    """I21: the secret of the one in the middle was shown to its maker. Two that one account made are two persons."""
    first, middle, last, sibling = (tokens.organiser() for _ in range(4))
    await make_account(quiz, middle, first)
    await make_account(quiz, last, middle)
    await make_account(quiz, sibling, middle)
    by_first = (await desk.act("q-1", "withdraw", BODY, first)).json()["withdrawal_id"]
    by_last = (await desk.act("q-2", "withdraw", BODY, last)).json()["withdrawal_id"]

    downwards = await desk.decide(by_first, "approve", caller=last)
    upwards = await desk.decide(by_last, "approve", caller=first)
    beside = await desk.decide(by_last, "approve", caller=sibling)

    assert [(reply.status_code, reply.json()["code"]) for reply in (downwards, upwards)] == [(403, "own-proposal")] * 2
    assert beside.status_code == 200


async def finalise(quiz: QuizSystem, contest_id: str, body: Any = None, query: str = "") -> Any:
    path = f"/v1/contests/{contest_id}/finalisation{query}"
    return await quiz.client.post(path, json=body, headers=tokens.headers(NATION))


async def test_no_contest_becomes_final_over_open_decisions_unnoticed(quiz: QuizSystem, desk: Desk) -> None:
    """R2.10 R2.11 I21: a dry run counts them; who goes on names their number and says why."""
    contest_id = await quiz.contest(bank_id=desk.bank)
    await play(quiz, contest_id, tokens.participant())
    await desk.act("q-1", "withdraw", {**BODY, "accept_repeats": True})
    counted = [
        FlagsCounted(event_id=uuid.uuid4(), contest_id=contest_id, version=v, open=n) for v, n in ((2, 3), (1, 9))
    ]
    async with quiz.database.begin() as transaction:
        await keep_flags(transaction, counted)
    await quiz.turn_clock("11 days")

    outlook = await finalise(quiz, contest_id, query="?dry_run=true")
    refused = await finalise(quiz, contest_id)
    wrong = await finalise(quiz, contest_id, {"despite_open": 3, "reason": "已报组委会同意"})
    silent = await finalise(quiz, contest_id, {"despite_open": 4})
    final = await finalise(quiz, contest_id, {"despite_open": 4, "reason": "已报组委会同意"})
    state = (await quiz.client.get(f"/v1/contests/{contest_id}")).json()["state"]

    told = {"contest_id": contest_id, "sessions": 1, "open_flags": 3, "open_withdrawals": 1, "open": 4}
    assert (outlook.status_code, outlook.json()) == (200, told)
    assert (refused.status_code, refused.json()["code"], refused.json()["open"]) == (409, "decisions-open", 4)
    assert (wrong.status_code, silent.status_code) == (409, 422)
    assert (final.status_code, final.json()["sessions"], state) == (200, 1, "final")


async def test_a_dry_run_of_a_finalisation_changes_nothing(quiz: QuizSystem) -> None:
    body = contest_body()
    await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(NATION))
    early = await finalise(quiz, body["id"], query="?dry_run=true")
    await quiz.turn_clock("11 days")

    looked = await finalise(quiz, body["id"], query="?dry_run=true")
    await quiz.app.state.process.engine.catalogue.refresh()

    assert (early.status_code, early.json()["code"]) == (409, "contest-not-over")
    assert (looked.status_code, looked.json()["open"]) == (200, 0)
    assert (await quiz.client.get(f"/v1/contests/{body['id']}")).json()["state"] == "closed"


async def test_whoever_made_an_account_goes_on_counting_when_a_password_is_reset(quiz: QuizSystem, desk: Desk) -> None:
    """I21: else a reset by oneself, or by somebody who was asked for it, would make a second person of the first."""
    maker, made, helper = tokens.organiser(), tokens.organiser("reviewer"), tokens.organiser()
    await make_account(quiz, made, maker, made, helper)

    proposed = (await desk.act("q-1", "withdraw", BODY, made)).json()["withdrawal_id"]
    refused = [await desk.decide(proposed, "approve", caller=each) for each in (made, maker, helper)]
    approved = await desk.decide(proposed, "approve")

    assert {(each.status_code, each.json()["code"]) for each in refused} == {(403, "own-proposal")}
    assert approved.status_code == 200
