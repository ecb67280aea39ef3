"""Leaving a unit: what a retired one costs, and who hears of it (R4.2)."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import jwt
import pytest
import sqlalchemy as sa

from services.directory.tables import outbox, unit_changes, units
from services.directory.use_cases.participants.republish_erasures import republish_erasures
from services.kit.database import Database
from tests.directory.builders import Participant, new_participant

OLD, OTHER, THIRD, FOURTH = "CE-077", "CE-002", "CE-003", "CE-004"


@pytest.fixture
async def retire(admin: Database) -> AsyncIterator[Any]:
    async def turn(*, is_active: bool) -> None:
        async with admin.begin() as transaction:
            await transaction.execute(units.update().where(units.c.code == OLD).values(is_active=is_active))

    async def to_retire() -> None:
        await turn(is_active=False)

    yield to_retire
    await turn(is_active=True)


async def told(admin: Database, who: Participant) -> list[dict[str, Any]]:
    of_them = sa.and_(
        outbox.c.event["type"].astext == "directory.attribution_changed.v1",
        outbox.c.event["participant_id"].astext == who.id,
    )
    async with admin.begin() as transaction:
        return list((await transaction.execute(sa.select(outbox.c.event).where(of_them))).scalars())


async def test_leaving_a_unit_that_has_retired_costs_no_change(client: httpx.AsyncClient, retire: Any) -> None:
    """R4.2: even when all changes are used up; the next one counts again."""
    who = await new_participant(client)
    for unit in (OTHER, THIRD, OLD):
        assert (await who.put_me(enterprise_unit=unit)).status_code == 200
    assert (await who.put_me(enterprise_unit=FOURTH)).status_code == 409

    await retire()
    moved = await who.put_me(enterprise_unit=FOURTH)
    again = await who.put_me(enterprise_unit=OTHER)

    assert (moved.status_code, moved.json()["enterprise_unit"]["code"]) == (200, FOURTH)
    assert moved.json()["unit_changes_left"]["enterprise"] == 0
    assert (again.status_code, again.json()["code"]) == (409, "unit-change-limit")


async def test_whoever_cleared_a_unit_that_retired_afterwards_chooses_freely(
    client: httpx.AsyncClient, retire: Any
) -> None:
    who = await new_participant(client)
    await who.put_me(enterprise_unit=OLD)
    await who.put_me(enterprise_unit=None)

    await retire()
    moved = await who.put_me(enterprise_unit=OTHER)

    assert moved.json()["unit_changes_left"]["enterprise"] == 2


async def test_quiz_hears_of_whoever_leaves_a_unit_and_of_nobody_who_chooses_their_first(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """The token in the reply is good from the instant of the change on."""
    who = await new_participant(client)
    await who.put_me(enterprise_unit=OTHER, nickname="甲")
    await who.put_me(enterprise_unit=OTHER)
    first = await told(admin, who)

    changed = (await who.put_me(enterprise_unit=THIRD)).json()
    [event] = await told(admin, who)
    await who.put_me(enterprise_unit=None)

    claims = jwt.decode(changed["access_token"], options={"verify_signature": False})
    issued_at = claims["iat"] + claims["us"] / 1_000_000
    assert first == []
    assert issued_at == pytest.approx(datetime.fromisoformat(event["changed_at"]).timestamp(), abs=0.000_01)
    assert len(await told(admin, who)) == 2


async def test_whoever_left_a_unit_is_told_of_again_after_the_stream_was_lost(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """R4.2 I18: as of the last departure, for as long as a token from before may be out."""
    who, stays, left_long_ago = [await new_participant(client) for _ in range(3)]
    for unit in (OTHER, THIRD, FOURTH):
        await who.put_me(enterprise_unit=unit)
        await left_long_ago.put_me(enterprise_unit=unit)
    await stays.put_me(enterprise_unit=OTHER)
    last = (await told(admin, who))[-1]["changed_at"]
    async with admin.begin() as transaction:
        of_them = unit_changes.c.participant_id == left_long_ago.id
        before = unit_changes.c.left_at - sa.text("interval '25 hours'")
        await transaction.execute(unit_changes.update().where(of_them).values(left_at=before))
        await transaction.execute(outbox.delete())

    async with admin.begin() as transaction:
        await republish_erasures(transaction)

    assert [event["changed_at"] for event in await told(admin, who)] == [last]
    assert await told(admin, stays) == await told(admin, left_long_ago) == []
