"""Reminders name the units that miss their own deadline, and reach whoever is to hear of it (R3.11)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from reporting_service.outside.outlets import HttpOutlet, Webhook
from reporting_service.settings import Settings
from reporting_service.use_cases.obligations.remind import remind
from reporting_service.use_cases.obligations.send_notice import send_notice
from reporting_service.worker import create_app
from services.kit.outbound import Outbound, Unreachable
from tests.reporting.builders import EXPLOSIVES, FORM_A, FORM_B, HUANCUI, SHIPBUILDING, WEIHAI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem
from tests.reporting.test_worker import until
from tests.support.http_server import Asked, Said, asgi, serving

TOKEN = "token-of-the-operator"


@dataclass
class Chat:
    """A double of an operator's webhook: it asks for its token."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    status: int = 200

    async def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Said.json({}, 401)
        if self.status == 200:
            self.heard.append(json.loads(asked.body))
            self.keys.append(asked.headers["idempotency-key"])
        return Said.json({}, self.status)

    def of(self, form: str, kind: str = "due-soon", parent: str = WEIHAI) -> list[set[str]]:
        wanted = {"template_id": form, "kind": kind}
        return [
            {unit["code"] for unit in each["units"]}
            for each in self.heard
            if wanted.items() <= each.items() and each["parent"]["code"] == parent
        ]


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
async def webhook(chat: Chat) -> AsyncIterator[Webhook]:
    async with serving(asgi(chat.answer)) as url:
        yield Webhook(url=url, token=TOKEN)


@pytest.fixture
async def outlet(webhook: Webhook) -> AsyncIterator[HttpOutlet]:
    outbound = Outbound(2.0)
    yield HttpOutlet(outbound, webhook)
    await outbound.close()


async def send_all(reporting: ReportingSystem, outlet: HttpOutlet) -> None:
    async with reporting.database.begin() as transaction:
        due = await remind(transaction)
    for stage, owed in due.items():
        async with reporting.database.begin() as transaction:
            await send_notice(transaction, outlet, stage, owed)


async def test_a_unit_that_misses_its_own_deadline_is_named_once_at_each_stage(
    reporting: ReportingSystem, outlet: HttpOutlet, chat: Chat
) -> None:
    """R3.11, R3.3"""
    await reporting.submitted(HUANCUI)
    await reporting.turn_to("2026-06-26 23:59")
    await send_all(reporting, outlet)
    too_early = chat.of(FORM_A)
    await reporting.turn_to("2026-06-27 00:00")
    for _ in range(2):
        await send_all(reporting, outlet)
    await reporting.turn_to("2026-07-01 00:00")
    for _ in range(2):
        await send_all(reporting, outlet)

    assert too_early == []
    (soon,), (overdue,) = chat.of(FORM_A), chat.of(FORM_A, "overdue")
    assert HUANCUI not in soon | overdue
    assert {WENDENG, "WH-S-EQUIPMENT"} <= soon
    assert SHIPBUILDING not in soon  # it reports to a district, and is named there
    assert chat.of(FORM_A, "due-soon", "371082") == [{SHIPBUILDING}]
    assert len(set(chat.keys)) == len(chat.keys)
    reply = await reporting.ask("GET", f"/v1/obligations?unit={WENDENG}", reporter(WENDENG))
    (of_form_a,) = [each for each in reply.json()["items"] if each["template_id"] == FORM_A]
    assert [(each["kind"], bool(each["sent_at"])) for each in of_form_a["reminders"]] == [
        ("due-soon", True),
        ("overdue", True),
    ]


async def test_a_notice_says_in_words_what_is_due_when_and_who_is_missing(
    reporting: ReportingSystem, outlet: HttpOutlet, chat: Chat
) -> None:
    """R3.11"""
    for county in (HUANCUI, WENDENG, "371082"):
        await reporting.submitted(county, FORM_B)
    await reporting.turn_to("2026-06-30 08:00")

    await send_all(reporting, outlet)

    (notice,) = [each for each in chat.heard if each["units"] == [{"code": "371083", "name": "乳山市"}]]
    assert notice["text"] == (
        f"《{notice['title']}》即将到报送期限（2026-07-02），威海市尚有 1 户未报：乳山市。请尽快报送。"
    )
    assert (notice["due_on"], notice["parent"]) == ("2026-07-02", {"code": WEIHAI, "name": "威海市"})


async def test_the_excused_and_those_with_more_time_are_not_reminded(
    reporting: ReportingSystem, outlet: HttpOutlet, chat: Chat
) -> None:
    """R3.3, R3.11"""
    city, until_when = reporter(WEIHAI), {"until": "2026-07-20", "reason": "防汛应急"}
    await reporting.ask("PUT", f"/v1/obligations/{FORM_B}/{EXPLOSIVES}/excuse", city, until_when)
    await reporting.ask("PUT", f"/v1/obligations/{FORM_B}/{WENDENG}/extension", city, until_when)
    await reporting.turn_to("2026-07-03 08:00")
    await send_all(reporting, outlet)

    (overdue,) = chat.of(FORM_B, "overdue")

    assert overdue == {HUANCUI, "371082", "371083"}


async def test_what_the_outlet_did_not_take_comes_again(
    reporting: ReportingSystem, outlet: HttpOutlet, chat: Chat
) -> None:
    """R3.11"""
    await reporting.turn_to("2026-06-28 08:00")
    chat.status = 503
    with pytest.raises(Unreachable):
        await send_all(reporting, outlet)
    chat.status = 200

    await send_all(reporting, outlet)
    await send_all(reporting, outlet)

    assert len(chat.of(FORM_A)) == 1


async def test_the_worker_sends_them(
    reporting: ReportingSystem, settings: Settings, webhook: Webhook, chat: Chat
) -> None:
    """R3.11"""
    await reporting.turn_to("2026-06-28 08:00")
    worker = create_app(settings.model_copy(update={"reminder_webhook": webhook}))

    async def is_heard() -> bool:
        return bool(chat.of(FORM_A))

    async with worker.router.lifespan_context(worker):
        await until(is_heard)
