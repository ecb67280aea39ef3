"""An organiser's day in the console, in a real browser over the real system (R6.9)."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from services.directory.domain import totp
from tests.support.browser import DESKTOP, PHONE, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.web.desk import NATION, NATIONAL_VIEWS, PASSWORD, VIEWS, appointed, at, desk_of, faults, sign_in, somebody

pytestmark = needs_browser


@pytest.fixture(scope="module")
def username(system: ContestSystem) -> str:
    return somebody(system)


@pytest.fixture
async def page(system: ContestSystem, chromium: Browser, username: str) -> AsyncIterator[Page]:
    async with page_of(chromium, **DESKTOP, locale="zh-CN") as opened:
        await sign_in(opened, system, username)
        yield opened


async def open_view(page: Page, system: ContestSystem, view: str, ready: str) -> None:
    await page.goto(f"{system.url}/console#/{view}")
    await page.locator(ready).first.wait_for()


async def test_the_overview_tells_the_day_of_ones_own_unit(system: ContestSystem, page: Page) -> None:
    async with asyncio.timeout(20):
        await open_view(page, system, "overview", ".figures")
        while await page.locator("svg.chart").count() == 0:  # what was played is on its way
            await page.reload()
            await page.locator(".figures").first.wait_for()

    assert "威海市" in await page.locator("h1").last.inner_text()
    assert await page.locator(".figures dd").first.inner_text() != ""


async def test_a_unit_where_nobody_has_played_is_told_so_instead_of_an_empty_chart(
    system: ContestSystem, page: Page
) -> None:
    await open_view(page, system, "progress?unit=371082", ".figures")

    days = page.locator("section", has=page.get_by_role("heading", name="每日答题人次"))
    assert await days.get_by_text("还没有数据。").count() == 1
    assert await days.locator("svg, table").count() == 0


async def test_progress_leads_from_a_unit_to_those_below_it(system: ContestSystem, page: Page) -> None:
    await open_view(page, system, "progress", "tbody tr")
    await page.get_by_role("link", name="环翠区").click()

    await page.get_by_role("heading", name="环翠区 进度").wait_for()
    assert "unit=371002" in page.url


async def test_a_form_is_filled_in_its_own_sentences_and_saved_by_itself(system: ContestSystem, page: Page) -> None:
    await open_view(page, system, "reports", "td button")
    await page.locator("td button").first.click()
    blank = page.locator("input.blank").first
    await blank.wait_for()
    await blank.fill("12")
    await page.locator(".saving.saved").wait_for()
    await page.reload()

    await blank.wait_for()
    assert await blank.input_value() == "12"


async def test_what_is_typed_without_a_network_is_kept_and_saved_when_it_is_back(
    system: ContestSystem, page: Page
) -> None:
    await open_view(page, system, "reports", "td a, td button")
    await page.locator("td a, td button").first.click()
    blank = page.locator("input.blank").nth(1)
    await blank.wait_for()
    await page.context.set_offline(True)
    await blank.fill("34")
    await page.locator(".saving.waiting").wait_for()
    await page.context.set_offline(False)

    await page.locator(".saving.saved").wait_for()
    assert await blank.input_value() == "34"


async def test_two_writers_see_both_versions_cell_by_cell(system: ContestSystem, page: Page) -> None:
    await open_view(page, system, "reports", "td a, td button")
    await page.locator("td a, td button").first.click()
    await page.locator("input.blank").nth(2).wait_for()
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.locator("input.blank").nth(2).wait_for()
    await other.locator("input.blank").nth(2).fill("5")
    await other.locator(".saving.saved").wait_for()
    await other.close()
    await page.locator("input.blank").nth(2).fill("6")
    await page.get_by_role("alertdialog").wait_for()

    cells = await page.get_by_role("alertdialog").locator("tbody tr").first.inner_text()
    assert {"5", "6"} <= set(cells.split())
    await page.get_by_role("alertdialog").locator("button.main").click()
    await page.locator(".saving.saved").wait_for()


async def test_a_second_factor_is_set_up_and_asked_for(system: ContestSystem, chromium: Browser) -> None:
    """R4.3: with a name of its own, whose other sign-ins stay as they are."""
    username = somebody(system)
    async with page_of(chromium, **DESKTOP, locale="zh-CN") as page:
        await page.goto(system.url + "/console")
        await page.locator("input[autocomplete=username]").fill(username)
        await page.locator("input[type=password]").fill(PASSWORD)
        await page.locator(".second-factor summary").click()
        await page.locator(".second-factor button").click()
        secret = base64.b32decode(await page.locator(".second-factor code").inner_text())
        present = int(time.time() // totp.STEP_S)
        await page.locator("input[name=first-code]").fill(totp.code_at(secret, present))
        await page.locator(".second-factor button").click()
        await page.locator(".second-factor li").first.wait_for()
        recovery = await page.locator(".second-factor li").all_inner_texts()
        await page.locator("form button.main").click()
        await page.get_by_role("alert").wait_for()
        refused = await page.get_by_role("alert").inner_text()
        await page.locator("input[autocomplete=one-time-code]").fill(totp.code_at(secret, present + 1))
        await page.locator("form button.main").click()
        await page.locator("nav a").first.wait_for()

    assert len(recovery) == 8
    assert "动态验证码" in refused


async def test_a_sign_in_that_ended_is_renewed_over_the_form_and_nothing_is_lost(
    system: ContestSystem, page: Page, username: str
) -> None:
    await open_view(page, system, "reports", "td a, td button")
    await page.locator("td a, td button").first.click()
    blank = page.locator("input.blank").nth(3)
    await blank.wait_for()
    await page.evaluate(
        "localStorage.setItem('contest.organiser', JSON.stringify("
        "{access: 'ended', refresh: 'ended', expiresAt: Date.now() + 1e9}))"
    )
    await blank.fill("78")
    again = page.get_by_role("dialog")
    await again.locator("input[autocomplete=username]").fill(username)
    await again.locator("input[type=password]").fill(PASSWORD)
    await again.locator("button.main").click()
    await again.wait_for(state="hidden")

    await page.locator(".saving.saved").wait_for()
    assert await blank.input_value() == "78"


async def faults_by_view(system: ContestSystem, page: Page, views: Sequence[str]) -> dict[str, list[str]]:
    found = {view: await faults(await at(page, system, view)) for view in views}
    return {view: each for view, each in found.items() if each}


@pytest.mark.parametrize(
    ("language", "theme", "device"), [("zh-CN", "light", DESKTOP), ("en", "dark", PHONE)], ids=["desk", "phone"]
)
async def test_no_view_has_a_barrier(
    system: ContestSystem, chromium: Browser, username: str, language: str, theme: str, device: dict[str, Any]
) -> None:
    async with desk_of(system, chromium, username, locale=language, color_scheme=theme, **device) as page:
        assert await faults_by_view(system, page, VIEWS) == {}


@pytest.mark.parametrize(
    ("language", "theme", "device"), [("en", "dark", DESKTOP), ("zh-CN", "light", PHONE)], ids=["desk", "phone"]
)
async def test_no_view_of_the_nation_has_a_barrier(
    system: ContestSystem, chromium: Browser, language: str, theme: str, device: dict[str, Any]
) -> None:
    boss = appointed(system, "林涛", NATION, "administrator")

    async with desk_of(system, chromium, boss, locale=language, color_scheme=theme, **device) as page:
        assert await faults_by_view(system, page, NATIONAL_VIEWS) == {}
