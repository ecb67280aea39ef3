"""The migration needs an owner who may create roles, no superuser: what managed PostgreSQL and operators give."""

import asyncio
import re
from collections.abc import Iterator

import asyncpg
import pytest
import yaml
from typer.testing import CliRunner

from contest.cli.load_reference import load_all
from contest.cli.migrate import app
from contest.cli.verify import differences
from migrations.run import migrate
from tests.containers.files import KUBERNETES
from tests.support.servers import MIGRATED, ROLES, Servers, running_servers


@pytest.fixture
def pristine() -> Iterator[Servers]:
    """Servers of its own: the roles of the contest must not exist yet."""
    with running_servers() as servers:
        yield servers


async def test_an_owner_without_superuser_rights_migrates_loads_and_verifies(pristine: Servers) -> None:
    cluster = yaml.safe_load(KUBERNETES.joinpath("postgresql", "cluster.yaml").read_text(encoding="utf-8"))["spec"]
    self_grant = cluster["postgresql"]["parameters"]["createrole_self_grant"]
    await pristine.execute(f"DROP DATABASE {MIGRATED}")
    for role in ROLES:
        await pristine.execute(f"DROP ROLE {role}")
    await pristine.execute("CREATE ROLE cloud_owner LOGIN CREATEROLE PASSWORD 'test'")
    await pristine.execute(f"ALTER ROLE cloud_owner SET createrole_self_grant = '{self_grant}'")
    await pristine.execute("CREATE DATABASE contest OWNER cloud_owner")
    url = re.sub(r"//\w+:", "//cloud_owner:", pristine.url("contest"))

    for _ in range(2):
        await migrate(url, dict.fromkeys(("directory", "quiz", "scoring", "reporting", "camp"), "test"))
        await load_all(url)

    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user")
    await connection.close()
    assert await differences(url, None) == []


async def test_an_owner_grants_itself_the_roles_that_it_made(pristine: Servers) -> None:
    """Where nobody had set `createrole_self_grant` in time."""
    await pristine.execute(f"DROP DATABASE {MIGRATED}")
    for role in ROLES:
        await pristine.execute(f"DROP ROLE {role}")
    await pristine.execute("CREATE ROLE late_owner LOGIN CREATEROLE PASSWORD 'test'")
    await pristine.execute("CREATE DATABASE contest OWNER late_owner")
    url = re.sub(r"//\w+:", "//late_owner:", pristine.url("contest"))

    await migrate(url, dict.fromkeys(ROLES, "test"))
    await load_all(url)

    assert await differences(url, None) == []


async def test_roles_that_somebody_else_made_are_refused_in_one_sentence(
    pristine: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pristine.execute("CREATE ROLE stranger LOGIN CREATEROLE PASSWORD 'test'")
    await pristine.execute("CREATE DATABASE contest OWNER stranger")
    monkeypatch.setenv("CONTEST_DATABASE_URL", re.sub(r"//\w+:", "//stranger:", pristine.url("contest")))
    monkeypatch.setenv("CONTEST_ROLE_PASSWORDS", '{"quiz": "test"}')

    refused = await asyncio.to_thread(CliRunner().invoke, app, [])

    assert refused.exit_code == 1
    assert len(refused.output.splitlines()) == 1
    assert "quiz" in refused.output
