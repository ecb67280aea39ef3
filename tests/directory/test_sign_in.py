import asyncio
import time

import httpx
import pytest
import sqlalchemy as sa

from services.directory.app import create_app
from services.directory.domain import credentials
from services.directory.tables import identities, participants
from services.kit.database import Database
from tests.directory.builders import ask_for_token, caller_of, new_participant, new_subject, settings


def code_of(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def test_the_same_subject_is_always_the_same_participant(client: httpx.AsyncClient) -> None:
    """R4.1"""
    subject = new_subject()

    first, second, other = [await new_participant(client, each) for each in (subject, subject, new_subject())]

    assert first.id == second.id
    assert first.id != other.id
    assert first.tokens["refresh_token"] != second.tokens["refresh_token"]


async def test_a_reply_has_the_fields_of_the_contract(client: httpx.AsyncClient) -> None:
    """R4.1"""
    reply = await ask_for_token(client, grant_type="development", subject=new_subject())

    body = reply.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 1800)
    assert reply.headers["cache-control"] == "no-store"
    assert caller_of(body["access_token"]).is_participant


async def test_simultaneous_first_sign_ins_make_one_participant(client: httpx.AsyncClient) -> None:
    subject = new_subject()

    found = await asyncio.gather(*(new_participant(client, subject) for _ in range(20)))

    assert len({participant.id for participant in found}) == 1


async def test_a_subject_is_stored_as_a_keyed_digest_only(client: httpx.AsyncClient, admin: Database) -> None:
    """R4.4"""
    subject = "13800138000"
    await new_participant(client, subject)

    async with admin.begin() as transaction:
        rows = (await transaction.execute(sa.select(identities))).all()
    assert subject.encode() not in b"".join(row.digest for row in rows)
    assert subject not in repr(rows)
    assert {row.key_id for row in rows} == {credentials.keyed_digest(b"\x5a" * 32, "development", "any").key_id}


async def test_development_sign_in_exists_only_when_asked_for(postgres_url: str, redis_url: str) -> None:
    """R4.1"""
    app = create_app(settings(postgres_url, redis_url, development_sign_in=False))
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://d") as http:
        reply = await ask_for_token(http, grant_type="development", subject="anybody")

    assert code_of(reply) == (403, "sign-in-method-unavailable")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/grant_type"),
        ({"grant_type": "magic"}, "/grant_type"),
        ({"grant_type": 7}, "/grant_type"),
        ({"grant_type": "development"}, "/subject"),
        ({"grant_type": "development", "subject": ""}, "/subject"),
        ({"grant_type": "development", "subject": "x" * 129}, "/subject"),
        ({"grant_type": "development", "subject": 7}, "/subject"),
        ({"grant_type": "development", "subject": None}, "/subject"),
        ({"grant_type": "development", "subject": "x", "score": 5}, "/score"),
        ({"grant_type": "refresh"}, "/refresh_token"),
        ({"grant_type": "refresh", "refresh_token": ["x"]}, "/refresh_token"),
        ({"grant_type": "client_credentials", "client_id": "x"}, "/client_secret"),
        ([], ""),
        ("development", ""),
    ],
)
async def test_a_bad_body_is_refused_with_a_pointer(client: httpx.AsyncClient, body: object, pointer: str) -> None:
    reply = await client.post("/v1/auth/token", json=body)

    assert code_of(reply) == (422, "invalid-request")
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"grant_type":"development","subject":"\\ud800"}'])
async def test_a_body_that_is_no_proper_json_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    reply = await client.post("/v1/auth/token", content=body, headers={"Content-Type": "application/json"})

    assert code_of(reply) == (422, "invalid-request")


@pytest.mark.parametrize("subject", ["长" * 128, "👨‍👩‍👧", " a ", "' OR 1=1 --"])
async def test_any_text_is_a_subject(client: httpx.AsyncClient, subject: str) -> None:
    assert (await new_participant(client, subject)).id == (await new_participant(client, subject)).id


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"grant_type": "development", "subject": "\x00"}, "/subject"),
     ({"grant_type": "refresh", "refresh_token": "\x00"}, "/refresh_token"),
     ({"grant_type": "client_credentials", "client_id": "\x00", "client_secret": "x"}, "/client_id"),
     ({"grant_type": "password", "username": "x\x00", "password": "x"}, "/username")],
)  # fmt: skip
async def test_what_no_text_can_hold_is_named(client: httpx.AsyncClient, body: dict[str, str], pointer: str) -> None:
    reply = await ask_for_token(client, **body)

    faults = [(each["pointer"], each["code"]) for each in reply.json()["errors"]]
    assert (reply.status_code, faults) == (422, [(pointer, "unusable-character")])


async def test_thousands_can_sign_in_at_once(client: httpx.AsyncClient, admin: Database) -> None:
    started = time.perf_counter()
    found = []
    for _ in range(10):
        found += await asyncio.gather(*(new_participant(client) for _ in range(100)))
    seconds = time.perf_counter() - started

    print(f"1000 first sign-ins in {seconds:.2f} s")
    async with admin.begin() as transaction:
        known = sa.select(sa.func.count()).where(participants.c.id.in_([each.id for each in found]))
        assert (await transaction.execute(known)).scalar_one() == 1000


async def test_the_public_keys_hold_no_private_part(client: httpx.AsyncClient) -> None:
    reply = await client.get("/v1/auth/jwks.json")

    [key] = reply.json()["keys"]
    assert {"kty", "crv", "alg", "kid", "x"} <= set(key) <= {"kty", "crv", "alg", "use", "kid", "x"}
    assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "EdDSA")


async def test_keys_are_shown_without_private_parts_even_if_the_setting_has_them(
    postgres_url: str, redis_url: str
) -> None:
    given = settings(postgres_url, redis_url)
    app = create_app(given.model_copy(update={"token_verification_keys": given.token_signing_keys}))

    async with app.router.lifespan_context(app):
        assert [key.get("d") for key in app.state.process.public_keys.keys] == [None]


@pytest.mark.parametrize("change", [{"secret": "5a"}, {"secret": ""}, {"token_signing_keys": "none"}])
async def test_a_process_without_proper_secrets_does_not_start(
    postgres_url: str, redis_url: str, change: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"secret|Expecting value"):
        create_app(settings(postgres_url, redis_url, **change))


async def test_the_service_is_ready_when_its_database_answers(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).json() == {"ready": True}
