"""A reporter's day: filled in, sent up, returned at a cell, mended, accepted, rolled up (R3.5, R3.9, R6.9)."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.web.desk import COUNTY, WEIHAI, appointed, at, desk_of
from tests.web.phone import ask

pytestmark = needs_browser


@pytest.fixture
async def below(system: ContestSystem, chromium: Browser) -> AsyncIterator[Page]:
    async with desk_of(system, chromium, appointed(system, "钱伟", COUNTY, "reporter")) as page:
        yield page


@pytest.fixture
async def above(system: ContestSystem, chromium: Browser) -> AsyncIterator[Page]:
    async with desk_of(system, chromium, appointed(system, "陈静", WEIHAI, "reporter")) as page:
        yield page


async def test_a_form_goes_up_comes_back_at_a_cell_and_is_accepted(
    system: ContestSystem, below: Page, above: Page
) -> None:
    await at(below, system, "reports")
    title = (await ask(system, "GET", "/v1/templates/weihai_2023_annex1"))["title"]
    await below.get_by_role("row", name=title).get_by_role("button", name="开始填报").click()
    await below.locator("input.blank").first.wait_for()
    await fill(below)
    await below.get_by_role("button", name="上报", exact=True).click()
    await below.get_by_text("已上报").first.wait_for()
    report = below.url.rpartition("/")[2]
    await at(above, system, f"reports/{report}")
    await above.get_by_role("button", name="退回", exact=True).click()
    await above.get_by_label("关于哪一项").select_option(index=1)
    await above.get_by_label("具体意见").fill("数字偏大，请核实")
    await above.locator("form").get_by_role("button", name="退回").click()
    await above.get_by_text("已退回").first.wait_for()
    await below.reload()
    returned = below.locator(".line p.fault", has_text="数字偏大，请核实")
    await returned.wait_for()
    await below.get_by_role("button", name="上报", exact=True).click()
    await below.get_by_text("已上报").first.wait_for()
    await at(above, system, "reports")
    item = above.locator(".inbox li", has_text="文登区").filter(has_text="待审核")
    await item.get_by_role("checkbox").check()
    await above.get_by_role("button", name="通过所选（1）").click()

    await above.get_by_text("已通过 1 份").wait_for()
    await below.reload()
    await below.get_by_text("已通过").first.wait_for()


async def fill(page: Page) -> None:
    """The head of the form and one activity, none in all other blanks."""
    head = page.locator("section.controls").first
    await head.get_by_label("联系人").fill("钱伟")
    await head.get_by_label("联系电话").fill("0631-5200000")
    await head.get_by_label("填报日期").fill("2026-06-20")
    for blank in await page.locator("input.blank").all():
        await blank.fill("0")
    await page.locator(".saving.saved").wait_for()


async def test_notable_work_is_reported_and_selected_by_the_unit_above(
    system: ContestSystem, below: Page, above: Page
) -> None:
    await at(below, system, "highlights")
    await below.get_by_text("报送亮点工作", exact=True).click()
    await below.locator("form").get_by_label("报送活动").select_option("safety-month-2026")
    await below.get_by_label("标题").fill("安全宣传进渔港")
    await below.get_by_label("内容").fill("组织渔民开展落水自救演练。")
    await below.get_by_role("button", name="报送", exact=True).click()
    await below.get_by_role("heading", name="安全宣传进渔港").wait_for()
    await at(above, system, "highlights")
    work = above.locator("article", has_text="安全宣传进渔港")
    await work.get_by_label("评语").fill("做法可推广")
    await work.get_by_role("button", name="择优上报").click()

    await work.get_by_text("威海市 已择优上报").wait_for()
    assert "做法可推广" in await work.inner_text()
