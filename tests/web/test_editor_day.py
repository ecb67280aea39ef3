"""An editor's and a reviewer's day: import, review, edit, withdrawal by two persons (R1.12, I21, R6.9)."""

from pathlib import Path

from playwright.async_api import Browser, Page

from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.web.desk import NATION, appointed, at, desk_of

pytestmark = needs_browser
HEAD = "编号,类别,题型,难度,题干,选项A,选项B,答案,解析,依据"
GOOD = [
    "walk-1,避险逃生,判断题,1,发生火灾时可以乘坐电梯逃生。,正确,错误,B,火灾时电梯可能断电。,《消防安全常识》",
    "walk-2,自救互救,判断题,1,触电者脱离电源前不要直接接触。,正确,错误,A,先断开电源再施救。,《安全用电常识》",
]


async def choose(page: Page, file: Path) -> None:
    await page.locator("input[type=file]").set_input_files(file)
    await page.get_by_role("button", name="检查").click()


async def test_questions_come_by_a_sheet_are_approved_and_withdrawn_by_two_persons(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    faulty, good = tmp_path / "faulty.csv", tmp_path / "good.csv"
    faulty.write_text("\n".join([HEAD, GOOD[0], GOOD[1].replace(",A,先", ",C,先")]), encoding="utf-8")
    good.write_text("\n".join([HEAD, *GOOD]), encoding="utf-8")

    async with desk_of(system, chromium, appointed(system, "何丽", NATION, "editor")) as page:
        await at(page, system, "bank")
        await page.get_by_text("新建题库").click()
        await page.get_by_label("编号", exact=True).fill("walk-bank")
        await page.get_by_label("名称", exact=True).fill("演示题库")
        await page.locator("input[list=bank-owners]").fill(NATION)
        await page.get_by_role("button", name="新建", exact=True).click()
        await page.wait_for_url("**bank=walk-bank**")
        await page.get_by_text("导入题目").click()
        await choose(page, faulty)
        await page.get_by_role("alert").get_by_text("第 3 行").wait_for()
        await choose(page, good)
        await page.get_by_text("检查通过：新增 2").wait_for()
        await page.get_by_role("button", name="导入", exact=True).click()
        await page.locator("article", has_text="walk-2").wait_for()
        assert await page.get_by_role("button", name="审核通过").count() == 0
        first = page.locator("article", has_text="walk-1")
        await first.get_by_role("button", name="修改").click()
        await first.get_by_label("解析").fill("火灾时电梯可能断电，也会成为烟道。")
        await first.get_by_role("button", name="存为草稿").click()
        await first.get_by_text("也会成为烟道").first.wait_for()

    async with desk_of(system, chromium, appointed(system, "高山", NATION, "reviewer")) as page:
        await at(page, system, "bank?bank=walk-bank")
        await page.get_by_role("button", name="审核通过本页全部草稿（2）").click()
        await page.get_by_text("已发布 2 题").wait_for()
        second = page.locator("article", has_text="walk-2")
        await second.get_by_role("button", name="提议撤回").click()
        await second.get_by_label("理由").fill("表述不严谨")
        await second.locator("form").get_by_role("button", name="提议撤回").click()
        await second.get_by_text("须由另一人批准").wait_for()
        await second.get_by_role("link", name="待批准的撤回").click()
        await page.get_by_text("这是您提议的").wait_for()
        assert await page.get_by_role("button", name="批准撤回").count() == 0

    async with desk_of(system, chromium, appointed(system, "罗平", NATION, "reviewer")) as page:
        await at(page, system, "bank/withdrawals?bank=walk-bank")
        await page.get_by_role("button", name="批准撤回").click()
        await page.get_by_text("已撤回 walk-2").wait_for()
        await at(page, system, "bank/statistics?bank=walk-bank&by=difficulty")

        await page.get_by_role("row", name="walk-1").wait_for()
        await page.get_by_role("link", name="实测难度").click()
        await page.wait_for_url("**by=measured_difficulty**")


async def test_who_reviews_nothing_is_offered_no_bank(system: ContestSystem, chromium: Browser) -> None:
    async with desk_of(system, chromium, appointed(system, "谢宁", "371000", "reporter")) as page:
        offered = await page.locator(".shell > nav a").all_inner_texts()

        assert offered == ["排行榜", "报表", "亮点工作", "报送活动", "报表模板"]
