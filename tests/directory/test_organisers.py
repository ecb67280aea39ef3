import asyncio
import json
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from contest.cli.organisers import add_organiser, app
from services.contracts.grants import Grant
from services.directory.tables import organisers
from services.kit.database import Database
from tests.directory.builders import ask_for_token, caller_of, new_participant


async def contest_organisers(url: str, *arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, list(arguments), env={"CONTEST_DATABASE_URL": url})


async def sign_in(client: httpx.AsyncClient, credentials: dict[str, str]) -> httpx.Response:
    return await ask_for_token(client, grant_type="client_credentials", **credentials)


async def test_an_added_organiser_signs_in_with_its_credentials(client: httpx.AsyncClient, postgres_url: str) -> None:
    """R4.3"""
    added = await contest_organisers(
        postgres_url, "add", "威海市应急管理局", "--unit", "371000", "--role", "organiser", "--json"
    )

    assert added.exit_code == 0
    assert added.stderr == ""
    credentials = json.loads(added.stdout)
    assert set(credentials) == {"client_id", "client_secret"}
    reply = await sign_in(client, credentials)
    assert reply.status_code == 200
    assert set(reply.json()) == {"access_token", "token_type", "expires_in"}
    assert reply.json()["expires_in"] == 300
    caller = caller_of(reply.json()["access_token"])
    assert caller.grants == (Grant("organiser", "371000"),)
    assert not caller.is_participant


@pytest.mark.parametrize("role", ["administrator", "organiser", "editor", "reviewer", "reporter"])
async def test_an_organiser_has_exactly_the_role_it_was_given(
    client: httpx.AsyncClient, postgres_url: str, role: str
) -> None:
    """R4.3"""
    credentials = await add_organiser(postgres_url, "x", "CN", role)

    reply = await ask_for_token(
        client,
        grant_type="client_credentials",
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
    )

    assert caller_of(reply.json()["access_token"]).grants == (Grant(role, "CN"),)


async def test_without_json_the_credentials_are_told_to_a_person(client: httpx.AsyncClient, postgres_url: str) -> None:
    """R4.3"""
    added = await contest_organisers(postgres_url, "add", "x", "--unit", "CE", "--role", "reporter")

    values = dict(line.rsplit(maxsplit=1) for line in added.stdout.splitlines())
    credentials = {name.replace(" ", "_"): value for name, value in values.items()}
    assert added.exit_code == 0
    assert (await sign_in(client, credentials)).status_code == 200


async def test_the_secret_is_stored_as_a_digest_only(postgres_url: str, admin: Database) -> None:
    """R4.3"""
    credentials = await add_organiser(postgres_url, "x", "CN", "editor")

    async with admin.begin() as transaction:
        query = sa.select(organisers).where(organisers.c.client_id == credentials.client_id)
        row = (await transaction.execute(query)).one()
    assert credentials.client_secret not in repr(row)
    assert len(row.secret_digest) == 32


@pytest.mark.parametrize(
    ("unit", "role", "told"),
    [
        ("nowhere", "organiser", "unit: No such active unit"),
        ("CE-101", "organiser", "unit: No such active unit"),
        ("\x00", "organiser", "unit: No such active unit"),
        ("CN", "king", "role: The role is one of: administrator, organiser"),
    ],
)
async def test_an_unknown_unit_or_role_is_told_and_nobody_is_added(
    postgres_url: str, admin: Database, unit: str, role: str, told: str
) -> None:
    """R4.3"""
    added = await contest_organisers(postgres_url, "add", "nobody", "--unit", unit, "--role", role, "--json")

    async with admin.begin() as transaction:
        found = (await transaction.execute(sa.select(organisers).where(organisers.c.name == "nobody"))).all()
    assert (added.exit_code, added.stdout, found) == (1, "", [])
    assert told in added.stderr


async def test_all_faults_of_a_new_organiser_are_told_at_once(postgres_url: str) -> None:
    added = await contest_organisers(postgres_url, "add", " ", "--unit", "x", "--role", "king")

    assert added.exit_code == 1
    assert [line.split(":")[0] for line in added.stderr.splitlines()] == ["name", "role", "unit"]


async def test_wrong_credentials_are_refused(client: httpx.AsyncClient, postgres_url: str) -> None:
    good = await add_organiser(postgres_url, "x", "CN", "editor")
    pairs = [
        (good.client_id, "wrong"),
        (good.client_id, good.client_secret + "x"),
        (good.client_id.upper(), good.client_secret),
        ("nobody", good.client_secret),
        (" ", good.client_secret),
        ("长", "长"),
    ]

    for client_id, client_secret in pairs:
        reply = await sign_in(client, {"client_id": client_id, "client_secret": client_secret})
        assert (reply.status_code, reply.json()["code"]) == (401, "invalid-credentials")


async def test_an_inactive_organiser_cannot_sign_in(
    client: httpx.AsyncClient, postgres_url: str, admin: Database
) -> None:
    good = await add_organiser(postgres_url, "x", "CN", "editor")
    async with admin.begin() as transaction:
        await transaction.execute(
            organisers.update().where(organisers.c.client_id == good.client_id).values(is_active=False)
        )

    reply = await sign_in(client, {"client_id": good.client_id, "client_secret": good.client_secret})

    assert reply.status_code == 401


async def test_participants_and_organisers_do_not_share_rights(client: httpx.AsyncClient, postgres_url: str) -> None:
    credentials = await add_organiser(postgres_url, "x", "CN", "administrator")
    token = (
        await sign_in(client, {"client_id": credentials.client_id, "client_secret": credentials.client_secret})
    ).json()["access_token"]

    reply = await client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert caller_of((await new_participant(client)).tokens["access_token"]).grants == ()


async def test_commands_say_so_when_nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTEST_DATABASE_URL", raising=False)
    arguments = ["add", "x", "--unit", "CN", "--role", "editor", "--data-dir", str(tmp_path)]

    told = await asyncio.to_thread(CliRunner().invoke, app, arguments)

    assert (told.exit_code, told.stdout) == (1, "")
    assert len(told.stderr.splitlines()) == 1
    assert str(tmp_path) in told.stderr


async def test_commands_say_so_when_the_database_does_not_answer() -> None:
    told = await contest_organisers(
        "postgresql://nobody:x@127.0.0.1:1/none", "add", "x", "--unit", "CN", "--role", "editor"
    )

    assert (told.exit_code, told.stdout) == (1, "")
    assert "database" in told.stderr
