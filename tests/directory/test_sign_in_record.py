"""Sign-ins of organisers are counted by address and on record, whatever came of them (R4.3, I15)."""

import asyncio
from uuid import uuid4

import pytest
import sqlalchemy as sa

from services.chassis.audit import breaches
from services.directory.domain.credentials import digest
from services.directory.tables import audit, budgets, grants, organisers
from services.kit.database import Database
from tests.directory.builders import caller_of
from tests.directory.test_passwords import RIGHT, new_organiser
from tests.directory.ways import Ways

SECRET = "a client's secret"


@pytest.fixture(autouse=True)
async def nothing_used_up(admin: Database) -> None:
    async with admin.begin() as transaction:
        await transaction.execute(budgets.delete())


async def new_client(admin: Database) -> tuple[str, str]:
    """Its own id and the client id."""
    account, client_id = uuid4(), f"client-{uuid4().hex}"
    row = {"id": account, "name": "后台", "kind": "client", "client_id": client_id, "secret_digest": digest(SECRET)}
    async with admin.begin() as transaction:
        await transaction.execute(organisers.insert().values(row | {"is_active": True, "version": 1}))
        held = {"id": uuid4(), "organiser_id": account, "role": "organiser", "unit": "371000"}
        await transaction.execute(grants.insert().values(held))
    return str(account), client_id


async def sign_in(ways: Ways, client_id: str, secret: str = SECRET, address: str = "10.0.0.1") -> tuple[int, str]:
    body = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    reply = await ways.token(address, **body)
    return reply.status_code, reply.json().get("code", "")


async def records(admin: Database, count: int) -> list[tuple[str, str, str, str]]:
    """The newest ones: actor, whom it was about, from where, outcome."""
    async with admin.begin() as transaction:
        query = sa.select(audit).order_by(audit.c.number.desc()).limit(count)
        rows = (await transaction.execute(query)).all()[::-1]
        assert await breaches(transaction, audit) == []
    assert {row.act for row in rows} == {"organiser.sign-in"}
    assert all(row.request_id for row in rows)
    return [(row.actor, *row.target.split(" from "), row.outcome) for row in rows]


async def test_each_sign_in_leaves_a_record(ways: Ways, admin: Database) -> None:
    username = await new_organiser(ways, admin)
    reply = await ways.token("10.0.0.1", grant_type="password", username=username, password=RIGHT)
    person = caller_of(reply.json()["access_token"]).subject
    client, client_id = await new_client(admin)
    assert await sign_in(ways, client_id) == (200, "")
    assert await sign_in(ways, client_id, "wrong") == (401, "invalid-credentials")
    assert await sign_in(ways, "nobody", "wrong", "10.0.0.2") == (401, "invalid-credentials")

    found = await records(admin, 4)

    here, there = found[0][2], found[3][2]
    assert found == [
        (person, f"{person} by password", here, "done"),
        (client, f"{client} by client_credentials", here, "done"),
        ("unknown", f"{client} by client_credentials", here, "invalid-credentials"),
        ("unknown", "unknown by client_credentials", there, "invalid-credentials"),
    ]
    assert here != there
    assert "10.0.0" not in repr(found)


@pytest.mark.parametrize("way", ["password", "client_credentials"])
async def test_a_lock_out_is_recorded_once_and_ends_by_itself(ways: Ways, admin: Database, way: str) -> None:
    _, client_id = await new_client(admin)
    username = await new_organiser(ways, admin)
    wrong = {
        "password": {"username": username, "password": "wrong"},
        "client_credentials": {"client_id": client_id, "client_secret": "wrong"},
    }[way]

    replies = [await ways.token(grant_type=way, **wrong) for _ in range(9)]

    assert [each.status_code for each in replies] == [401] * 5 + [429] * 4
    assert 800 < int(replies[-1].headers["Retry-After"]) <= 900
    assert [each[3] for each in await records(admin, 6)] == ["invalid-credentials"] * 5 + ["too-many-tries"]
    assert (await ways.token("10.0.0.2", grant_type=way, **wrong)).status_code == 401


async def test_the_right_secret_is_refused_too_while_the_address_has_to_wait(ways: Ways, admin: Database) -> None:
    _, client_id = await new_client(admin)
    for _ in range(5):
        await sign_in(ways, client_id, "wrong")

    assert await sign_in(ways, client_id) == (429, "too-many-tries")
    assert await sign_in(ways, client_id, address="10.0.0.2") == (200, "")


async def test_a_back_office_signs_in_from_many_processes_at_once(ways: Ways, admin: Database) -> None:
    _, client_id = await new_client(admin)

    outcomes = await asyncio.gather(*(sign_in(ways, client_id) for _ in range(40)))

    assert outcomes == [(200, "")] * 40


async def test_an_address_that_tries_many_names_has_to_wait(ways: Ways, admin: Database) -> None:
    _, client_id = await new_client(admin)
    outcomes = [await sign_in(ways, f"client-{number}", "x") for number in range(110)]

    assert outcomes == [(401, "invalid-credentials")] * 100 + [(429, "too-many-tries")] * 10
    assert await sign_in(ways, client_id) == (429, "too-many-tries")
    assert (await ways.token(grant_type="password", username="x", password="y")).status_code == 429
    assert await sign_in(ways, client_id, address="10.0.0.2") == (200, "")


async def test_a_name_that_is_nobodys_is_not_kept(ways: Ways, admin: Database) -> None:
    """R4.4: passwords are typed there too."""
    await ways.token(grant_type="password", username="my-secret-password", password="y")

    assert "my-secret-password" not in repr(await records(admin, 1))
