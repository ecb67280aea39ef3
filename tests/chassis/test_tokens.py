import gc
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import httpx
import jwt
import pytest
from fastapi import FastAPI

from services.chassis import application, routing, tokens
from services.chassis.settings import ProcessSettings
from services.chassis.tokens import Caller, Signer, UnitPath, Verifier
from services.contracts.grants import Grant
from services.kit.errors import Unauthenticated
from tests.chassis.bad_tokens import BAD_TOKENS, HEADER, JWK, NOW, OTHER_KEY, PRIVATE_JWK, b64, token

SIGNER = Signer(json.dumps({"keys": [PRIVATE_JWK]}))
PARTICIPANT = Caller("p1", units={"region": UnitPath(("CN", "370000"), "山东省")}, is_participant=True)


def new_verifier() -> Verifier:
    return Verifier(json.dumps({"keys": [JWK]}))


routes = routing.router()


@routes.get("/")
@routing.audience(routing.Audience.PARTICIPANT)
async def root() -> str:
    return "admitted"


@asynccontextmanager
async def no_resources(_app: FastAPI) -> AsyncIterator[None]:
    yield


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = application.create("Guarded", ProcessSettings(database_url="", redis_url=""), [routes], no_resources)
    app.state.shared = SimpleNamespace(verifier=Verifier(json.dumps({"keys": [JWK]})))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://guarded") as http:
        yield http


async def ask(client: httpx.AsyncClient, authorization: str) -> httpx.Response:
    return await client.get("/", headers={b"Authorization": authorization.encode(errors="surrogatepass")})


@pytest.mark.parametrize("bad", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
async def test_a_bad_token_gets_a_401(client: httpx.AsyncClient, bad: str) -> None:
    reply = await ask(client, f"Bearer {bad}")

    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("scheme", ["", "Basic ", "Bearer", "Token "])
async def test_another_way_of_authorising_gets_a_401(client: httpx.AsyncClient, scheme: str) -> None:
    assert (await ask(client, f"{scheme}{token()}")).status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_good_token_is_admitted(client: httpx.AsyncClient, scheme: str) -> None:
    assert (await ask(client, f"{scheme} {token()}")).json() == "admitted"


@pytest.mark.parametrize("bad", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
def test_a_bad_token_is_refused(bad: str) -> None:
    with pytest.raises(Unauthenticated):
        new_verifier().verify(bad)


@pytest.mark.parametrize("bad", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
def test_a_bad_token_is_refused_after_a_good_one(bad: str) -> None:
    """The header of the good one is known from then on, and takes another way."""
    verifier = new_verifier()
    verifier.verify(token())

    with pytest.raises(Unauthenticated):
        verifier.verify(bad)


def test_tokens_after_the_first_say_the_same() -> None:
    verifier = new_verifier()
    verifier.verify(SIGNER.sign(Caller("o1"), 60))

    assert verifier.verify(SIGNER.sign(PARTICIPANT, 60)) == PARTICIPANT


def test_the_token_that_the_bad_ones_are_made_from_is_good() -> None:
    assert new_verifier().verify(token()) == Caller("p1", is_participant=True)
    assert len(BAD_TOKENS) >= 40


@pytest.mark.parametrize(
    "caller",
    [
        PARTICIPANT,
        Caller("o1", grants=(Grant("organiser", "370000"), Grant("editor", "CN"))),
        Caller("nobody"),
        Caller("p1", is_participant=True, has_phone=True),
    ],
)
def test_a_token_carries_its_caller_from_the_signer_to_the_verifier(caller: Caller) -> None:
    assert new_verifier().verify(SIGNER.sign(caller, 60)) == caller


def test_a_token_has_the_claims_of_the_contract() -> None:
    signed = SIGNER.sign(PARTICIPANT, 60)

    assert jwt.get_unverified_header(signed) == HEADER
    claims = jwt.decode(signed, options={"verify_signature": False})
    assert {"sub", "iss", "aud", "exp", "iat"} <= set(claims)
    assert claims["exp"] - claims["iat"] == 60


def test_a_token_of_the_same_moment_is_the_same() -> None:
    assert SIGNER.sign(PARTICIPANT, 60, NOW) == SIGNER.sign(PARTICIPANT, 60, NOW)


def test_a_token_from_an_issuer_whose_clock_is_ahead_is_good() -> None:
    assert new_verifier().verify(SIGNER.sign(PARTICIPANT, 600, issued_at=int(time.time()) + 120)) == PARTICIPANT


def test_a_verified_token_still_expires() -> None:
    clock = iter([NOW + 59.9, NOW + 60])
    verifier = Verifier(json.dumps({"keys": [JWK]}), now=lambda: next(clock))
    signed = SIGNER.sign(PARTICIPANT, 60, NOW)
    assert verifier.verify(signed) == PARTICIPANT

    with pytest.raises(Unauthenticated):
        verifier.verify(signed)


def test_verified_tokens_leave_nothing_for_the_garbage_collector_to_look_through() -> None:
    verifier = new_verifier()
    signed = [SIGNER.sign(Caller(f"p{n}", units=PARTICIPANT.units, is_participant=True), 600) for n in range(500)]
    verifier.verify(SIGNER.sign(PARTICIPANT, 600))
    gc.collect()
    before = len(gc.get_objects())

    for each in signed:
        verifier.verify(each)
    gc.collect()

    assert len(gc.get_objects()) - before < len(signed) / 10


def test_when_too_many_tokens_are_known_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "CACHED_TOKENS", 10)
    monkeypatch.setattr(tokens, "FORGOTTEN_AT_ONCE", 3)
    verifier = new_verifier()
    signed = [SIGNER.sign(Caller(f"p{n}", is_participant=True), 600) for n in range(45)]

    for each in signed:
        verifier.verify(each)

    assert set(signed[-8:]) <= set(verifier._verified) <= set(signed[-10:])


def test_a_token_of_a_former_key_is_good_while_the_key_is_published() -> None:
    former = {"kty": "OKP", "crv": "Ed25519", "kid": "k0", "d": b64(OTHER_KEY.private_bytes_raw())}
    former["x"] = b64(OTHER_KEY.public_key().public_bytes_raw())
    signed = Signer(json.dumps({"keys": [former]})).sign(PARTICIPANT, 60)

    both = Verifier(json.dumps({"keys": [JWK, former]}))

    assert both.verify(signed) == PARTICIPANT
    with pytest.raises(Unauthenticated):
        new_verifier().verify(signed)
