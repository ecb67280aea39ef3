"""Eight hours, a certificate, a stranger who checks it, and a work that others like: in the browser (R6.10, R6.11)."""

from playwright.async_api import Browser, Page

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.support.browser import PHONE, barriers, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.support.learning import learn, turned_clock
from tests.system.people import organiser
from tests.web.phone import Phone, ask, held_token

pytestmark = needs_browser
TITLE = "三分钟学会高楼逃生"


async def test_r6_11_a_learner_is_certified_checked_published_and_liked(
    system: ContestSystem, chromium: Browser
) -> None:
    async with page_of(chromium, **PHONE, locale="zh-CN") as page, turned_clock(system) as clock:
        await Phone(system, page).open()
        await learn(system, await held_token(page), clock, 8)
        await page.goto(f"{system.url}/#/camp")
        await page.get_by_text("已学 8").wait_for()
        await page.get_by_label("证书上的姓名").fill("王小安")
        await page.get_by_role("button", name="领取结业证书").click()
        told = await page.get_by_text("证书编号").inner_text()
        await _checked_by_a_stranger(system, chromium, told.partition("：")[2].strip())

        await _offer(page, system)
        work = await _publish(system, await held_token(page))
        await _liked_by_another(system, chromium)
        listed = await ask(system, "GET", f"/v1/camps/{CAMP_ID}/works")
        assert next(each["likes"] for each in listed["items"] if each["id"] == work) == 1
        assert system.run("verify").returncode == 0


async def _checked_by_a_stranger(system: ContestSystem, chromium: Browser, number: str) -> None:
    """Who has never been here, on a phone in English and in Chinese; an unknown number looks alike."""
    async with page_of(chromium, **PHONE, locale="en-GB") as page:
        await page.goto(f"{system.url}/certificates/{number}")
        assert await page.locator("dd.state").inner_text() == "Valid"
        assert number in await page.locator("dl").inner_text()
        assert await barriers(page) == []
        await page.get_by_role("link", name="中文").click()
        assert await page.locator("dd.state").inner_text() == "有效"
        assert "王小安" not in await page.content()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.goto(f"{system.url}/certificates/XLY0000000000000000")
        assert await page.locator("dd.state").inner_text() == "No certificate has this number"


async def _offer(page: Page, system: ContestSystem) -> None:
    await page.goto(f"{system.url}/#/camp/works")
    await page.get_by_label("作品名称").fill(TITLE)
    await page.get_by_label("视频链接").fill("https://films.example/escape")
    for box in await page.locator("form input[type=checkbox]").all():
        await box.check()
    await page.get_by_role("button", name="提交审核").click()
    await page.get_by_text("待审核").wait_for()


async def _publish(system: ContestSystem, token: str) -> str:
    own = await ask(system, "GET", f"/v1/camps/{CAMP_ID}/me", token)
    work = str(own["works"][0]["id"])
    reply = organiser(system, "reviewer").call("POST", f"/v1/works/{work}/publish", json={})
    assert reply.status_code == 200, reply.text
    return work


async def _liked_by_another(system: ContestSystem, chromium: Browser) -> None:
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        await Phone(system, page).open()
        await page.goto(f"{system.url}/#/camp/works")
        card = page.locator("article.card", has_text=TITLE)
        await card.get_by_role("button", name="点赞").click()
        await card.get_by_text("1 个赞").wait_for()
