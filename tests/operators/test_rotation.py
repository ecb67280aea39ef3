"""The last two rows of "Renew keys and passwords" in docs/operations.md (R6.8), on a system of this machine."""

import asyncio
import json
from collections.abc import Iterator

import asyncpg
import pytest

from services.kit import streams
from tests.support.contest import ContestSystem, contest_system
from tests.system.people import new_contest, participant

ANOTHER = "a-password-of-its-own"


@pytest.fixture
def system() -> Iterator[ContestSystem]:
    with contest_system() as running:
        yield running


async def renew(system: ContestSystem) -> None:
    """At both servers, while the system runs."""
    connection = await asyncpg.connect(system.runtime["admin_database_url"])
    await connection.execute(f"ALTER ROLE contest_owner PASSWORD '{ANOTHER}'")
    await connection.close()
    async with streams.connect(system.runtime["redis_url"]) as redis:
        await redis.config_set("requirepass", ANOTHER)


def test_the_passwords_of_the_owner_and_of_redis_are_renewed_and_nothing_is_lost(system: ContestSystem) -> None:
    person, contest = participant(system, region_unit="371002"), new_contest(system)
    session = person.start(contest).json()["id"]
    before = system.runtime

    asyncio.run(renew(system))
    score = person.hand_in(session).json()["score"]
    system.stop()
    secrets = system.folder / "secrets.json"
    renewed = json.loads(secrets.read_text(encoding="utf-8")) | {"owner_password": ANOTHER, "redis_password": ANOTHER}
    secrets.write_text(json.dumps(renewed), encoding="utf-8")
    system.start()

    assert person.look(session).json()["score"] == score
    assert "all is well" in system.run("smoke", "--people", "1").stdout
    assert system.run("verify").stdout == "verified: no difference\n"
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(asyncpg.connect(before["admin_database_url"]))
