"""The two pages in a browser, as they are served (R4.1, R6.9)."""

import pytest
from playwright.async_api import Browser

from tests.support.browser import DESKTOP, PHONE, barriers, needs_browser, page_of
from tests.support.contest import ContestSystem

FACES = [pytest.param("/", PHONE, id="phone"), pytest.param("/console", DESKTOP, id="console")]


@needs_browser
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("address", "device"), FACES)
async def test_a_page_shows_itself_without_a_barrier_and_asks_nobody_else(
    system: ContestSystem, chromium: Browser, address: str, device: dict[str, object], language: str
) -> None:
    asked: list[str] = []
    async with page_of(chromium, **device, locale=language) as page:
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(system.url + address)
        await page.locator("h1").first.wait_for()

        found = await barriers(page)
        width = await page.evaluate("document.documentElement.scrollWidth")
        spoken = await page.evaluate("document.documentElement.lang")

    assert found == []
    assert width <= device["viewport"]["width"]
    assert spoken == language
    assert [url for url in asked if not url.startswith((system.url, "data:"))] == []
