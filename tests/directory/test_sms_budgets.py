"""Text messages are paid for: budgets of an address and of all, used up before the provider is asked (R4.1)."""

import asyncio
import io
import json
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from services.directory.tables import budgets
from services.directory.use_cases.signing_in.forget_expired_sign_ins import forget_expired_sign_ins
from services.directory.use_cases.signing_in.send_sms_code import REFUSED
from services.kit.database import Database
from tests.directory.ways import Ways, new_phone, ways_in
from tests.support.http_server import Said
from tests.support.log_lines import log_lines

FEW = {"sms_per_address_hour": 12, "sms_per_address_day": 100, "sms_per_hour": 20, "sms_per_day": 1000}


@pytest.fixture
async def few(admin: Database, postgres_url: str, redis_url: str) -> AsyncIterator[Ways]:
    """A directory with small budgets, of which nothing is used up."""
    async with admin.begin() as transaction:
        await transaction.execute(budgets.delete())
    async with ways_in(postgres_url, redis_url, **FEW) as running:
        yield running


def refused(budget: str) -> float:
    return float(REFUSED.labels(budget)._value.get())


async def test_two_hundred_numbers_are_not_sent_a_code_from_one_address(ways: Ways) -> None:
    sent, before = len(ways.sms.sent), refused("address")

    replies = [await ways.ask_for_code(new_phone(), "203.0.113.9") for _ in range(200)]

    assert [each.status_code for each in replies] == [202] * 60 + [429] * 140
    assert {each.json()["code"] for each in replies[60:]} == {"sms-address-limit"}
    assert 3500 < int(replies[-1].headers["Retry-After"]) <= 3600
    assert len(ways.sms.sent) - sent == 60
    assert refused("address") - before == 140
    assert (await ways.ask_for_code(new_phone(), "203.0.113.10")).status_code == 202


async def test_an_address_cannot_slip_through_at_once(few: Ways) -> None:
    replies = await asyncio.gather(*(few.ask_for_code(new_phone(), "203.0.113.9") for _ in range(30)))

    assert sorted(each.status_code for each in replies) == [202] * 12 + [429] * 18
    assert len(few.sms.sent) == 12


async def test_the_total_ends_before_the_provider_is_asked_and_the_operator_is_told_once(
    few: Ways,
) -> None:
    before = refused("all")
    with log_lines() as written:
        replies = [await few.ask_for_code(new_phone(), f"198.51.100.{number}") for number in range(30)]

    assert [each.status_code for each in replies] == [202] * 20 + [429] * 10
    assert {each.json()["code"] for each in replies[20:]} == {"sms-total-reached"}
    assert 3500 < int(replies[-1].headers["Retry-After"]) <= 3600
    assert len(few.sms.sent) == 20
    assert refused("all") - before == 10
    assert alerts(written) == [("error", 20, 3600.0)]


def alerts(written: io.StringIO) -> list[tuple[str, int, float]]:
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    return [
        (each["level"], each["most"], each["window_s"]) for each in lines if each["event"] == "paid messages used up"
    ]


async def test_a_number_that_was_refused_for_the_total_may_ask_as_soon_as_there_is_room(
    few: Ways, admin: Database
) -> None:
    for number in range(20):
        await few.ask_for_code(new_phone(), f"198.51.100.{number}")
    phone = new_phone()
    first = await few.ask_for_code(phone)
    async with admin.begin() as transaction:
        await transaction.execute(budgets.delete())

    assert (first.status_code, (await few.ask_for_code(phone)).status_code) == (429, 202)


async def test_what_the_provider_did_not_send_is_given_back(few: Ways) -> None:
    few.sms.broken = Said(b"", 500)
    for number in range(30):
        assert (await few.ask_for_code(new_phone(), f"198.51.100.{number}")).status_code == 503
    few.sms.broken = None

    assert (await few.ask_for_code(new_phone())).status_code == 202


async def test_budgets_name_nobody_and_are_forgotten_when_their_window_ends(few: Ways, admin: Database) -> None:
    """R4.4"""
    phone = new_phone()
    await few.ask_for_code(phone, "203.0.113.77")

    async with admin.begin() as transaction:
        stored = repr((await transaction.execute(budgets.select())).all())
        await forget_expired_sign_ins(transaction)
        kept = len((await transaction.execute(budgets.select())).all())
        await transaction.execute(budgets.update().values(ends_at=sa.func.now()))
        await forget_expired_sign_ins(transaction)
        left = (await transaction.execute(budgets.select())).all()
    assert phone not in stored
    assert "203.0.113" not in stored
    assert (kept, left) == (4, [])
