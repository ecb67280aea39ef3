"""Password sign-in of organisers (R4.3)."""

import asyncio
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.contracts.grants import Grant
from services.directory.tables import budgets, grants, organisers
from services.kit.database import Database
from services.kit.errors import Unavailable
from services.kit.passwords import Passwords
from tests.directory.builders import caller_of
from tests.directory.ways import Ways

OWNER = "192.0.2.7"
RIGHT = "correct horse battery staple"


async def new_organiser(ways: Ways, admin: Database, **changes: object) -> str:
    username = f"u-{uuid.uuid4().hex[:8]}"
    row = {
        "id": uuid.uuid4(),
        "name": "张三",
        "kind": "person",
        "username": username,
        "password_hash": await ways.app.state.process.ways_in.passwords.hash(RIGHT),
        "is_active": True,
        "version": 1,
        **changes,
    }
    async with admin.begin() as transaction:
        await transaction.execute(organisers.insert().values(row))
        held = {"id": uuid.uuid4(), "organiser_id": row["id"], "role": "organiser", "unit": "371000"}
        await transaction.execute(grants.insert().values(held))
    return username


async def sign_in(ways: Ways, username: str, password: str = RIGHT, address: str = OWNER) -> tuple[int, str]:
    reply = await ways.token(address, grant_type="password", username=username, password=password)
    return reply.status_code, reply.json().get("code", "")


async def test_an_organiser_signs_in_with_a_password(ways: Ways, admin: Database) -> None:
    """R4.3"""
    username = await new_organiser(ways, admin)

    reply = await ways.token(OWNER, grant_type="password", username=username, password=RIGHT)

    assert set(reply.json()) == {"access_token", "token_type", "expires_in"}
    caller = caller_of(reply.json()["access_token"])
    assert caller.grants == (Grant("organiser", "371000"),)
    assert not caller.is_participant


async def test_wrong_passwords_unknown_names_and_inactive_accounts_are_refused_alike(
    ways: Ways, admin: Database
) -> None:
    username = await new_organiser(ways, admin)
    inactive = await new_organiser(ways, admin, is_active=False)
    without = await new_organiser(ways, admin, password_hash=None)

    outcomes = [
        await sign_in(ways, *each)
        for each in ((username, "wrong"), (inactive, RIGHT), (without, RIGHT), ("nobody", RIGHT), ("长", RIGHT))
    ]

    assert outcomes == [(401, "invalid-credentials")] * 5


async def test_six_wrong_tries_from_one_address_have_to_wait(ways: Ways, admin: Database) -> None:
    username = await new_organiser(ways, admin)
    first = [await sign_in(ways, username, "wrong") for _ in range(5)]

    sixth = await ways.token(OWNER, grant_type="password", username=username, password=RIGHT)

    assert first == [(401, "invalid-credentials")] * 5
    assert (sixth.status_code, sixth.json()["code"]) == (429, "too-many-tries")
    assert 800 < int(sixth.headers["retry-after"]) <= 900


async def test_tries_at_once_cannot_slip_through(ways: Ways, admin: Database) -> None:
    username = await new_organiser(ways, admin)

    outcomes = await asyncio.gather(*(sign_in(ways, username, f"wrong {number}") for number in range(40)))

    assert sorted(status for status, _ in outcomes) == [401] * 5 + [429] * 35


async def test_the_wait_ends_and_further_tries_do_not_prolong_it(ways: Ways, admin: Database) -> None:
    username = await new_organiser(ways, admin)
    for _ in range(20):
        await sign_in(ways, username, "wrong")
    async with admin.begin() as transaction:
        moved = budgets.c.ends_at - timedelta(minutes=15)
        await transaction.execute(budgets.update().values(ends_at=moved))

    assert await sign_in(ways, username) == (200, "")


async def test_a_thousand_wrong_passwords_from_many_addresses_do_not_lock_the_owner_out(
    ways: Ways, admin: Database
) -> None:
    """R4.3"""
    username = await new_organiser(ways, admin)
    addresses = [f"198.51.{number // 250}.{number % 250}" for number in range(1000)]

    outcomes = [
        await asyncio.gather(*(sign_in(ways, username, "wrong", each) for each in addresses[at : at + 50]))
        for at in range(0, 1000, 50)
    ]

    assert {each for batch in outcomes for each in batch} == {(401, "invalid-credentials")}
    assert await sign_in(ways, username) == (200, "")


async def test_a_right_password_clears_the_tries_of_its_address(ways: Ways, admin: Database) -> None:
    username = await new_organiser(ways, admin)
    for _ in range(3):
        for _ in range(4):
            await sign_in(ways, username, "wrong")
        assert await sign_in(ways, username) == (200, "")


async def test_a_network_of_ipv6_addresses_is_one_address(ways: Ways, admin: Database) -> None:
    username = await new_organiser(ways, admin)
    for number in range(5):
        await sign_in(ways, username, "wrong", f"2001:db8:1:2::{number}")

    assert (await sign_in(ways, username, RIGHT, "2001:db8:1:2:ffff::1"))[0] == 429
    assert (await sign_in(ways, username, RIGHT, "2001:db8:1:3::1"))[0] == 200


async def test_names_addresses_and_passwords_are_not_stored(ways: Ways, admin: Database) -> None:
    """R4.4"""
    username = await new_organiser(ways, admin)
    await sign_in(ways, username, "a very wrong password")

    async with admin.begin() as transaction:
        tries = repr((await transaction.execute(sa.select(budgets))).all())
        hashed = sa.select(organisers.c.password_hash).where(organisers.c.username == username)
        stored: str = (await transaction.execute(hashed)).scalar_one()
    assert username not in tries
    assert OWNER not in tries
    assert stored.startswith("$argon2id$")
    assert RIGHT not in stored


async def test_more_hashing_than_can_be_done_is_refused_at_once() -> None:
    passwords = Passwords(1, 8)
    known = await passwords.hash("x")

    outcomes = await asyncio.gather(
        *(passwords.is_right("x", known, f"{number}") for number in range(200)), return_exceptions=True
    )

    assert outcomes.count(True) == 64
    assert sum(isinstance(each, Unavailable) for each in outcomes) == 136


@pytest.mark.parametrize("known_hash", ["", "nonsense", "$argon2id$v=19$m=8,t=1,p=1$x$y", None])
async def test_a_hash_that_is_none_matches_nothing(known_hash: str | None) -> None:
    assert not await Passwords(1, 8).is_right("x", known_hash, "")


async def test_a_crowd_of_names_from_one_address_holds_up_nobody_elsewhere(ways: Ways, admin: Database) -> None:
    """I20: eighty tries with random names made every organiser wait ten seconds."""
    username = await new_organiser(ways, admin)
    process = ways.app.state.process
    slow = replace(process, ways_in=replace(process.ways_in, passwords=Passwords(8, 65_536)))
    known = await slow.ways_in.passwords.hash(RIGHT)
    async with admin.begin() as transaction:
        await transaction.execute(
            organisers.update().where(organisers.c.username == username).values(password_hash=known)
        )
    ways.app.state.process = slow
    try:
        crowd = [asyncio.create_task(sign_in(ways, f"random-{n}", "x", "192.0.2.99")) for n in range(80)]
        await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
        outcome = await sign_in(ways, username, RIGHT, "192.0.2.98")
        went_first = sum(each.done() and each.result()[0] == 401 for each in crowd)
        told = await asyncio.gather(*crowd)
    finally:
        ways.app.state.process = process

    assert outcome == (200, "")
    assert went_first < 8
    assert set(told) == {(401, "invalid-credentials"), (429, "too-many-requests")}
