"""A rehearsal on a phone: offered before the opening, played on the contest's own screens, counted nowhere (R6.10)."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser

from tests.support.browser import PHONE, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.web.phone import Phone, ask, held_token
from tests.web.rehearsals import ASKED, upcoming

pytestmark = needs_browser
RIGHT = {stem: right for stem, right, _, _ in ASKED}


@pytest.fixture(scope="module")
def contest(system: ContestSystem) -> str:
    return upcoming(system)


async def rehearse(phone: Phone) -> None:
    await phone.open()
    await phone.page.get_by_role("link", name="开始模拟").click()
    await phone.page.locator("fieldset.question").wait_for()


async def test_r6_10_before_the_opening_people_rehearse_and_nothing_of_it_counts(
    system: ContestSystem, chromium: Browser, contest: str
) -> None:
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        phone = Phone(system, page, contest=contest)
        await phone.open()
        assert await page.get_by_text("竞赛尚未开始").count() == 1
        assert await page.get_by_role("button", name="开始答题").count() == 0
        await rehearse(phone)
        for position in range(1, 6):
            await phone.go_to(position)
            assert await page.get_by_text("模拟练习，不计成绩").is_visible()
            stem = (await page.locator("legend").inner_text()).splitlines()[-1]
            wanted = page.locator(".option", has_text=RIGHT[stem])
            await (wanted if position > 1 else page.locator(".option").filter(has_not_text=RIGHT[stem]).first).click()
        await phone.hand_in()

        assert await phone.score() == "4 分（满分 5 分）"
        assert await page.locator(".verdict").all_inner_texts() == ["✗ 回答错误", *["✓ 回答正确"] * 4]
        assert await page.get_by_text("模拟练习，不计成绩").is_visible()
        token = await held_token(page)
        assert (await ask(system, "GET", f"/v1/me/sessions?contest={contest}", token))["items"] == []
        await page.get_by_role("button", name="再模拟一次").click()
        await page.locator("fieldset.question").wait_for()
        assert await page.locator(".dots .done").count() == 0


async def test_after_a_reload_the_rehearsal_goes_on(system: ContestSystem, chromium: Browser, contest: str) -> None:
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        phone = Phone(system, page, contest=contest)
        await rehearse(phone)
        shown = await page.locator("fieldset.question").inner_text()
        await phone.tap(1)
        await page.reload()
        await page.locator("fieldset.question").wait_for()
        await phone.go_to(1)

        assert await page.locator("fieldset.question").inner_text() == shown
        assert await phone.chosen() == [1]
        await phone.hand_in()
        await page.reload()
        assert "满分 5 分" in await phone.score()


async def test_at_zero_a_rehearsal_ends_in_its_result(system: ContestSystem, chromium: Browser) -> None:
    short = upcoming(system, seconds=4)
    async with page_of(chromium, **PHONE, locale="en-GB") as page:
        phone = Phone(system, page, contest=short)
        await phone.open()
        await page.get_by_role("link", name="Rehearse").click()

        assert await phone.score() == "0 of 5 points"


async def test_with_the_opening_the_entrances_take_the_place_of_the_rehearsal(
    system: ContestSystem, chromium: Browser
) -> None:
    soon = upcoming(system, opens_in=timedelta(seconds=12))
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        phone = Phone(system, page, contest=soon)
        await phone.open()
        await page.get_by_role("link", name="开始模拟").wait_for()
        await page.get_by_role("button", name="开始答题").first.wait_for()
        assert await page.get_by_role("link", name="开始模拟").count() == 0
        assert await page.get_by_text("竞赛尚未开始").count() == 0

        await page.goto(f"{system.url}/#/rehearsal/{soon}")
        await page.get_by_text("现在没有模拟练习。").wait_for()


async def test_no_rehearsal_is_offered_before_its_first_day_or_without_the_rule(
    system: ContestSystem, chromium: Browser
) -> None:
    early = upcoming(system, opens_in=timedelta(days=9), days=7)
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        await Phone(system, page).open()
        assert await page.get_by_role("link", name="开始模拟").count() == 0
        await page.goto(f"{system.url}/#/?contest={early}")
        await page.reload()
        await page.get_by_text("竞赛尚未开始").wait_for()
        assert await page.get_by_role("link", name="开始模拟").count() == 0
