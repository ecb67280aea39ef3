"""People who work in the console, and their way in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Dialog, Page

from tests.support.browser import DESKTOP, barriers, page_of
from tests.support.contest import ContestSystem
from tests.system.people import administrator, participant

PASSWORD = "Sommer-im-Garten-26"
NATION, WEIHAI, HUANCUI, COUNTY = "CN", "371000", "371002", "371003"
VIEWS = (
    "overview",
    "progress",
    "boards",
    "bulletins",
    "reports",
    "highlights",
    "campaigns",
    "templates",
    "contests",
    "flags",
    "camps",
    "camps/escape-drill-2026",
    "camps/escape-drill-2026/works",
    "camps/escape-drill-2026/flags",
    "camps/escape-drill-2026/lessons",
    "certificates",
    "people",
    "people/units",
    "people/self",
)
NATIONAL_VIEWS = (
    "campaigns/safety-month-2026",
    "campaigns/safety-month-2026/lines",
    "campaigns/new",
    "contests/safety-month-2026",
    "contests/safety-month-2026/finals",
    "contests/new",
    "bank",
    "bank/statistics",
    "bank/withdrawals",
    "camps/escape-drill-2026/lessons/escape-drill-cpr",
    "camps/escape-drill-2026/settings",
    "camps/new",
    "audit",
)


def appointed(system: ContestSystem, name: str, unit: str, *roles: str) -> str:
    """The user name of a person with these roles at the unit, appointed by somebody who has appointed nobody else."""
    boss = administrator(system)
    body = {"name": name, "unit": unit, "role": roles[0], "kind": "person"}
    made = boss.call("POST", "/v1/organisers", json=body).json()
    for role in roles[1:]:
        granted = boss.call("POST", f"/v1/organisers/{made['id']}/grants", json={"unit": unit, "role": role})
        assert granted.status_code == 201, granted.text
    setup = {"setup_token": made["setup_link"].partition("#")[2], "password": PASSWORD}
    assert boss.call("POST", "/v1/auth/password-setups", json=setup).status_code == 200
    return str(made["username"])


def somebody(system: ContestSystem) -> str:
    """The user name of an administrator and reporter of Weihai, where one person has played."""
    played = participant(system, region_unit=HUANCUI)
    session = played.start("safety-month-2026").json()["id"]
    assert played.hand_in(session).status_code == 200
    return appointed(system, "王芳", WEIHAI, "reporter", "administrator")


async def sign_in(page: Page, system: ContestSystem, username: str) -> None:
    await page.goto(system.url + "/console")
    await page.locator("input[autocomplete=username]").fill(username)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.locator("form button.main").click()
    await page.locator("nav a").first.wait_for()


@asynccontextmanager
async def desk_of(system: ContestSystem, chromium: Browser, username: str, **look: Any) -> AsyncIterator[Page]:
    """Somebody at a desk of their own, signed in, who says yes to every question of the browser."""

    async def agree(dialog: Dialog) -> None:
        await dialog.accept()

    async with page_of(chromium, **DESKTOP | {"locale": "zh-CN"} | look) as page:
        page.on("dialog", agree)
        await sign_in(page, system, username)
        yield page


async def at(page: Page, system: ContestSystem, address: str) -> Page:
    """The page at an address of the console, with its heading."""
    await page.goto(f"{system.url}/console#/{address}")
    await page.locator("main h1").first.wait_for()
    return page


async def faults(page: Page) -> list[str]:
    """What axe finds with everything unfolded, and whether the page is wider than its window."""
    await page.wait_for_timeout(700)
    await page.evaluate("document.querySelectorAll('main details').forEach((each) => each.open = true)")
    is_wider = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*await barriers(page), *(["wider than its window"] if is_wider else [])]


async def faults_in_every_look(page: Page) -> dict[str, list[str]]:
    """The same in both languages, both themes, and on a phone; the page is in Chinese and light afterwards."""
    found = {}
    window = page.viewport_size
    assert window
    for language in ("en", "zh-CN"):
        await page.evaluate("(language) => localStorage.setItem('contest.language', language)", language)
        await page.reload()
        await page.locator("main h1").first.wait_for()
        for theme, width in (("dark", window["width"]), ("light", 360)):
            await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] - one of the two
            await page.set_viewport_size({"width": width, "height": window["height"]})
            found[f"{language} {theme} {width}"] = await faults(page)
    await page.set_viewport_size(window)
    return {look: each for look, each in found.items() if each}
