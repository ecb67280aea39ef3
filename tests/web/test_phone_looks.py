"""Every screen of the phone page by axe, in both themes, sizes and languages, at 360 pixels (R6.9)."""

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import PHONE, barriers, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.web.phone import Phone
from tests.web.phone_screens import screens

pytestmark = needs_browser
# Text that stands in the line is as tall as its line, links in tables and boards are not.
TARGETS = "button, summary, nav a, a.main, a.second, label.option, input[type=search], .units label"
SMALL = """(selector) => [...document.querySelectorAll(selector)].filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    return width && height && Math.min(width, height) < parseFloat(
        getComputedStyle(document.documentElement).getPropertyValue('--target')) - 0.5;
}).map((each) => each.outerHTML.slice(0, 100))"""


async def faults(page: Page) -> list[str]:
    await page.wait_for_timeout(300)
    width = await page.evaluate("document.documentElement.scrollWidth")
    small = await page.evaluate(SMALL, TARGETS)
    return [*await barriers(page), *([f"{width} pixels wide"] if width > 360 else []), *small]


@pytest.mark.parametrize(
    ("language", "theme", "is_elder"),
    [("zh-CN", "light", False), ("zh-CN", "dark", True), ("en", "light", True), ("en", "dark", False)],
)
async def test_no_screen_has_a_barrier(
    system: ContestSystem, chromium: Browser, language: str, theme: str, *, is_elder: bool
) -> None:
    found: dict[str, list[str]] = {}
    async with page_of(chromium, **PHONE, locale=language, color_scheme=theme, reduced_motion="reduce") as page:
        if is_elder:
            await page.add_init_script("localStorage.setItem('contest.elder', '1')")
        async for screen in screens(Phone(system, page)):
            found[screen] = await faults(page)

    assert {screen: each for screen, each in found.items() if each} == {}
