"""Several roles in one account, given and taken back by those above (R4.3, I8)."""

import uuid
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.chassis.tokens import Caller
from services.contracts.grants import Grant
from services.directory.tables import access, outbox
from services.kit.database import Database
from tests.directory.builders import ask_for_token, caller_of
from tests.directory.test_appointments import PROVINCE, appoint
from tests.directory.ways import Ways
from tests.support.tokens import headers, organiser

NATIONAL = organiser()
PASSWORD = "a password of my own"
OTHER_PASSWORD = "quite another secret 77"


async def grant(client: httpx.AsyncClient, organiser_id: str, caller: Caller = PROVINCE, **body: Any) -> httpx.Response:
    path = f"/v1/organisers/{organiser_id}/grants"
    return await client.post(path, json={"unit": "370000", "role": "reporter", **body}, headers=headers(caller))


async def end(client: httpx.AsyncClient, organiser_id: str, grant_id: str, caller: Caller = PROVINCE) -> int:
    path = f"/v1/organisers/{organiser_id}/grants/{grant_id}"
    return (await client.delete(path, headers=headers(caller))).status_code


async def sign_in(client: httpx.AsyncClient, shown: dict[str, Any]) -> dict[str, str]:
    credentials = {name: shown[name] for name in ("client_id", "client_secret")}
    token = (await ask_for_token(client, grant_type="client_credentials", **credentials)).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


async def own(client: httpx.AsyncClient, sent: dict[str, str]) -> dict[str, Any]:
    reply = await client.get("/v1/organisers/me", headers=sent)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_an_organiser_reads_who_they_are_and_what_they_may_do(client: httpx.AsyncClient) -> None:
    """R4.3"""
    shown = (await appoint(client)).json()

    found = await own(client, await sign_in(client, shown))

    [held] = found.pop("grants")
    assert found == {"id": shown["id"], "name": "威海市应急管理局", "kind": "client"}
    assert uuid.UUID(held["id"])
    assert held["role"] == "organiser"
    path = [{"code": "CN", "name": "全国"}, {"code": "370000", "name": "山东省"}, {"code": "371000", "name": "威海市"}]
    assert held["unit"]["path"][1:] == path[1:]
    assert held["unit"]["path"][0]["code"] == "CN"
    assert {name: held["unit"][name] for name in ("code", "name", "entry")} == {
        "code": "371000", "name": "威海市", "entry": "region"
    }  # fmt: skip


async def test_the_rights_of_an_account_are_the_union_of_its_grants(client: httpx.AsyncClient, admin: Database) -> None:
    """R4.3: the administrator of a unit grants there and below."""
    shown = (await appoint(client)).json()

    replies = [
        await grant(client, shown["id"]),
        await grant(client, shown["id"], unit="371002"),
        await grant(client, shown["id"], unit="371002"),
    ]

    assert [reply.status_code for reply in replies] == [201, 201, 200]
    assert replies[1].json() == replies[2].json()
    assert set(replies[0].json()) == {"id", "role", "unit"}
    sent = await sign_in(client, shown)
    assert caller_of(sent["Authorization"].split()[1]).grants == (
        Grant("organiser", "371000"), Grant("reporter", "370000"), Grant("reporter", "371002"),
    )  # fmt: skip
    assert len((await own(client, sent))["grants"]) == 3
    async with admin.begin() as transaction:
        copy = sa.select(access.c.grants).where(access.c.account == uuid.UUID(shown["id"]))
        assert len((await transaction.execute(copy)).scalar_one()) == 3


async def test_a_grant_that_is_taken_back_is_gone_at_once_and_a_repeat_changes_nothing(
    client: httpx.AsyncClient,
) -> None:
    """R4.3"""
    shown = (await appoint(client)).json()
    sent = await sign_in(client, shown)
    further = (await grant(client, shown["id"])).json()["id"]

    outcomes = [await end(client, shown["id"], further) for _ in range(2)]

    assert outcomes == [204, 204]
    assert [held["role"] for held in (await own(client, sent))["grants"]] == ["organiser"]


