"""The training camp on a phone: enrol, learn by the server's clock, offer and like a work (R6.11)."""

from playwright.async_api import Browser

from tests.support.browser import PHONE, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.web.phone import Phone

pytestmark = needs_browser
LESSON = "camp/lesson/escape-drill-cpr"


async def test_somebody_enrols_learns_and_offers_a_work(system: ContestSystem, chromium: Browser) -> None:
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        await Phone(system, page).open()
        await page.goto(f"{system.url}/#/camp")
        await page.get_by_role("button", name="以环翠区报名").click()
        await page.get_by_text("已学 0 学时").wait_for()

        await page.goto(f"{system.url}/#/{LESSON}")
        await page.locator("article li").first.wait_for()
        await page.get_by_role("button", name="开始学习").click()
        await page.wait_for_timeout(3_500)
        await page.get_by_role("button", name="暂停").click()
        await page.get_by_text("已计入 0:03").wait_for()

        await page.goto(f"{system.url}/#/camp/works")
        await page.get_by_label("作品名称").fill("三分钟学会按压")
        await page.get_by_label("视频链接").fill("https://films.example/cpr")
        for box in await page.locator("form input[type=checkbox]").all():
            await box.check()
        await page.get_by_role("button", name="提交审核").click()
        await page.get_by_text("待审核").wait_for()


async def test_a_link_that_is_none_is_named(system: ContestSystem, chromium: Browser) -> None:
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        phone = Phone(system, page)
        await phone.open()
        await page.goto(f"{system.url}/#/camp")
        await page.get_by_role("button", name="以环翠区报名").click()
        await page.get_by_text("已学 0 学时").wait_for()
        await page.goto(f"{system.url}/#/camp/works")
        await page.get_by_label("作品名称").fill("没有链接")
        await page.get_by_label("视频链接").fill("明天补上")
        for box in await page.locator("form input[type=checkbox]").all():
            await box.check()

        await page.get_by_role("button", name="提交审核").click()

        await page.locator("form .fault").wait_for()
