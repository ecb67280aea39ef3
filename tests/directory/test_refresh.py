import asyncio

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain import credentials
from services.directory.queries.refresh_tokens import delete_expired
from services.directory.tables import refresh_families, refresh_tokens
from services.kit.database import Database
from tests.directory.builders import caller_of, new_participant, new_subject, refresh


async def age(admin: Database, token: str, seconds: int) -> None:
    """Let a refresh token have been issued and used earlier."""
    column = refresh_tokens.c
    earlier = sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    values = {"used_at": column.used_at - earlier, "expires_at": column.expires_at - earlier}
    async with admin.begin() as transaction:
        await transaction.execute(
            refresh_tokens.update().where(column.digest == credentials.digest(token)).values(values)
        )


def code_of(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def test_a_refresh_rotates_the_token_and_keeps_the_participant(client: httpx.AsyncClient) -> None:
    participant = await new_participant(client)

    reply = await refresh(client, participant.tokens["refresh_token"])

    assert reply.status_code == 200
    assert reply.json()["refresh_token"] != participant.tokens["refresh_token"]
    assert caller_of(reply.json()["access_token"]).subject == participant.id


async def test_a_repeated_refresh_gets_the_same_answer_for_60_seconds(
    client: httpx.AsyncClient, admin: Database
) -> None:
    token = (await new_participant(client)).tokens["refresh_token"]
    first = (await refresh(client, token)).json()
    assert (await refresh(client, first["refresh_token"])).status_code == 200

    await age(admin, token, 50)
    repeated = (await refresh(client, token)).json()

    assert repeated["refresh_token"] == first["refresh_token"]


async def test_a_repeat_gives_the_same_access_token_too(client: httpx.AsyncClient) -> None:
    token = (await new_participant(client)).tokens["refresh_token"]
    first = await refresh(client, token)
    await asyncio.sleep(1.1)

    assert (await refresh(client, token)).json() == first.json()


async def test_simultaneous_refreshes_get_the_same_successor(client: httpx.AsyncClient) -> None:
    token = (await new_participant(client)).tokens["refresh_token"]

    replies = await asyncio.gather(*(refresh(client, token) for _ in range(20)))

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.text for reply in replies}) == 1


async def test_a_later_reuse_revokes_the_whole_family(client: httpx.AsyncClient, admin: Database) -> None:
    participant = await new_participant(client)
    stolen = participant.tokens["refresh_token"]
    successor = (await refresh(client, stolen)).json()["refresh_token"]
    newest = (await refresh(client, successor)).json()["refresh_token"]

    await age(admin, stolen, 61)
    reuse = await refresh(client, stolen)

    assert code_of(reuse) == (401, "refresh-token-reused")
    assert code_of(await refresh(client, newest)) == (401, "refresh-token-reused")
    assert code_of(await refresh(client, stolen)) == (401, "refresh-token-reused")


async def test_a_revoked_family_leaves_other_sign_ins_alone(client: httpx.AsyncClient, admin: Database) -> None:
    subject = new_subject()
    one, other = await new_participant(client, subject), await new_participant(client, subject)
    await refresh(client, one.tokens["refresh_token"])

    await age(admin, one.tokens["refresh_token"], 61)
    await refresh(client, one.tokens["refresh_token"])

    assert (await refresh(client, other.tokens["refresh_token"])).status_code == 200


async def test_a_refresh_token_lives_30_days(client: httpx.AsyncClient, admin: Database) -> None:
    participant = await new_participant(client)
    token = participant.tokens["refresh_token"]

    await age(admin, token, 30 * 86_400 - 5)
    in_time = await refresh(client, token)
    await age(admin, in_time.json()["refresh_token"], 30 * 86_400 + 5)
    late = await refresh(client, in_time.json()["refresh_token"])

    assert in_time.status_code == 200
    assert code_of(late) == (401, "invalid-credentials")


@pytest.mark.parametrize("token", ["x", "长", "A" * 43, "A" * 256])
async def test_an_unknown_refresh_token_is_refused(client: httpx.AsyncClient, token: str) -> None:
    reply = await refresh(client, token)

    assert code_of(reply) == (401, "invalid-credentials")
    assert reply.headers["www-authenticate"] == "Bearer"


async def test_a_refresh_token_is_stored_as_a_digest_only(client: httpx.AsyncClient, admin: Database) -> None:
    token = (await new_participant(client)).tokens["refresh_token"]
    successor = (await refresh(client, token)).json()["refresh_token"]

    async with admin.begin() as transaction:
        stored = repr((await transaction.execute(sa.select(refresh_tokens))).all())
    assert token not in stored
    assert successor not in stored


async def test_expired_sign_ins_are_forgotten_and_living_ones_kept(client: httpx.AsyncClient, admin: Database) -> None:
    gone, living = (await new_participant(client)).tokens, (await new_participant(client)).tokens
    half_gone = (await new_participant(client)).tokens
    half_living = (await refresh(client, half_gone["refresh_token"])).json()
    for tokens in (gone, half_gone):
        await age(admin, tokens["refresh_token"], 31 * 86_400)

    async with admin.begin() as transaction:
        families = await count(transaction, refresh_families)
        deleted = await delete_expired(transaction, 1000)
        families_left = await count(transaction, refresh_families)

    assert deleted >= 2
    assert families_left <= families - 1
    assert code_of(await refresh(client, gone["refresh_token"])) == (401, "invalid-credentials")
    assert (await refresh(client, living["refresh_token"])).status_code == 200
    assert (await refresh(client, half_living["refresh_token"])).status_code == 200


async def count(transaction: AsyncConnection, table: sa.Table) -> int:
    number: int = (await transaction.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()
    return number
