"""Where a set-up link leads: a page on which a person chooses the password (R4.3, R5.5)."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page

from tests.access.running import Running
from tests.directory.test_passwords import RIGHT
from tests.support import browser, tokens
from tests.support.browser import needs_browser

PAGE = "/console/setup"


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser.running_browser() as launched:
        yield launched


@pytest.fixture(
    params=[browser.PHONE | {"locale": "zh-CN"}, browser.DESKTOP | {"locale": "en-GB"}],
    ids=["Chinese phone", "English desktop"],
)
async def page(request: pytest.FixtureRequest, chromium: Browser) -> AsyncIterator[Page]:
    async with browser.page_of(chromium, **request.param) as opened:
        yield opened


async def new_link(running: Running) -> tuple[str, str]:
    """The link and the name that belongs to it."""
    body = {"name": "王五", "unit": "370000", "role": "organiser", "kind": "person"}
    sent = running.headers(tokens.organiser())
    shown = (await running.ask("POST", "/v1/organisers", body, headers=sent)).json()
    return shown["setup_link"], shown["username"]


async def fill_in(page: Page, password: str, again: str) -> None:
    await page.fill("#password", password)
    await page.fill("#again", again)
    await page.click("#save")


async def test_the_link_leads_to_a_page_of_this_system_and_its_secret_is_not_sent(running: Running) -> None:
    link, _ = await new_link(running)
    reply = await running.ask("GET", urlsplit(link).path)

    assert link.startswith(f"{running.system.url}{PAGE}#")
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_the_page_runs_nothing_of_others_and_is_shown_in_no_frame(running: Running) -> None:
    page = await running.ask("GET", PAGE)
    parts = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    texts = [await running.ask("GET", part) for part in parts if part.startswith("/")]

    assert parts == ["data:,", f"{PAGE}.css", f"{PAGE}.js"]
    assert [text.headers["Content-Type"].partition(";")[0] for text in texts] == ["text/css", "application/javascript"]
    for reply in (page, *texts):
        policy = reply.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "//" not in reply.text.replace("// ", "")


@pytest.mark.parametrize("path", [f"{PAGE}/", f"{PAGE}.html", f"{PAGE}/../docs", f"{PAGE}.js/x", "/console/"])
async def test_nothing_else_is_served_beside_it(running: Running, path: str) -> None:
    said = await running.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert said.startswith(b"HTTP/1.1 404 ")


@needs_browser
async def test_a_person_chooses_a_password_and_signs_in_with_it(running: Running, page: Page) -> None:
    """R4.3"""
    link, username = await new_link(running)
    await page.goto(link)
    await fill_in(page, RIGHT, RIGHT)

    await page.locator("#done").wait_for()

    assert await page.evaluate("document.querySelector('#username').textContent") == username
    assert await page.evaluate("location.hash") == ""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    signed_in = await running.token(grant_type="password", username=username, password=RIGHT)
    assert signed_in.status_code == 200


@needs_browser
async def test_faults_are_shown_where_they_are_in_the_persons_language(running: Running, page: Page) -> None:
    link, _ = await new_link(running)
    await page.goto(link)
    is_english = await page.evaluate("document.documentElement.lang") == "en"
    await fill_in(page, "short", "short")
    short = await page.evaluate("document.querySelector('#password-fault').innerText")
    focused = await page.evaluate("document.activeElement.id")
    await fill_in(page, RIGHT, RIGHT + "x")
    different = await page.evaluate("document.querySelector('#again-fault').innerText")

    assert short == ("The password needs at least 12 characters." if is_english else "密码至少需要 12 个字符。")
    assert focused == "password"
    assert different == ("The two passwords differ." if is_english else "两次输入的密码不一致。")
    assert await page.evaluate("document.querySelector('h1').innerText") == (
        "Choose your password" if is_english else "设置登录密码"
    )


@needs_browser
async def test_a_used_link_is_refused_in_the_servers_words(running: Running, page: Page) -> None:
    link, _ = await new_link(running)
    body = {"setup_token": link.partition("#")[2], "password": RIGHT}
    assert (await running.ask("POST", "/v1/auth/password-setups", body)).status_code == 200
    await page.goto(link)
    await fill_in(page, RIGHT, RIGHT)

    await page.locator("#failure:not(:empty)").wait_for()

    language = await page.evaluate("document.documentElement.lang")
    told = await running.ask("POST", "/v1/auth/password-setups", body, headers={"Accept-Language": language})
    assert await page.evaluate("document.querySelector('#failure').innerText") == told.json()["detail"]


@needs_browser
async def test_a_link_without_its_secret_says_so_and_offers_no_form(running: Running, page: Page) -> None:
    await page.goto(running.system.url + PAGE)

    assert await page.evaluate("document.querySelector('#form').hidden")
    assert await page.evaluate("document.querySelector('#incomplete').innerText !== ''")


@needs_browser
async def test_the_language_can_be_switched(running: Running, page: Page) -> None:
    await page.goto(f"{running.system.url}{PAGE}#x")
    before = await page.evaluate("document.querySelector('#save').innerText")
    await page.click("#language")

    assert {before, await page.evaluate("document.querySelector('#save').innerText")} == {
        "保存密码",
        "Save the password",
    }


@needs_browser
async def test_every_field_has_a_name_and_every_control_is_large_enough(running: Running, page: Page) -> None:
    """WCAG 2.2: 1.3.1, 4.1.2, and 2.5.8 with room to spare."""
    await page.goto(f"{running.system.url}{PAGE}#x")
    heights = await page.evaluate(
        "[...document.querySelectorAll('button, input:not(#show), .choice')].map(e => e.offsetHeight)"
    )

    assert await page.evaluate("[...document.querySelectorAll('input')].every(e => e.labels.length === 1)")
    assert min(heights) >= 44
