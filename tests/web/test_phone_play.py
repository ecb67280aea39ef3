"""Whole sessions on a phone of 360 pixels, in a real browser over the real system (R1.3, R1.4, R6.9)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Route

from tests.support.browser import PHONE, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.system.people import administrator
from tests.web.phone import TOKENS, Phone, tokens_of

pytestmark = needs_browser
HOUR_MS = 3_600_000


@asynccontextmanager
async def phone_of(system: ContestSystem, chromium: Browser, **given: Any) -> AsyncIterator[Phone]:
    subject, contest = given.pop("subject", ""), given.pop("contest", "")
    async with page_of(chromium, **PHONE, **{"locale": "zh-CN"} | given) as page:
        yield Phone(system, page, subject, contest)


@pytest.fixture(scope="module")
def short_contest(system: ContestSystem) -> str:
    """A contest whose sessions last eight seconds."""
    boss = administrator(system)
    known = boss.call("GET", "/v1/contests/safety-month-2026").json()
    body = {
        name: known[name] for name in ("title", "opens_at", "closes_at", "time_zone", "entries", "bank_id", "rules")
    }
    body["rules"] = body["rules"] | {"time_limit_seconds": 8}
    reply = boss.call("POST", "/v1/contests", json=body | {"id": "short-of-time"})
    assert reply.status_code == 201, reply.text
    return "short-of-time"


async def until(check: Any, within_s: float = 10.0) -> None:
    end = time.monotonic() + within_s
    while not await check():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(("language", "expected"), [("zh-CN", "满分 5 分"), ("en", "of 5 points")])
async def test_a_session_is_played_from_the_entrance_to_the_review(
    system: ContestSystem, chromium: Browser, language: str, expected: str
) -> None:
    async with phone_of(system, chromium, locale=language) as phone:
        await phone.open()
        await phone.start()
        for _ in range(4):
            await phone.tap(0)
            await phone.next()
        await phone.tap(1)
        await phone.hand_in()

        assert expected in await phone.score()
        assert await phone.page.locator(".review li.card").count() == 5
        assert await phone.page.locator(".verdict").count() == 5


async def test_after_a_reload_the_same_question_waits_with_the_same_answers(
    system: ContestSystem, chromium: Browser
) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        await phone.start()
        stem = await phone.page.locator("legend").inner_text()
        await phone.tap(1)
        asked: list[str] = []
        await phone.page.reload()
        phone.page.on("request", lambda request: asked.append(request.url))
        await phone.page.locator("fieldset.question").wait_for()
        await phone.go_to(1)

        assert await phone.page.locator("legend").inner_text() == stem
        assert await phone.chosen() == [1]


async def test_a_second_phone_goes_on_where_the_first_one_stopped(system: ContestSystem, chromium: Browser) -> None:
    async with phone_of(system, chromium) as first, phone_of(system, chromium, subject=first.subject) as second:
        await first.open()
        await first.start()
        await first.tap(1)
        await until(lambda: _is_stored(first, 1))
        await second.open(unit=None)
        await second.page.locator("a.main").click()
        await second.page.locator("fieldset.question").wait_for()
        await second.go_to(1)
        assert await second.chosen() == [1]

        before = (await second.stored())[1]
        await second.tap(0)
        await until(lambda: _differs(second, before))
        await first.page.reload()
        await first.page.locator("fieldset.question").wait_for()

        assert second.session == first.session


async def _is_stored(phone: Phone, position: int) -> bool:
    return bool((await phone.stored())[position])


async def _differs(phone: Phone, before: list[str] | None) -> bool:
    return (await phone.stored())[1] != before


async def test_answers_given_offline_wait_on_the_phone_and_are_sent_when_the_network_is_back(
    system: ContestSystem, chromium: Browser
) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        await phone.start()
        await phone.page.context.set_offline(True)
        await phone.tap(0)
        await until(lambda: _says(phone, "网络不通"))
        assert await phone.chosen() == [0]

        await phone.page.context.set_offline(False)
        await until(lambda: _says(phone, "已保存"))
        assert (await phone.stored())[1]


async def _says(phone: Phone, text: str) -> bool:
    return text in await phone.saving()


async def test_a_hand_in_without_a_network_is_repeated_until_it_is_answered(
    system: ContestSystem, chromium: Browser
) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        await phone.start()
        await phone.tap(0)
        await phone.page.context.set_offline(True)
        await phone.hand_in()
        await until(lambda: _trying(phone))
        await phone.page.context.set_offline(False)

        assert "满分 5 分" in await phone.score()


async def _trying(phone: Phone) -> bool:
    return "自动重试" in await phone.page.locator("p.saving").last.inner_text()


@pytest.mark.parametrize("shift_ms", [HOUR_MS, -HOUR_MS], ids=["fast", "slow"])
async def test_a_phone_whose_clock_is_an_hour_wrong_counts_down_to_the_same_deadline(
    system: ContestSystem, chromium: Browser, shift_ms: int
) -> None:
    async with phone_of(system, chromium) as phone:
        script = f"const real = Date.now; Date.now = () => real() + {shift_ms};"
        await phone.page.add_init_script(script)
        await phone.open()
        await phone.start()
        minutes, seconds = (await phone.page.locator("[role=timer]").inner_text()).split(":")

        assert 100 < int(minutes) * 60 + int(seconds) <= 150


async def test_at_zero_the_page_hands_in_by_itself(
    system: ContestSystem, chromium: Browser, short_contest: str
) -> None:
    async with phone_of(system, chromium, contest=short_contest) as phone:
        await phone.open()
        await phone.start()
        await phone.tap(0)

        assert "满分 5 分" in await phone.score()
        assert "时间已到" in await phone.page.locator("section.card").first.inner_text()


async def test_a_deadline_that_passed_while_the_phone_slept_ends_in_the_result(
    system: ContestSystem, chromium: Browser, short_contest: str
) -> None:
    async with phone_of(system, chromium, contest=short_contest) as phone:
        await phone.open()
        await phone.start()
        await phone.tap(0)
        await phone.page.context.set_offline(True)
        await asyncio.sleep(9)
        await phone.page.context.set_offline(False)

        assert "满分 5 分" in await phone.score()


async def test_who_has_played_today_sees_score_and_result_and_cannot_start_again(
    system: ContestSystem, chromium: Browser
) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        await phone.start()
        await phone.hand_in()
        await phone.score()
        await phone.page.goto(phone.home)
        await phone.page.reload()
        await phone.page.locator("section.strong").wait_for()

        assert "今天已经完成" in await phone.page.locator("section.strong").inner_text()
        assert await phone.page.locator("section.card button.main").count() == 0


async def test_a_double_tap_on_start_opens_one_session(system: ContestSystem, chromium: Browser) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        posted: list[str] = []
        phone.page.on("request", lambda sent: posted.append(sent.url) if sent.method == "POST" else None)
        await phone.page.locator("section.card button.main").first.dblclick()
        await phone.page.locator("fieldset.question").wait_for()

        assert len([url for url in posted if url.endswith("/sessions")]) == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_asks_to_wait_gets_the_answer_afterwards(
    system: ContestSystem, chromium: Browser, status: int
) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        await phone.start()
        refused: list[str] = []

        async def refuse_once(route: Route) -> None:
            if refused:
                await route.continue_()
                return
            refused.append(route.request.url)
            problem = json.dumps(
                {"type": "/problems/x", "status": status, "code": "too-many-requests", "detail": "wait"}
            )
            await route.fulfill(
                status=status, body=problem, content_type="application/problem+json", headers={"Retry-After": "1"}
            )

        await phone.page.route("**/answers/*", refuse_once)
        await phone.tap(1)
        await until(lambda: _says(phone, "已保存"))

        assert refused
        assert (await phone.stored())[1]


async def test_a_token_that_ends_in_the_middle_is_renewed_without_losing_a_tap(
    system: ContestSystem, chromium: Browser
) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        await phone.start()
        spoil = f"""() => {{
            const kept = JSON.parse(localStorage.getItem('{TOKENS}'));
            localStorage.setItem('{TOKENS}', JSON.stringify({{...kept, access: kept.access.slice(0, -6) + 'AAAAAA'}}));
        }}"""
        await phone.page.evaluate(spoil)
        await phone.tap(1)
        await until(lambda: _says(phone, "已保存"))

        assert (await phone.stored())[1]


async def test_keys_choose_and_enter_goes_on(system: ContestSystem, chromium: Browser) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.open()
        await phone.start()
        await phone.page.keyboard.press("2")
        assert await phone.chosen() == [1]
        await phone.page.keyboard.press("Enter")

        assert "第 2 题" in await phone.page.locator("h1").inner_text()


async def test_signing_in_by_the_form_leads_to_the_entrances(system: ContestSystem, chromium: Browser) -> None:
    async with phone_of(system, chromium) as phone:
        await phone.page.goto(system.url + "/")
        await phone.page.locator("form input").last.fill(phone.subject)
        await phone.page.locator("form button[type=submit]").last.click()
        await phone.page.locator("section[aria-labelledby=entry-region]").wait_for()

        assert await tokens_of(system, phone.subject)
        assert await phone.page.locator("section[aria-labelledby]").count() == 2
