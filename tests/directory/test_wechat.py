"""Sign-in through WeChat (R4.1)."""

import uuid
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import sqlalchemy as sa

from services.directory.tables import identities, metadata
from services.kit.database import Database
from tests.directory.builders import Participant, caller_of, refresh, settings
from tests.directory.ways import Ways
from tests.support.http_server import Said
from tests.support.wechat import ACCOUNT, MINI, OTHER_MINI, WeChatDouble


@pytest.fixture
def wechat(ways: Ways) -> Iterator[WeChatDouble]:
    yield ways.wechat
    ways.wechat.fault, ways.wechat.broken, ways.wechat.delay_s = 0, None, 0


async def sign_in(ways: Ways, app_id: str, openid: str, unionid: str | None = None) -> str:
    reply = await ways.token(grant_type="wechat", app_id=app_id, code=ways.wechat.issue(app_id, openid, unionid))
    assert reply.status_code == 200, reply.text
    return caller_of(reply.json()["access_token"]).subject


async def test_a_code_of_a_mini_program_signs_in_and_the_next_one_finds_the_same_account(ways: Ways) -> None:
    """R4.1"""
    first, second, other = [await sign_in(ways, MINI[0], openid) for openid in ("o-1", "o-1", "o-2")]

    assert first == second
    assert first != other


async def test_a_code_of_an_official_account_signs_in(ways: Ways) -> None:
    """R4.1"""
    first, second = [await sign_in(ways, ACCOUNT[0], "o-3") for _ in range(2)]

    assert first == second
    assert ways.wechat.asked[-1].path == "/sns/oauth2/access_token"


async def test_an_openid_means_nobody_in_another_app(ways: Ways) -> None:
    assert await sign_in(ways, MINI[0], "o-4") != await sign_in(ways, OTHER_MINI[0], "o-4")


async def test_apps_of_one_owner_lead_to_one_account_by_unionid(ways: Ways) -> None:
    """R4.1"""
    found = {await sign_in(ways, app_id, f"o-{app_id}", "u-1") for app_id in (MINI[0], OTHER_MINI[0], ACCOUNT[0])}

    assert len(found) == 1


async def test_accounts_that_a_unionid_shows_to_be_one_person_are_merged_into_the_older(ways: Ways) -> None:
    """R4.1: the unionid came only after the mini program had been bound."""
    older = await sign_in(ways, MINI[0], "o-5")
    younger = await sign_in(ways, OTHER_MINI[0], "o-6", "u-2")

    merged = await sign_in(ways, MINI[0], "o-5", "u-2")

    assert merged == older != younger
    assert await sign_in(ways, OTHER_MINI[0], "o-6", "u-2") == older


async def test_a_merged_account_keeps_what_it_chose_and_gets_what_it_lacks(ways: Ways) -> None:
    tokens = []
    for app_id, openid, unionid in ((MINI[0], "o-7", None), (OTHER_MINI[0], "o-8", "u-3")):
        code = ways.wechat.issue(app_id, openid, unionid)
        tokens.append((await ways.token(grant_type="wechat", app_id=app_id, code=code)).json())
    with ways.at("10.0.0.1") as http:
        older, younger = (Participant(http, each) for each in tokens)
        await older.put_me(region_unit="371002")
        await younger.put_me(nickname="小安", region_unit="440106", enterprise_unit="CE-015")

        await sign_in(ways, MINI[0], "o-7", "u-3")

        profile = await older.get_me()
        gone = await http.get("/v1/me", headers=younger.headers)
        renewed = await refresh(http, younger.tokens["refresh_token"])
    assert (profile["nickname"], profile["region_unit"]["code"]) == ("小安", "371002")
    assert profile["enterprise_unit"]["code"] == "CE-015"
    assert gone.status_code == 401
    assert caller_of(renewed.json()["access_token"]).subject == older.id


@pytest.mark.parametrize(
    ("errcode", "status", "code", "retry_after"),
    [
        (40029, 401, "wechat-code-invalid", None),
        (40163, 401, "wechat-code-invalid", None),
        (41008, 401, "wechat-code-invalid", None),
        (42003, 401, "wechat-code-invalid", None),
        (40226, 403, "wechat-account-restricted", None),
        (45011, 429, "wechat-too-many-requests", "60"),
        (-1, 503, "wechat-unavailable", "5"),
        (40013, 503, "wechat-unavailable", "5"),
        (40125, 503, "wechat-unavailable", "5"),
        (99999, 503, "wechat-unavailable", "5"),
    ],
)
async def test_each_refusal_of_wechat_is_a_clear_problem(
    ways: Ways, wechat: WeChatDouble, errcode: int, status: int, code: str, retry_after: str | None
) -> None:
    """R4.1"""
    wechat.fault = errcode

    reply = await ways.token(grant_type="wechat", app_id=MINI[0], code=wechat.issue(MINI[0], "o-9"))

    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers.get("retry-after") == retry_after
    assert "errmsg" not in reply.text
    assert "rid" not in reply.text


