"""Two devices of one person: the start of the one goes to the unit that was chosen on the other (R2.3, R4.2)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.access.people import CONTEST, PATIENCE_S, People, people
from tests.directory.builders import new_participant


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[People]:
    async with people(postgres_url, redis_url) as running:
        yield running


async def test_a_start_never_goes_to_a_unit_that_was_left_on_another_device(system: People) -> None:
    """Told to refresh within two seconds; the refreshed token starts for the unit that the profile shows."""
    phone = await new_participant(system.directory)
    phone.tokens = (await phone.put_me(region_unit="371002")).json()
    changed = (await phone.put_me(region_unit="371003")).json()
    await asyncio.sleep(2.0)

    async def start(token: str) -> tuple[int, dict[str, object]]:
        sent = {"Authorization": f"Bearer {token}"}
        reply = await system.quiz.post(f"/v1/contests/{CONTEST}/sessions", json={"entry": "region"}, headers=sent)
        return reply.status_code, reply.json()

    async with asyncio.timeout(PATIENCE_S):
        old = await start(phone.tokens["access_token"])
    new = await start(changed["access_token"])

    assert (old[0], old[1]["code"]) == (401, "token-outdated")
    assert (new[0], new[1]["unit"]) == (201, {"code": "371003", "name": "文登区"})
    assert (await phone.get_me())["region_unit"]["code"] == "371003"
