"""The end of every sign-in, and keys that are replaced (R4.1, R4.4)."""

import httpx
import sqlalchemy as sa

from services.directory.tables import identities
from services.kit.database import Database
from tests.directory.builders import caller_of, new_participant, new_subject, refresh
from tests.directory.test_wechat import sign_in
from tests.directory.ways import ways_in
from tests.support.tokens import headers, organiser
from tests.support.wechat import MINI


async def test_signing_out_ends_every_sign_in_of_the_participant_and_of_nobody_else(client: httpx.AsyncClient) -> None:
    """R4.1"""
    subject = new_subject()
    phone, tablet, other = [await new_participant(client, each) for each in (subject, subject, new_subject())]

    reply = await client.post("/v1/auth/sign-out", headers=phone.headers)
    repeated = await client.post("/v1/auth/sign-out", headers=phone.headers)

    assert (reply.status_code, reply.content, repeated.status_code) == (204, b"", 204)
    outcomes = [(await refresh(client, each.tokens["refresh_token"])).status_code for each in (phone, tablet, other)]
    assert outcomes == [401, 401, 200]


async def test_signing_out_is_for_participants(client: httpx.AsyncClient) -> None:
    replies = [await client.post("/v1/auth/sign-out", headers=each) for each in ({}, headers(organiser()))]

    assert [reply.status_code for reply in replies] == [401, 403]


async def test_after_a_change_of_key_accounts_are_found_and_written_under_the_new_one(
    postgres_url: str, redis_url: str, admin: Database
) -> None:
    """R4.4"""
    subject = new_subject()
    async with ways_in(postgres_url, redis_url) as before:
        by_wechat = await sign_in(before, MINI[0], "o-rotated")
        with before.at("10.0.0.1") as http:
            by_subject = (await new_participant(http, subject)).id

    async with ways_in(postgres_url, redis_url, secret="6b" * 32, previous_secrets=["5a" * 32]) as after:
        found = await sign_in(after, MINI[0], "o-rotated")
        again = await sign_in(after, MINI[0], "o-rotated")
        with after.at("10.0.0.1") as http:
            participant = await new_participant(http, subject)

    assert found == again == by_wechat
    assert caller_of(participant.tokens["access_token"]).subject == by_subject
    async with admin.begin() as transaction:
        query = sa.select(identities.c.key_id).where(identities.c.participant_id.in_([by_wechat, by_subject]))
        key_ids = (await transaction.execute(query)).scalars().all()
    assert len(key_ids) == 2
    assert len(set(key_ids)) == 1
