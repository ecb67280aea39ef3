import asyncio

import httpx
import sqlalchemy as sa

from services.chassis import clock
from services.directory.tables import unit_changes
from services.kit.database import Database
from tests.directory.builders import Participant, caller_of, new_participant, refresh

SHANDONG, WEIHAI, YANTAI, QINGDAO, JINAN = "370000", "371000", "370600", "370200", "370100"


async def chosen(participant: Participant, *codes: str | None) -> list[int]:
    """Statuses of choosing these region units one after the other."""
    return [(await participant.put_me(region_unit=code)).status_code for code in codes]


async def changes_left(participant: Participant) -> int:
    left: int = (await participant.get_me())["unit_changes_left"]["region"]
    return left


async def test_the_first_choice_is_free_then_two_changes_are_allowed(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    statuses = await chosen(participant, WEIHAI, YANTAI, QINGDAO)
    refused = await participant.put_me(region_unit=JINAN, nickname="新名")

    assert statuses == [200, 200, 200]
    assert refused.status_code == 409
    assert refused.json()["code"] == "unit-change-limit"
    assert refused.json()["entry"] == "region"
    assert "next_change_at" in refused.json()
    profile = await participant.get_me()
    assert (profile["region_unit"]["code"], profile["nickname"]) == (QINGDAO, None)
    assert profile["unit_changes_left"] == {"region": 0, "enterprise": 2}


async def test_each_entry_has_an_allowance_of_its_own(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)
    await chosen(participant, WEIHAI, YANTAI, QINGDAO)

    reply = await participant.put_me(enterprise_unit="CE-001")

    assert reply.status_code == 200


async def test_the_same_value_is_no_change_even_without_allowance(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    assert await chosen(participant, WEIHAI, WEIHAI, YANTAI, QINGDAO, QINGDAO, QINGDAO) == [200] * 6
    assert await changes_left(participant) == 0


async def test_clearing_is_free_and_so_is_taking_the_same_unit_again(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    assert await chosen(participant, WEIHAI, None, WEIHAI, None, None, WEIHAI) == [200] * 6
    assert await changes_left(participant) == 2


async def test_clearing_does_not_make_the_next_choice_a_first_one(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    assert await chosen(participant, WEIHAI, None, YANTAI, None, WEIHAI, None, YANTAI) == [200] * 6 + [409]


async def test_choosing_the_former_unit_again_is_a_change(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    assert await chosen(participant, WEIHAI, YANTAI, WEIHAI, YANTAI) == [200, 200, 200, 409]


async def test_changes_are_logged(client: httpx.AsyncClient, admin: Database) -> None:
    """R4.2"""
    participant = await new_participant(client)
    await chosen(participant, WEIHAI, YANTAI, None)

    change = unit_changes.c
    log = sa.select(change.entry, change.from_unit, change.to_unit, change.is_counted).order_by(change.id)
    async with admin.begin() as transaction:
        rows = (await transaction.execute(log.where(change.participant_id == participant.id))).all()
    assert rows == [
        ("region", None, WEIHAI, False),
        ("region", WEIHAI, YANTAI, True),
        ("region", YANTAI, None, False),
    ]


async def test_the_window_runs_by_the_clock_of_the_contest_and_tokens_do_not(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """R4.2"""
    participant = await new_participant(client)
    await chosen(participant, WEIHAI, YANTAI, QINGDAO)
    try:
        async with admin.begin() as transaction:
            await clock.set_offset(transaction, "29 days")
        before = await chosen(participant, JINAN)
        async with admin.begin() as transaction:
            await clock.set_offset(transaction, "30 days 1 second")
        after = await chosen(participant, JINAN)
        refreshed = await refresh(client, participant.tokens["refresh_token"])
    finally:
        async with admin.begin() as transaction:
            await clock.set_offset(transaction, "0")

    assert (before, after) == ([409], [200])
    assert refreshed.status_code == 200
    assert caller_of(refreshed.json()["access_token"])


async def test_racing_changes_cannot_exceed_the_limit(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)
    await chosen(participant, WEIHAI)

    codes = [YANTAI, QINGDAO, JINAN, SHANDONG, "371002", "110101", "XPCC-01", "659001"]
    replies = await asyncio.gather(*(participant.put_me(region_unit=code) for code in codes))

    statuses = sorted(reply.status_code for reply in replies)
    assert statuses == [200, 200] + [409] * 6