async def test_what_is_out_of_reach_is_not_found_and_what_is_not_ones_own_to_give_is_forbidden(
    client: httpx.AsyncClient,
) -> None:
    """I8, R4.3"""
    shown = (await appoint(client)).json()
    foreign = (await appoint(client, NATIONAL, unit="440100")).json()
    manager = organiser("organiser", "370000")

    replies = [
        await grant(client, foreign["id"]),
        await grant(client, str(uuid.uuid4())),
        await grant(client, "nobody"),
        await grant(client, shown["id"], unit="440000"),
        await grant(client, shown["id"], unit="CN"),
        await grant(client, shown["id"], manager),
        await grant(client, shown["id"], manager, unit="371002", role="administrator"),
        await grant(client, shown["id"], organiser("reporter", "370000")),
        await grant(client, shown["id"], role="king"),
        await grant(client, shown["id"], manager, unit="371002"),
    ]

    assert [reply.status_code for reply in replies] == [404, 404, 404, 404, 404, 403, 403, 403, 422, 201]
    assert replies[5].json()["code"] == "role-not-grantable"


async def test_nobody_takes_back_the_rights_of_an_equal_or_of_strangers(client: httpx.AsyncClient) -> None:
    """I8"""
    equal = (await appoint(client, NATIONAL, unit="370000", role="administrator")).json()
    held = (await own(client, await sign_in(client, equal)))["grants"][0]["id"]
    shown = (await appoint(client)).json()
    foreign = (await grant(client, shown["id"], NATIONAL, unit="440000")).json()["id"]

    outcomes = [
        await end(client, equal["id"], held),
        await end(client, shown["id"], foreign),
        await end(client, shown["id"], str(uuid.uuid4())),
        await end(client, shown["id"], foreign, NATIONAL),
    ]

    assert outcomes == [403, 404, 404, 204]


async def test_removing_an_organiser_leaves_rights_that_others_gave_elsewhere(client: httpx.AsyncClient) -> None:
    """R4.3, I8: nothing tells that there are any."""
    shown = (await appoint(client)).json()
    await grant(client, shown["id"], NATIONAL, unit="440000")
    listed = (await client.get("/v1/organisers", params={"limit": 1000}, headers=headers(PROVINCE))).json()["items"]

    removed = await client.delete(f"/v1/organisers/{shown['id']}", headers=headers(PROVINCE))

    [item] = [each for each in listed if each["id"] == shown["id"]]
    assert [each["unit"] for each in item["grants"]] == ["371000"]
    assert removed.status_code == 204
    kept = (await own(client, await sign_in(client, shown)))["grants"]
    assert [each["unit"]["code"] for each in kept] == ["440000"]


