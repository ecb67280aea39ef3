"""What a participant may take along, and how a participant is forgotten (R4.4)."""

import asyncio

import httpx
import sqlalchemy as sa

from services.contracts.events import ParticipantErased
from services.directory.tables import identities, outbox, participants, refresh_families, refresh_tokens, unit_changes
from services.kit.database import Database
from tests.directory.builders import new_participant, new_subject, refresh
from tests.support.tokens import headers, organiser


async def count(admin: Database, table: sa.Table, participant_id: str) -> int:
    owner = table.c.id if table is participants else table.c.participant_id
    async with admin.begin() as transaction:
        query = sa.select(sa.func.count()).select_from(table).where(owner == participant_id)
        return int((await transaction.execute(query)).scalar_one())


async def erasures(admin: Database, participant_id: str) -> int:
    async with admin.begin() as transaction:
        query = sa.select(outbox.c.event["participant_id"].astext).where(outbox.c.stream == ParticipantErased.stream)
        return list((await transaction.execute(query)).scalars()).count(participant_id)


async def test_an_export_holds_everything_that_is_held(client: httpx.AsyncClient) -> None:
    """R4.4"""
    participant = await new_participant(client)
    await participant.put_me(nickname="小安", region_unit="371002")
    await participant.put_me(region_unit="440106")

    reply = await client.get("/v1/me/export", headers=participant.headers)

    told = reply.json()
    assert reply.headers["cache-control"] == "no-store"
    assert told["participant"].items() >= {
        "id": participant.id, "nickname": "小安", "region_unit": "440106", "enterprise_unit": None
    }.items()  # fmt: skip
    assert [each["method"] for each in told["identities"]] == ["development"]
    assert [(each["from_unit"], each["to_unit"], each["is_counted"]) for each in told["unit_changes"]] == [
        (None, "371002", False),
        ("371002", "440106", True),
    ]
    assert [each["ended_at"] for each in told["sign_ins"]] == [None]


async def test_an_export_holds_nothing_of_others(client: httpx.AsyncClient) -> None:
    first, second = [await new_participant(client) for _ in range(2)]
    await first.put_me(nickname="甲", region_unit="371002")

    told = (await client.get("/v1/me/export", headers=second.headers)).json()

    assert (told["participant"]["id"], told["participant"]["nickname"], told["unit_changes"]) == (second.id, None, [])
    assert len(told["sign_ins"]) == 1


async def test_an_erased_participant_is_nowhere_and_a_repeat_changes_nothing(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """R4.4"""
    subject = new_subject()
    participant, other = await new_participant(client, subject), await new_participant(client)
    await participant.put_me(nickname="小安", region_unit="371002")

    replies = await asyncio.gather(*(client.delete("/v1/me", headers=participant.headers) for _ in range(5)))

    assert {(reply.status_code, reply.content) for reply in replies} == {(204, b"")}
    for table in (participants, identities, refresh_families, unit_changes):
        assert await count(admin, table, participant.id) == 0
    async with admin.begin() as transaction:
        orphans = sa.select(sa.func.count()).where(
            ~sa.exists().where(refresh_families.c.id == refresh_tokens.c.family_id)
        )
        assert (await transaction.execute(orphans.select_from(refresh_tokens))).scalar_one() == 0
    assert await erasures(admin, participant.id) == 1
    assert (await client.get("/v1/me", headers=participant.headers)).status_code == 401
    assert (await client.get("/v1/me/export", headers=participant.headers)).status_code == 401
    assert (await refresh(client, participant.tokens["refresh_token"])).status_code == 401
    assert (await (await new_participant(client, subject)).get_me())["nickname"] is None
    assert (await other.get_me())["participant_id"] == other.id


async def test_export_and_erasure_are_for_participants(client: httpx.AsyncClient) -> None:
    for method, path in (("GET", "/v1/me/export"), ("DELETE", "/v1/me")):
        replies = [await client.request(method, path, headers=each) for each in ({}, headers(organiser()))]

        assert [reply.status_code for reply in replies] == [401, 403]
