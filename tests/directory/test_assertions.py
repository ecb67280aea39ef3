"""Sign-in of the users of a trusted app (R4.1)."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest

from services.kit.database import Database
from tests.directory.builders import caller_of
from tests.directory.test_sms import age_codes, code_for
from tests.directory.ways import Ways, new_phone, ways_in
from tests.support.trusted_app import TrustedAppDouble, new_ec_key, new_rsa_key, unsigned


async def outcome(ways: Ways, assertion: str) -> tuple[int, str]:
    reply = await ways.token(grant_type="assertion", assertion=assertion)
    return reply.status_code, reply.json().get("code", "")


async def subject_of(ways: Ways, assertion: str) -> str:
    reply = await ways.token(grant_type="assertion", assertion=assertion)
    assert reply.status_code == 200, reply.text
    return caller_of(reply.json()["access_token"]).subject


async def test_a_trusted_app_signs_its_users_in(ways: Ways) -> None:
    """R4.1"""
    app = ways.trusted_app

    first, second, other = [await subject_of(ways, app.vouch(each)) for each in ("user-1", "user-1", "user-2")]

    assert first == second
    assert first != other


async def test_an_assertion_works_once_even_when_sent_many_times_at_once(ways: Ways) -> None:
    assertion = ways.trusted_app.vouch("user-3")

    outcomes = await asyncio.gather(*(outcome(ways, assertion) for _ in range(20)))

    assert sorted(outcomes) == [(200, "")] + [(401, "assertion-replayed")] * 19


async def test_a_phone_that_the_app_has_verified_leads_to_the_account_of_that_number(
    ways: Ways, admin: Database
) -> None:
    """R4.1"""
    phone = new_phone()
    by_code = await ways.token("10.1.0.1", grant_type="sms", phone=phone, code=await code_for(ways, phone))
    claimed = ways.trusted_app.vouch("user-4", phone_number=f"+86{phone}")

    unverified = await subject_of(ways, claimed)
    verified = await subject_of(
        ways, ways.trusted_app.vouch("user-4", phone_number=f"+86{phone}", phone_number_verified=True)
    )

    owner = caller_of(by_code.json()["access_token"]).subject
    assert unverified != owner
    assert verified == owner
    await age_codes(admin, timedelta(minutes=2))


def _now(seconds: int) -> int:
    return int(time.time()) + seconds


BAD: dict[str, Callable[[TrustedAppDouble], str]] = {
    "no jwt": lambda _: "x.y.z",
    "empty parts": lambda _: "..",
    "foreign issuer": lambda app: app.vouch("u", iss="https://elsewhere.example.org"),
    "no issuer": lambda app: app.vouch("u", iss=None),
    "foreign audience": lambda app: app.vouch("u", aud="another-service"),
    "no audience": lambda app: app.vouch("u", aud=None),
    "expired": lambda app: app.vouch("u", iat=_now(-400), exp=_now(-100)),
    "no expiry": lambda app: app.vouch("u", exp=None),
    "lives too long": lambda app: app.vouch("u", exp=_now(3600)),
    "expires before it began": lambda app: app.vouch("u", iat=_now(20), exp=_now(10)),
    "from the future": lambda app: app.vouch("u", iat=_now(300), exp=_now(400)),
    "not yet valid": lambda app: app.vouch("u", nbf=_now(300)),
    "no id": lambda app: app.vouch("u", jti=None),
    "empty id": lambda app: app.vouch("u", jti=""),
    "no subject": lambda app: app.vouch("u", sub=None),
    "empty subject": lambda app: app.vouch(""),
    "unknown key": lambda app: app.vouch("u", headers={"kid": "k99"}),
    "foreign key": lambda app: app.vouch("u", key=new_ec_key(), headers={"alg": "ES256"}),
    "critical header": lambda app: app.vouch("u", headers={"crit": ["exp"]}),
    "no algorithm": lambda app: unsigned(app.claims("u"), {"alg": "none", "kid": "k1", "typ": "JWT"}),
    "shared secret": lambda app: app.vouch("u", key="0" * 64, headers={"alg": "HS256"}),
    "changed after signing": lambda app: _spoilt(app.vouch("u")),
}


def _spoilt(assertion: str) -> str:
    head, claims, signature = assertion.split(".")
    return ".".join([head, claims, ("B" if signature[0] == "A" else "A") + signature[1:]])


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_assertion_is_refused_with_one_problem(ways: Ways, what: str) -> None:
    """R4.1"""
    assert await outcome(ways, BAD[what](ways.trusted_app)) == (401, "assertion-invalid")


async def test_a_new_key_of_the_app_is_fetched_when_it_is_first_met(postgres_url: str, redis_url: str) -> None:
    async with ways_in(postgres_url, redis_url) as ways:
        await subject_of(ways, ways.trusted_app.vouch("user-5"))
        keys = ways.app.state.process.ways_in.trusted_apps._keys[ways.trusted_app.issuer]
        for key, algorithm in ((new_rsa_key(), "RS256"), (new_ec_key(), "ES256")):
            ways.trusted_app.rotate(key, algorithm)
            keys.asked_at -= 60

            assert await outcome(ways, ways.trusted_app.vouch("user-5")) == (200, "")

        assert ways.trusted_app.fetches == 3


async def test_unknown_keys_do_not_make_us_ask_the_app_again_and_again(postgres_url: str, redis_url: str) -> None:
    async with ways_in(postgres_url, redis_url) as ways:
        for _ in range(20):
            await outcome(ways, ways.trusted_app.vouch("u", headers={"kid": "k99"}))

        assert ways.trusted_app.fetches == 1


async def test_while_the_app_is_away_its_known_keys_go_on(postgres_url: str, redis_url: str) -> None:
    async with ways_in(postgres_url, redis_url) as ways:
        ways.trusted_app.is_away = True
        never_seen = await ways.token(grant_type="assertion", assertion=ways.trusted_app.vouch("user-6"))
        ways.trusted_app.is_away = False
        keys = ways.app.state.process.ways_in.trusted_apps._keys[ways.trusted_app.issuer]
        keys.asked_at -= 60
        await subject_of(ways, ways.trusted_app.vouch("user-6"))
        ways.trusted_app.is_away = True
        keys.asked_at, keys.got_at = keys.asked_at - 3600, keys.got_at - 3600

        later = await outcome(ways, ways.trusted_app.vouch("user-6"))

    assert (never_seen.status_code, never_seen.json()["code"]) == (503, "trusted-app-unavailable")
    assert never_seen.headers["retry-after"] == "5"
    assert later == (200, "")


def test_the_double_signs_what_a_plain_verifier_accepts() -> None:
    app = TrustedAppDouble()
    key, _ = app.keys["k1"]

    assert jwt.decode(app.vouch("u"), key.public_key(), ["EdDSA"], audience="safety-contest")["sub"] == "u"
