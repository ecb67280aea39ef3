"""Two accounts of one person, over directory, quiz and scoring: they play twice, and count once (R6.1, I19)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from contest.cli.verify import differences
from tests.access.people import CONTEST, PATIENCE_S, People, people
from tests.directory.builders import Participant, new_participant
from tests.directory.ways import new_phone
from tests.support import sms
from tests.support.http_server import serving
from tests.support.sms import SmsDouble
from tests.support.trusted_app import TrustedAppDouble

UNIT = "371003"


@dataclass
class System:
    people: People
    sms: SmsDouble
    app: TrustedAppDouble

    async def play(self, who: Participant) -> None:
        await self.people.quiz.post(f"/v1/contests/{CONTEST}/sessions", json={"entry": "region"}, headers=who.headers)
        me = (await self.people.quiz.get(f"/v1/contests/{CONTEST}/me", headers=who.headers)).json()
        await self.people.quiz.post(f"/v1/sessions/{me['session_id']}/submission", json={}, headers=who.headers)

    async def vouched(self, phone: str) -> Participant:
        """Signed in by an app that knows the number."""
        vouched = self.app.vouch(f"user of {phone}", phone_number=phone, phone_number_verified=True)
        body = {"grant_type": "assertion", "assertion": vouched}
        return Participant(
            self.people.directory, (await self.people.directory.post("/v1/auth/token", json=body)).json()
        )

    async def counted(self) -> tuple[int, int]:
        """Participants and sessions of the unit."""
        reply = await self.people.scoring.get(f"/v1/progress/{CONTEST}/{UNIT}", headers=self.people.national)
        totals = reply.json()["totals"]
        return totals["participants"], totals["sessions"]

    async def until_counted(self, participants: int, sessions: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while await self.counted() != (participants, sessions):
                await asyncio.sleep(0.1)


@pytest.fixture
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[System]:
    messages, app = SmsDouble(), TrustedAppDouble()
    async with AsyncExitStack() as stack:
        to_messages = await stack.enter_async_context(serving(messages.application))
        to_app = await stack.enter_async_context(serving(app.application))
        running = people(
            postgres_url,
            redis_url,
            sms_account=sms.account(to_messages),
            trusted_apps=[{"issuer": app.issuer, "jwks_url": to_app + "/jwks.json"}],
            outbound_timeout_s=2.0,
        )
        yield System(await stack.enter_async_context(running), messages, app)


async def test_r6_1_a_proven_number_makes_one_person_of_two_who_played(system: System) -> None:
    phone = new_phone()
    one, other = await new_participant(system.people.directory), await system.vouched(phone)
    for who in (one, other):
        who.tokens = (await who.put_me(region_unit=UNIT)).json()
        await system.play(who)
    await system.until_counted(2, 2)

    await system.people.directory.post("/v1/auth/sms-codes", json={"phone": phone})
    proof = {"phone": phone, "code": system.sms.last_code(phone)}
    kept = await system.people.directory.put("/v1/me/phone", json=proof, headers=one.headers)
    await system.until_counted(1, 2)
    kept_token = {"Authorization": f"Bearer {kept.json()['access_token']}"}
    standing = await system.people.scoring.get(f"/v1/standings/{CONTEST}/me", headers=kept_token)
    flags = await system.people.scoring.get(f"/v1/flags/{CONTEST}", headers=system.people.national)

    assert kept.status_code == 200, kept.text
    assert standing.json()["sessions"] == 2
    doubled = [each for each in flags.json()["items"] if each["signal"] == "double_day"]
    assert [each["figures"] for each in doubled] == [{"sessions": 2, "accounts": 2}]
    assert await differences(system.people.owner_url, CONTEST) == []