async def test_a_used_or_invented_code_is_refused(ways: Ways) -> None:
    code = ways.wechat.issue(MINI[0], "o-10")
    foreign = ways.wechat.issue(OTHER_MINI[0], "o-10")
    assert (await ways.token(grant_type="wechat", app_id=MINI[0], code=code)).status_code == 200

    replies = [await ways.token(grant_type="wechat", app_id=MINI[0], code=each) for each in (code, "made-up", foreign)]

    assert [reply.json()["code"] for reply in replies] == ["wechat-code-invalid"] * 3


@pytest.mark.parametrize(
    "broken",
    [Said(b"", 502), Said(b"<html>busy</html>", 200, "text/html"), Said(b"[]"), Said(b"{}"), Said(b"{" * 300_000)],
)
async def test_nonsense_from_wechat_is_503_with_retry_after(ways: Ways, wechat: WeChatDouble, broken: Said) -> None:
    wechat.broken = broken

    reply = await ways.token(grant_type="wechat", app_id=MINI[0], code="x")

    assert (reply.status_code, reply.json()["code"]) == (503, "wechat-unavailable")
    assert reply.headers["retry-after"] == "5"


async def test_while_wechat_hangs_sign_in_is_503_and_known_tokens_go_on(ways: Ways, wechat: WeChatDouble) -> None:
    """R4.1"""
    code = wechat.issue(MINI[0], "o-11")
    tokens = (await ways.token(grant_type="wechat", app_id=MINI[0], code=code)).json()
    wechat.delay_s = 3

    reply = await ways.token(grant_type="wechat", app_id=MINI[0], code=wechat.issue(MINI[0], "o-11"))

    assert (reply.status_code, reply.json()["code"]) == (503, "wechat-unavailable")
    assert reply.elapsed.total_seconds() < 2
    with ways.at("10.0.0.1") as http:
        assert (await Participant(http, tokens).get_me())["participant_id"]
        assert (await refresh(http, tokens["refresh_token"])).status_code == 200


async def test_a_virtual_account_of_a_snapshot_page_is_refused(ways: Ways) -> None:
    code = ways.wechat.issue(ACCOUNT[0], "virtual", is_snapshot=True)

    reply = await ways.token(grant_type="wechat", app_id=ACCOUNT[0], code=code)

    assert (reply.status_code, reply.json()["code"]) == (403, "wechat-profile-needed")


async def test_an_openid_is_never_taken_from_a_body(ways: Ways) -> None:
    """R4.4"""
    body = {"grant_type": "wechat", "app_id": MINI[0], "code": "x", "openid": "o-1"}

    replies = [await ways.token(**body), await ways.token(grant_type="wechat", app_id="wx-not-ours", code="x")]

    assert [(reply.status_code, reply.json()["errors"][0]["pointer"]) for reply in replies] == [
        (422, "/openid"),
        (422, "/app_id"),
    ]


async def test_session_keys_and_openids_are_stored_nowhere(ways: Ways, admin: Database) -> None:
    """R4.4"""
    openid, unionid = f"o-{uuid.uuid4().hex}", f"u-{uuid.uuid4().hex}"
    code = ways.wechat.issue(MINI[0], openid, unionid)

    reply = await ways.token(grant_type="wechat", app_id=MINI[0], code=code)

    secret = ways.wechat.session_keys[-1]
    async with admin.begin() as transaction:
        rows = [(await transaction.execute(sa.select(sa.cast(table.table_valued(), sa.Text)))).all()
                for table in metadata.sorted_tables]  # fmt: skip
        methods = (await transaction.execute(sa.select(identities.c.method).distinct())).scalars().all()
    for canary in (secret, openid, unionid, code):
        assert canary not in reply.text
        assert canary not in repr(rows)
    assert set(methods) >= {"wechat", "wechat-union"}


@pytest.fixture
async def without(postgres_url: str, redis_url: str, admin: Database) -> AsyncIterator[httpx.AsyncClient]:  # noqa: ARG001
    """A deployment that offers no way in."""
    from services.directory.app import create_app  # noqa: PLC0415

    app = create_app(settings(postgres_url, redis_url))
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://d") as http:
        yield http


async def test_a_way_that_is_not_configured_is_not_offered(without: httpx.AsyncClient) -> None:
    """R4.1"""
    replies = [
        await without.post("/v1/auth/token", json={"grant_type": "wechat", "app_id": "x", "code": "x"}),
        await without.post("/v1/auth/token", json={"grant_type": "assertion", "assertion": "x"}),
        await without.post("/v1/auth/sms-codes", json={"phone": "13800138000"}),
    ]

    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [(403, "sign-in-method-unavailable")] * 3