async def test_the_event_names_the_organiser_and_who_made_the_account(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """I21: whoever made an account counts as one person with it."""
    shown = (await appoint(client)).json()

    async with admin.begin() as transaction:
        events = (await transaction.execute(sa.select(outbox.c.event))).scalars().all()
    [event] = [each for each in events if each.get("account") == shown["id"]]
    assert (event["name"], event["created_by"]) == ("威海市应急管理局", PROVINCE.subject)


async def person(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    shown: dict[str, Any] = (await appoint(client, kind="person", **changes)).json()
    setup = {"setup_token": shown["setup_link"].partition("#")[2], "password": PASSWORD}
    assert (await client.post("/v1/auth/password-setups", json=setup)).status_code == 200
    return shown


async def password_sign_in(client: httpx.AsyncClient, username: str, password: str) -> httpx.Response:
    return await ask_for_token(client, grant_type="password", username=username, password=password)


async def test_a_forgotten_password_is_replaced_through_a_link_that_works_once(ways: Ways, admin: Database) -> None:
    """R4.3, I21: whoever was handed the link counts as one person with the account too from then on."""
    with ways.at("192.0.2.61") as client:
        shown = await person(client)

        reset = await client.post(f"/v1/organisers/{shown['id']}/password-resets", headers=headers(NATIONAL))

        assert (reset.status_code, reset.headers["cache-control"]) == (201, "no-store")
        assert set(reset.json()) == {"username", "setup_link", "setup_expires_at"}
        assert (await password_sign_in(client, shown["username"], PASSWORD)).status_code == 200
        setup = {"setup_token": reset.json()["setup_link"].partition("#")[2], "password": OTHER_PASSWORD}
        outcomes = [(await client.post("/v1/auth/password-setups", json=setup)).status_code for _ in range(2)]
        assert outcomes == [200, 401]
        signed_in = [await password_sign_in(client, shown["username"], each) for each in (PASSWORD, OTHER_PASSWORD)]
        assert [reply.status_code for reply in signed_in] == [401, 200]
        async with admin.begin() as transaction:
            held = sa.select(access.c.created_by, access.c.opened_by).where(access.c.account == uuid.UUID(shown["id"]))
            maker, openers = (await transaction.execute(held)).one()
            assert (str(maker), [str(each) for each in openers]) == (PROVINCE.subject, [NATIONAL.subject])


async def test_a_password_is_reset_only_by_who_could_have_given_every_right_behind_it(ways: Ways) -> None:
    """R4.3: the link opens the whole account."""
    with ways.at("192.0.2.62") as client:
        shown, robot = await person(client), (await appoint(client)).json()
        path = f"/v1/organisers/{shown['id']}/password-resets"
        await grant(client, shown["id"], NATIONAL, unit="440000")

        replies = [
            await client.post(path, headers=headers(PROVINCE)),
            await client.post(path, headers=headers(organiser(unit="440000"))),
            await client.post(path, headers=headers(organiser(unit="450000"))),
            await client.post(f"/v1/organisers/{robot['id']}/password-resets", headers=headers(PROVINCE)),
        ]

    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [
        (403, "acts-elsewhere"), (403, "acts-elsewhere"), (404, "not-found"), (409, "no-password"),
    ]  # fmt: skip


async def test_an_organiser_changes_the_own_password_knowing_the_present_one(ways: Ways) -> None:
    """R4.3"""
    with ways.at("192.0.2.63") as client:
        shown = await person(client)
        token = (await password_sign_in(client, shown["username"], PASSWORD)).json()["access_token"]

        async def change(current: str, new: str) -> httpx.Response:
            body = {"current": current, "new": new}
            sent = {"Authorization": f"Bearer {token}"}
            return await client.put("/v1/organisers/me/password", json=body, headers=sent)

        refused = [
            await change("wrong", OTHER_PASSWORD), await change(PASSWORD, "short"), await change(PASSWORD, PASSWORD),
            await change(PASSWORD, "Password123456"),
        ]  # fmt: skip
        done = await change(PASSWORD, OTHER_PASSWORD)
        signed_in = [await password_sign_in(client, shown["username"], each) for each in (PASSWORD, OTHER_PASSWORD)]

    pointers = [(reply.status_code, reply.json()["errors"][0]["pointer"]) for reply in refused]
    assert pointers == [(422, "/current"), (422, "/new"), (422, "/new"), (422, "/new")]
    assert done.status_code == 204
    assert [reply.status_code for reply in signed_in] == [401, 200]


async def test_guessing_the_present_password_ends_after_five_tries(ways: Ways) -> None:
    with ways.at("192.0.2.64") as client:
        shown = await person(client)
        token = (await password_sign_in(client, shown["username"], PASSWORD)).json()["access_token"]
        sent = {"Authorization": f"Bearer {token}"}

        outcomes = [
            (
                await client.put(
                    "/v1/organisers/me/password", json={"current": each, "new": OTHER_PASSWORD}, headers=sent
                )
            ).status_code
            for each in ["wrong"] * 5 + [PASSWORD]
        ]

    assert outcomes == [422] * 5 + [429]


@pytest.mark.parametrize(
    "password",
    ["password1234", "P@ssw0rd2026", "qwertyuiop123", "123456789012", "aaaaaaaaaaaaaa", "admin admin admin",
     "1qaz2wsx3edc", "woaini520131", "abcabcabcabc", "Beijing20081234", "WeiHai@2026!!"],
)  # fmt: skip
async def test_a_password_that_everybody_guesses_is_refused_at_the_set_up(ways: Ways, password: str) -> None:
    with ways.at("192.0.2.65") as client:
        shown = (await appoint(client, kind="person")).json()
        setup = {"setup_token": shown["setup_link"].partition("#")[2], "password": password}

        reply = await client.post("/v1/auth/password-setups", json=setup)

        fault = reply.json()["errors"][0]
        assert (reply.status_code, fault["pointer"], fault["code"]) == (422, "/password", "known-password")
        good = await client.post("/v1/auth/password-setups", json={**setup, "password": PASSWORD})
        assert good.status_code == 200


async def test_the_ways_of_signing_in_are_told_to_everybody(client: httpx.AsyncClient, ways: Ways) -> None:
    """R4.1"""
    bare = await client.get("/v1/auth/methods")
    with ways.at("192.0.2.66") as full:
        all_of_them = (await full.get("/v1/auth/methods")).json()

    assert bare.headers["cache-control"] == "public, max-age=60"
    assert bare.json() == {"development": True, "sms": False, "password": True, "assertion": False, "wechat": []}
    assert (all_of_them["sms"], all_of_them["assertion"]) == (True, True)
    assert all(set(app) == {"app_id", "kind"} for app in all_of_them["wechat"])
    assert {app["kind"] for app in all_of_them["wechat"]} == {"mini_program", "official_account"}
