"""Debian's Chromium driven by Playwright, and axe for what people with disabilities meet (WCAG 2.2 AA)."""

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Where CI says that a browser is there, its absence is a failure.
IS_REQUIRED = os.environ.get("CONTEST_BROWSER_REQUIRED") == "1"
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

needs_browser = pytest.mark.skipif(PROGRAM is None and not IS_REQUIRED, reason="no Chromium on this machine")


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    assert PROGRAM, "Chromium is required here (CONTEST_BROWSER_REQUIRED=1) and not installed"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=PROGRAM, args=OPTIONS)
        yield browser
        await browser.close()


@asynccontextmanager
async def page_of(browser: Browser, **device: Any) -> AsyncIterator[Page]:
    """A page in a context of its own; `device` is PHONE or DESKTOP with `locale`, `color_scheme` and so on.

    What the page writes into the console as an error, refusals by its policy among them, fails the test at the end.
    """
    context = await browser.new_context(**device)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    try:
        yield page
    finally:
        await context.close()
    # The browser itself notes every answer of 400 and above.
    assert [each for each in errors if not each.startswith("Failed to load resource")] == []


async def barriers(page: Page, but: Sequence[str] = ()) -> list[str]:
    """What axe finds, one line each; `but` names rules that are left out."""
    rules = {name: {"enabled": False} for name in but}
    options = {"runOnly": list(RULES), "rules": rules, "resultTypes": ["violations"]}
    found = await Axe().run(page, options=options)
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:120]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
