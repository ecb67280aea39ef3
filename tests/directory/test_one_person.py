"""One person, one play: leaving and returning, and accounts that turn out to be one person's (I19)."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.contracts.events import ContestChanged
from services.contracts.values import ContestFinal, ContestRules
from services.directory.queries.contests import keep_contest
from services.directory.queries.tombstones import forget_tombstones
from services.directory.tables import contests, outbox, tombstones
from services.kit.database import Database
from tests.directory.builders import Participant, caller_of, new_participant, new_subject
from tests.directory.ways import Ways, new_phone
from tests.support import wechat
from tests.support.tokens import headers, organiser


async def erase(who: Participant) -> None:
    assert (await who.http.delete("/v1/me", headers=who.headers)).status_code == 204


async def back(client: httpx.AsyncClient, **chosen: str) -> tuple[Participant, Participant]:
    """Somebody before they erased their account, and after they returned."""
    subject = new_subject()
    before = await new_participant(client, subject)
    if chosen:
        before.tokens = (await before.put_me(**chosen)).json()
    await erase(before)
    return before, await new_participant(client, subject)


async def events(admin: Database, kind: str) -> list[dict[str, Any]]:
    async with admin.begin() as transaction:
        found = (await transaction.execute(sa.select(outbox.c.event).order_by(outbox.c.id))).scalars().all()
    return [each for each in found if each["type"] == kind]


async def test_who_returns_gets_the_same_pseudonym_empty_of_personal_data(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """I19, R4.4"""
    before, after = await back(client, nickname="安全员", region_unit="371002")

    profile = await after.get_me()
    assert after.id == before.id
    assert (profile["nickname"], profile["region_unit"], profile["enterprise_unit"]) == (None, None, None)
    assert caller_of(after.tokens["access_token"]).units == {}
    assert (await client.get("/v1/me", headers=before.headers)).status_code in (200, 401)
    told = [each["participant_id"] for each in await events(admin, "directory.participant_returned.v1")]
    assert told.count(after.id) == 1


async def test_a_hundred_times_back_is_still_one_person(client: httpx.AsyncClient) -> None:
    """I19: the attack that played 129 times."""
    subject, ids = new_subject(), set()
    for _ in range(20):
        who = await new_participant(client, subject)
        ids.add(who.id)
        await erase(who)

    assert len(ids) == 1


async def test_leaving_and_signing_in_at_the_same_moment_makes_no_second_person(client: httpx.AsyncClient) -> None:
    """I19: a race would be worth as much as a second account."""
    for _ in range(5):
        subject = new_subject()
        first = await new_participant(client, subject)
        racing = [new_participant(client, subject) for _ in range(4)]
        found = await asyncio.gather(client.delete("/v1/me", headers=first.headers), *racing)

        last = await new_participant(client, subject)
        assert last.id == first.id
        assert found[0].status_code == 204


async def test_the_limit_of_unit_changes_goes_on_after_a_return(client: httpx.AsyncClient) -> None:
    """I19, R4.2: taking the same unit again is free, another one counts."""
    subject = new_subject()
    who = await new_participant(client, subject)
    for unit in ("371002", "371003", "371002"):
        assert (await who.put_me(region_unit=unit)).status_code == 200
    await erase(who)
    again = await new_participant(client, subject)

    left = (await again.get_me())["unit_changes_left"]
    same = await again.put_me(region_unit="371002")
    other = await again.put_me(region_unit="371003")
    first_of_other_entry = await again.put_me(enterprise_unit="CE-015")

    assert left == {"region": 0, "enterprise": 2}
    assert same.status_code == 200
    assert (other.status_code, other.json()["code"]) == (409, "unit-change-limit")
    assert first_of_other_entry.status_code == 200


async def test_leaving_twice_forgets_nothing_of_the_limit(client: httpx.AsyncClient) -> None:
    """I19, R4.2"""
    subject = new_subject()
    for unit in ("371002", "371003"):
        who = await new_participant(client, subject)
        assert (await who.put_me(region_unit=unit)).status_code == 200
        await erase(who)
    await erase(await new_participant(client, subject))

    again = await new_participant(client, subject)

    assert (await again.get_me())["unit_changes_left"]["region"] == 1


async def test_a_tombstone_holds_digests_and_the_pseudonym_only(client: httpx.AsyncClient, admin: Database) -> None:
    """R4.4"""
    subject = new_subject()
    who = await new_participant(client, subject)
    await who.put_me(nickname="张安全", region_unit="371002")
    await erase(who)

    async with admin.begin() as transaction:
        held = []
        for table in ("tombstones", "tombstone_choices"):
            rows = sa.text(f"SELECT * FROM directory.{table} WHERE participant_id = :id")
            held += [dict(row) for row in (await transaction.execute(rows, {"id": who.id})).mappings()]
    assert len(held) == 2
    assert not {subject, "张安全", "371002"} & {str(value) for row in held for value in row.values()}


def contest(contest_id: str, version: int, opens_at: datetime, *, is_final: bool = False) -> ContestChanged:
    return ContestChanged(
        event_id=uuid.uuid4(),
        contest_id=contest_id,
        version=version,
        title="竞赛",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=30),
        time_zone="Asia/Shanghai",
        rules=ContestRules(5, 1, 300, 1),
        entries=("region",),
        bank_id="b",
        final=ContestFinal(opens_at + timedelta(days=31), 1, 1) if is_final else None,
    )


async def test_a_tombstone_ends_with_the_last_contest_that_had_opened(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """R4.4, I19"""
    who = await new_participant(client)
    await erase(who)
    now = datetime.now(UTC)

    async def is_kept(*known: ContestChanged) -> bool:
        async with admin.begin() as transaction:
            for each in known:
                await keep_contest(transaction, each)
            await forget_tombstones(transaction)
            query = sa.select(tombstones).where(tombstones.c.participant_id == uuid.UUID(who.id))
            return (await transaction.execute(query)).first() is not None

    fresh = await is_kept()
    async with admin.begin() as transaction:
        await transaction.execute(contests.delete())
        old = tombstones.update().where(tombstones.c.participant_id == uuid.UUID(who.id))
        await transaction.execute(old.values(erased_at=now - timedelta(days=2)))
    running = await is_kept(contest("a", 1, now - timedelta(days=5)), contest("later", 1, now - timedelta(days=1)))
    stale = await is_kept(contest("a", 2, now - timedelta(days=5)))
    ended = await is_kept(contest("a", 3, now - timedelta(days=5), is_final=True))

    assert [fresh, running, stale, ended] == [True, True, True, False]


async def sms_sign_in(ways: Ways, phone: str) -> Participant:
    assert (await ways.ask_for_code(phone)).status_code == 202
    reply = await ways.token(grant_type="sms", phone=phone, code=ways.sms.last_code(phone))
    return Participant(
        httpx.AsyncClient(transport=httpx.ASGITransport(app=ways.app), base_url="http://d"), reply.json()
    )


async def put_phone(who: Participant, **body: str) -> httpx.Response:
    return await who.http.put("/v1/me/phone", headers=who.headers, json=body)


async def development(ways: Ways) -> Participant:
    transport = httpx.ASGITransport(app=ways.app, raise_app_exceptions=False)
    return await new_participant(httpx.AsyncClient(transport=transport, base_url="http://d"))


async def test_a_number_is_proven_by_a_code_and_the_token_says_so(ways: Ways) -> None:
    """R4.1, I19"""
    who, phone = await development(ways), new_phone()
    assert (await ways.ask_for_code(phone)).status_code == 202

    wrong = await put_phone(who, phone=phone, code="000000x")
    right = await put_phone(who, phone=phone, code=ways.sms.last_code(phone))

    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/code")
    assert (right.status_code, right.json()["phone_verified"]) == (200, True)
    assert right.json()["participant_id"] == who.id
    assert caller_of(right.json()["access_token"]).has_phone
    assert not caller_of(who.tokens["access_token"]).has_phone
    assert (await who.get_me())["phone_verified"] is True


async def test_a_number_of_another_account_shows_both_to_be_one_person(ways: Ways, admin: Database) -> None:
    """I19: the older account goes on for both, and its token is in the answer."""
    who, phone = await development(ways), new_phone()
    other = await sms_sign_in(ways, phone)
    assert caller_of(other.tokens["access_token"]).has_phone
    async with admin.begin() as transaction:  # the minute between two codes is over
        await transaction.execute(sa.text("UPDATE directory.sms_codes SET sent_at = sent_at - interval '2 minutes'"))
    assert (await ways.ask_for_code(phone)).status_code == 202

    reply = await put_phone(who, phone=phone, code=ways.sms.last_code(phone))

    assert reply.json()["participant_id"] == who.id
    [event] = [each for each in await events(admin, "directory.participants_merged.v1") if each["kept_id"] == who.id]
    assert event["ended_id"] == other.id
    assert (await other.http.get("/v1/me", headers=other.headers)).status_code == 401
    exported = (await who.http.get("/v1/me/export", headers=who.headers)).json()
    assert [each["ended_id"] for each in exported["merges"]] == [other.id]
    assert exported["participant"]["has_phone"] is True


async def test_a_number_comes_from_the_button_of_a_mini_program(ways: Ways) -> None:
    """R4.1"""
    who, phone = await development(ways), new_phone()
    code = ways.wechat.press_phone_button(wechat.MINI[0], phone)

    reply = await put_phone(who, app_id=wechat.MINI[0], wechat_phone_code=code)
    again = await put_phone(who, app_id=wechat.MINI[0], wechat_phone_code=code)
    foreign = await put_phone(who, app_id="wx", wechat_phone_code="x")
    account = await put_phone(who, app_id=wechat.ACCOUNT[0], wechat_phone_code="x")
    ways.wechat.access_tokens.clear()
    renewed = await put_phone(
        who, app_id=wechat.MINI[0], wechat_phone_code=ways.wechat.press_phone_button(wechat.MINI[0], phone)
    )

    assert (reply.status_code, reply.json()["phone_verified"]) == (200, True)
    assert (again.status_code, again.json()["code"]) == (401, "wechat-code-invalid")
    assert [each.status_code for each in (foreign, account)] == [422, 422]
    assert renewed.status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"phone": "13800000000"}, {"code": "123456"}, {"app_id": "wx", "code": "1"},
     {"phone": "13800000000", "code": "1", "app_id": "x", "wechat_phone_code": "y"}, {"phone": "12", "code": "1"}],
)  # fmt: skip
async def test_a_proof_is_one_of_both_ways(client: httpx.AsyncClient, body: dict[str, str]) -> None:
    who = await new_participant(client)

    assert (await put_phone(who, **body)).status_code == 422


async def test_a_way_of_signing_in_that_was_left_behind_leads_back_to_the_merged_account(ways: Ways) -> None:
    """I19: an account was erased with two identities, and both lead to one pseudonym."""
    who, phone = await development(ways), new_phone()
    assert (await ways.ask_for_code(phone)).status_code == 202
    assert (await put_phone(who, phone=phone, code=ways.sms.last_code(phone))).status_code == 200
    await erase(who)

    async with asyncio.timeout(5):
        returned = await sms_sign_in_later(ways, phone)

    assert returned.id == who.id
    assert (await returned.get_me())["phone_verified"] is True


async def sms_sign_in_later(ways: Ways, phone: str) -> Participant:
    admin_free = "10.9.9.9"
    reply = await ways.ask_for_code(phone, admin_free)
    assert reply.status_code in (202, 429)
    if reply.status_code == 429:
        async with ways.app.state.shared.database.begin() as transaction:
            await transaction.execute(
                sa.text("UPDATE directory.sms_codes SET sent_at = sent_at - interval '2 minutes'")
            )
    return await sms_sign_in(ways, phone)


async def test_organisers_have_no_number_to_prove(client: httpx.AsyncClient) -> None:
    reply = await client.put("/v1/me/phone", headers=headers(organiser()), json={})

    assert reply.status_code == 403
