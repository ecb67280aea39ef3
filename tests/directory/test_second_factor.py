"""A second factor for people who sign in with a password (R4.3, RFC 6238)."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from services.directory.domain import totp
from services.directory.tables import audit, budgets, grants, organisers, second_factors
from services.kit.database import Database
from tests.directory.test_passwords import RIGHT, new_organiser
from tests.directory.ways import Ways, ways_in
from tests.support import tokens

RFC_SECRET = b"12345678901234567890"


@pytest.fixture(autouse=True)
async def nothing_used_up(admin: Database) -> None:
    async with admin.begin() as transaction:
        await transaction.execute(budgets.delete())


async def administrator(ways: Ways, admin: Database, unit: str = "371000") -> str:
    """The name to sign in with."""
    username = await new_organiser(ways, admin)
    of_them = sa.select(organisers.c.id).where(organisers.c.username == username).scalar_subquery()
    async with admin.begin() as transaction:
        changed = grants.update().where(grants.c.organiser_id == of_them).values(role="administrator", unit=unit)
        await transaction.execute(changed)
    return username


async def sign_in(ways: Ways, username: str, second_factor: str | None = None, **others: str) -> tuple[int, str]:
    body = {"grant_type": "password", "username": username, "password": RIGHT}
    body |= {} if second_factor is None else {"second_factor": second_factor}
    reply = await ways.token(**(body | others))
    return reply.status_code, reply.json().get("code", "")


async def enrol(ways: Ways, username: str, **others: str) -> bytes:
    """The secret, in force."""
    secret, _ = await enrol_with_codes(ways, username, **others)
    return secret


async def enrol_with_codes(ways: Ways, username: str, **others: str) -> tuple[bytes, list[str]]:
    body = {"username": username, "password": RIGHT}
    begun = await ways.post("/v1/auth/second-factors", body | others)
    assert begun.status_code == 201, begun.text
    secret = base64.b32decode(begun.json()["secret"])
    code = totp.code_at(secret, step() - 1)  # leaves the present one for what follows
    confirmed = await ways.post("/v1/auth/second-factors/confirmation", {**body, "code": code})
    assert confirmed.status_code == 200, confirmed.text
    return secret, confirmed.json()["recovery_codes"]


def step() -> int:
    return int(time.time() // totp.STEP_S)


def code_of(secret: bytes) -> str:
    return totp.code_at(secret, step())


def wrong(secret: bytes) -> str:
    right = {totp.code_at(secret, step() + apart) for apart in range(-2, 3)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in right)


@pytest.mark.parametrize(
    ("at_s", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_the_standard(at_s: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    assert totp.code_at(RFC_SECRET, at_s // totp.STEP_S) == code


def test_a_telephone_may_be_half_a_minute_off() -> None:
    present = 1111111111 // totp.STEP_S

    found = [totp.step_of(RFC_SECRET, "050471", 1111111111 + late) for late in (-60, -30, 0, 30, 60)]

    assert found == [None, present, present, present, None]


async def test_from_its_confirmation_on_a_sign_in_asks_for_it(ways: Ways, admin: Database) -> None:
    username = await administrator(ways, admin)
    body = {"username": username, "password": RIGHT}
    begun = (await ways.post("/v1/auth/second-factors", body)).json()
    before = await sign_in(ways, username)
    address = urlsplit(begun["uri"])
    secret = base64.b32decode(parse_qs(address.query)["secret"][0])
    unconfirmed = await ways.post("/v1/auth/second-factors/confirmation", {**body, "code": wrong(secret)})
    confirmed = await ways.post("/v1/auth/second-factors/confirmation", {**body, "code": code_of(secret)})

    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert begun["qr"].startswith("data:image/svg+xml")
    assert before == (200, "")
    assert (unconfirmed.status_code, unconfirmed.json()["code"]) == (401, "second-factor-wrong")
    assert len(set(confirmed.json()["recovery_codes"])) == 8
    assert await sign_in(ways, username) == (401, "second-factor-needed")
    assert await sign_in(ways, username, wrong(secret)) == (401, "second-factor-wrong")
    assert await sign_in(ways, username, totp.code_at(secret, step() + 1)) == (200, "")


async def test_a_code_is_good_once_also_at_once(ways: Ways, admin: Database) -> None:
    username = await administrator(ways, admin)
    code = code_of(await enrol(ways, username))

    outcomes = await asyncio.gather(*(sign_in(ways, username, code) for _ in range(5)))

    assert sorted(outcomes) == [(200, ""), *[(401, "second-factor-wrong")] * 4]
    assert await sign_in(ways, username, code) == (401, "second-factor-wrong")


async def test_a_code_older_than_the_one_used_last_is_refused(ways: Ways, admin: Database) -> None:
    username = await administrator(ways, admin)
    secret = await enrol(ways, username)
    assert await sign_in(ways, username, totp.code_at(secret, step() + 1)) == (200, "")

    assert await sign_in(ways, username, code_of(secret)) == (401, "second-factor-wrong")


async def test_each_recovery_code_stands_in_once_however_it_is_typed(ways: Ways, admin: Database) -> None:
    username = await administrator(ways, admin)
    _, codes = await enrol_with_codes(ways, username)
    first = f" {codes[0][:4]}-{codes[0][4:8]}-{codes[0][8:]} ".upper()

    assert await sign_in(ways, username, first) == (200, "")
    assert await sign_in(ways, username, codes[0]) == (401, "second-factor-wrong")
    assert await sign_in(ways, username, codes[1]) == (200, "")


async def test_a_wrong_password_never_tells_of_a_second_factor(ways: Ways, admin: Database) -> None:
    username = await administrator(ways, admin)
    secret = await enrol(ways, username)

    assert await sign_in(ways, username, code_of(secret), password="wrong") == (401, "invalid-credentials")
    assert await sign_in(ways, username, password="wrong") == (401, "invalid-credentials")


async def test_guesses_from_many_addresses_are_bounded(ways: Ways, admin: Database) -> None:
    """Whoever knows the password has twenty tries an hour, wherever they come from."""
    username = await administrator(ways, admin)
    secret = await enrol(ways, username)
    body = {"grant_type": "password", "username": username, "password": RIGHT, "second_factor": wrong(secret)}

    replies = [await ways.token(f"198.51.100.{number}", **body) for number in range(25)]

    assert [each.status_code for each in replies] == [401] * 20 + [429] * 5
    assert 3500 < int(replies[-1].headers["Retry-After"]) <= 3600


async def test_another_secret_needs_the_present_one_and_replaces_it_when_confirmed(ways: Ways, admin: Database) -> None:
    username = await administrator(ways, admin)
    first = await enrol(ways, username)
    body = {"username": username, "password": RIGHT}
    refused = await ways.post("/v1/auth/second-factors", body)
    second = await enrol(ways, username, second_factor=code_of(first))

    assert (refused.status_code, refused.json()["code"]) == (401, "second-factor-needed")
    assert await sign_in(ways, username, totp.code_at(first, step() + 1)) == (401, "second-factor-wrong")
    assert await sign_in(ways, username, code_of(second)) == (200, "")


async def test_nothing_to_confirm_is_told(ways: Ways, admin: Database) -> None:
    body = {"username": await administrator(ways, admin), "password": RIGHT, "code": "123456"}

    reply = await ways.post("/v1/auth/second-factors/confirmation", body)

    assert (reply.status_code, reply.json()["code"]) == (409, "no-pending-second-factor")


async def test_secrets_and_recovery_codes_are_not_readable_in_the_database(ways: Ways, admin: Database) -> None:
    """R4.4"""
    username = await administrator(ways, admin)
    secret, codes = await enrol_with_codes(ways, username)

    async with admin.begin() as transaction:
        stored = [
            bytes(each or b"") for row in await transaction.execute(sa.select(second_factors.c.secret)) for each in row
        ]
        digests = repr((await transaction.execute(sa.select(second_factors.c.recovery_digests))).all())
    assert not any(secret in each for each in stored)
    assert not any(code in digests for code in codes)


async def test_a_replaced_key_opens_what_was_sealed_before(
    ways: Ways, admin: Database, postgres_url: str, redis_url: str
) -> None:
    username = await administrator(ways, admin)
    secret, codes = await enrol_with_codes(ways, username)
    async with ways_in(postgres_url, redis_url, secret="6b" * 32, previous_secrets=["5a" * 32]) as renewed:
        assert await sign_in(renewed, username, code_of(secret)) == (200, "")
        assert await sign_in(renewed, username, codes[0]) == (200, "")
    async with ways_in(postgres_url, redis_url, secret="6b" * 32) as later:
        assert await sign_in(later, username, totp.code_at(secret, step() + 1)) == (200, "")


@pytest.fixture
async def strict(admin: Database, postgres_url: str, redis_url: str) -> AsyncIterator[Ways]:  # noqa: ARG001
    async with ways_in(postgres_url, redis_url, second_factor_required=True) as running:
        yield running


async def test_where_it_is_required_administrators_set_one_up_before_their_first_sign_in(
    strict: Ways, admin: Database
) -> None:
    username, other = await administrator(strict, admin), await new_organiser(strict, admin)

    assert await sign_in(strict, username) == (403, "second-factor-required")
    secret = await enrol(strict, username)
    assert await sign_in(strict, username, code_of(secret)) == (200, "")
    assert await sign_in(strict, other) == (200, "")


async def id_of(admin: Database, username: str) -> str:
    async with admin.begin() as transaction:
        query = sa.select(organisers.c.id).where(organisers.c.username == username)
        return str((await transaction.execute(query)).scalar_one())


async def reset(ways: Ways, organiser_id: str, caller: Any) -> int:
    with ways.at("10.0.0.1") as client:
        path = f"/v1/organisers/{organiser_id}/second-factor"
        return (await client.delete(path, headers=tokens.headers(caller))).status_code


async def test_whoever_lost_theirs_is_helped_by_an_administrator_above_and_it_is_on_record(
    ways: Ways, admin: Database
) -> None:
    username = await administrator(ways, admin)
    await enrol(ways, username)
    account = await id_of(admin, username)

    equal = await reset(ways, account, tokens.organiser("administrator", "371000"))
    stranger = await reset(ways, account, tokens.organiser("administrator", "440000"))
    above = await reset(ways, account, tokens.organiser("administrator", "370000"))

    assert (equal, stranger, above) == (403, 404, 204)
    assert await sign_in(ways, username) == (200, "")
    async with admin.begin() as transaction:
        query = sa.select(audit.c.outcome).where(
            audit.c.act == "organiser.reset-second-factor", audit.c.target == account
        )
        assert (await transaction.execute(query)).scalars().all() == ["done"]


async def test_nobody_takes_away_their_own(ways: Ways, admin: Database) -> None:
    """A token that was left open must not end what it was to protect."""
    username = await administrator(ways, admin, "CN")
    await enrol(ways, username)
    account = await id_of(admin, username)
    caller = replace(tokens.organiser("administrator", "CN"), subject=account)

    assert await reset(ways, account, caller) == 409
    assert await sign_in(ways, username) == (401, "second-factor-needed")
