"""No personal value reaches a log, a stream, a board or a foreign table (R4.4)."""

import asyncio
import io
from typing import Any

import sqlalchemy as sa

from quiz_service.use_cases.contests.load_shipped_contest import BANK_ID
from services.kit import streams
from tests.access.people import CONTEST, People, people
from tests.access.scope.answers import text_of
from tests.directory.test_passwords import RIGHT
from tests.directory.ways import CHEAP_PASSWORDS
from tests.support import sms, wechat
from tests.support.http_server import Said, serving
from tests.support.schema import metadata
from tests.support.sms import SmsDouble
from tests.support.trusted_app import TrustedAppDouble
from tests.support.wechat import MINI, WeChatDouble

PHONE, OTHER_PHONE = "13912345678", "13987654321"
OPENID, UNIONID, SUBJECT, NICKNAME = "o-canary-openid", "u-canary-union", "canary-app-user", "金丝雀昵称"
ORGANISER = "金丝雀组织者"
# Histories and decisions name the organisers behind them, so their names travel with their rights; nobody else's do.
OF_ORGANISERS = ("directory.organisers", "directory.access", "quiz.access", "scoring.access", "streams")
READ_BY_PEOPLE = {("directory.participants", NICKNAME), *((place, ORGANISER) for place in OF_ORGANISERS)}


async def live(system: People, doubles: tuple[WeChatDouble, SmsDouble, TrustedAppDouble]) -> list[str]:
    """Sign in each way, take part, be refused; returns the secrets that were handed out on the way."""
    wechat_double, sms_double, app = doubles

    async def token(**body: Any) -> dict[str, Any]:
        return dict((await system.directory.post("/v1/auth/token", json=body)).json())

    code = wechat_double.issue(MINI[0], OPENID, UNIONID)
    by_wechat = await token(grant_type="wechat", app_id=MINI[0], code=code)
    await system.directory.post("/v1/auth/sms-codes", json={"phone": PHONE})
    await token(grant_type="sms", phone=PHONE, code=sms_double.last_code(PHONE))
    vouched = app.vouch(SUBJECT, phone_number=PHONE, phone_number_verified=True)
    await token(grant_type="assertion", assertion=vouched)
    await token(grant_type="assertion", assertion=vouched)
    headers = {"Authorization": f"Bearer {by_wechat['access_token']}"}
    chosen = await system.directory.put("/v1/me", json={"nickname": NICKNAME, "region_unit": "371002"}, headers=headers)
    headers = {"Authorization": f"Bearer {chosen.json()['access_token']}"}
    session = (
        await system.quiz.post(f"/v1/contests/{CONTEST}/sessions", json={"entry": "region"}, headers=headers)
    ).json()
    await system.quiz.post(f"/v1/sessions/{session['id']}/submission", json={}, headers=headers)
    person = {"name": ORGANISER, "unit": "370000", "role": "organiser", "kind": "person"}
    shown = (await system.directory.post("/v1/organisers", json=person, headers=system.national)).json()
    setup = shown["setup_link"].partition("#")[2]
    await system.directory.post("/v1/auth/password-setups", json={"setup_token": setup, "password": RIGHT})
    for password in (RIGHT, "a wrong canary"):
        await token(grant_type="password", username=shown["username"], password=password)
    wechat_double.broken = sms_double.broken = Said(f"{OPENID} {PHONE}".encode(), 500)
    await token(grant_type="wechat", app_id=MINI[0], code=code)
    await system.directory.post("/v1/auth/sms-codes", json={"phone": OTHER_PHONE})
    return [code, vouched, setup, by_wechat["refresh_token"], *wechat_double.session_keys, MINI[1], sms.KEY_SECRET]


READINGS = {
    "scoring": (
        f"/v1/leaderboards/{CONTEST}/region",
        f"/v1/leaderboards/{CONTEST}/region?parent=371000",
        f"/v1/progress/{CONTEST}/371000",
        *(f"/v1/bulletins/{CONTEST}?format={form}" for form in ("csv", "xlsx", "pdf")),
        f"/v1/bulletins/{CONTEST}/final",
        f"/v1/flags/{CONTEST}",
        f"/v1/corrections/{CONTEST}",
    ),
    "quiz": ("/v1/contests", f"/v1/banks/{BANK_ID}/questions", f"/v1/contests/{CONTEST}"),
    "directory": ("/v1/units?entry=region", "/v1/units/371002"),
}
"""What boards, exports and lists show of participants. Of organisers the list of organisers shows names, as it must."""


async def everything_said(system: People) -> str:
    """Boards, progress, exports and lists, once the session has been counted and suspected"""
    for _ in range(200):
        progress = await system.scoring.get(f"/v1/progress/{CONTEST}/371000", headers=system.national)
        if progress.status_code == 200 and progress.json()["totals"]["sessions"]:
            break
        await asyncio.sleep(0.1)
    said = []
    for service, paths in READINGS.items():
        for path in paths:
            reply = await getattr(system, service).get(path, headers=system.national)
            assert reply.status_code == 200 or path.endswith("/final"), reply.text
            said.append(text_of(reply))
    return "".join(said)


async def everything_stored(system: People) -> dict[str, str]:
    async with system.owner.begin() as transaction:
        return {
            # Not the rows themselves: what they look like is shortened.
            table.fullname: repr((await transaction.scalars(sa.text(f"SELECT t::text FROM {table.fullname} t"))).all())
            for each in metadata()
            for table in each.sorted_tables
            if table.name not in ("units", "shipped_definitions", "questions")
        }


async def test_no_personal_value_leaves_its_place(postgres_url: str, redis_url: str, logged: io.StringIO) -> None:
    """R4.4"""
    doubles = WeChatDouble(), SmsDouble(), TrustedAppDouble()
    async with (
        serving(doubles[0].application) as wechat_url,
        serving(doubles[1].application) as sms_url,
        serving(doubles[2].application) as app_url,
    ):
        given = {
            "wechat_url": wechat_url,
            "wechat_apps": wechat.APPS,
            "sms_account": sms.account(sms_url),
            "trusted_apps": [{"issuer": doubles[2].issuer, "jwks_url": app_url}],
            **CHEAP_PASSWORDS,
        }
        async with people(postgres_url, redis_url, **given) as system:
            secrets = await live(system, doubles)
            said = await everything_said(system)
            stored = await everything_stored(system)
            async with streams.connect(redis_url) as redis:
                keys = [key async for key in redis.scan_iter(_type="stream")]
                streamed = repr([await redis.xrange(key) for key in keys])

    canaries = [PHONE, OTHER_PHONE, OPENID, UNIONID, SUBJECT, NICKNAME, ORGANISER, RIGHT, "a wrong canary", *secrets]
    places = {"logs": logged.getvalue(), "streams": streamed, "boards": said, **stored}
    found = {(place, canary) for canary in canaries for place, text in places.items() if canary in text}
    assert found == READ_BY_PEOPLE
    assert "wechat failed" in logged.getvalue()
    assert "quiz.session_finished.v1" in streamed
    assert '"signal"' in said
