"""A bureau that nobody prepared comes from its link to its first accepted form by pages alone (R6.4, R6.9)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.system.offices import done
from tests.system.people import administrator
from tests.web.desk import appointed, at, desk_of

pytestmark = needs_browser
BUREAU, CHILD = "LS-YJJ", "LS-YJJ-LD"
FORM = "威海市“安全生产月”活动进展情况统计表"
TODAY = datetime.now(UTC).date()


async def test_a_bureau_comes_to_its_first_accepted_form_by_pages_alone(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    """Its overview told it that there is no such unit, nobody could take a second role, nor fill in for others."""
    unit = {"code": BUREAU, "name": "丽水市应急管理局", "parent": "331100", "entry": "organisation"}
    done(administrator(system).call("POST", "/v1/units", json=unit), 201)

    async with desk_of(system, chromium, appointed(system, "赵工", BUREAU, "administrator")) as page:
        await page.get_by_text("填报、接收报表需要“填报员”角色").wait_for()
        assert await page.get_by_role("link", name="总览").count() == 0, "no contest knows it"
        await take_the_role_of_reporter(page)
        await import_units(page, system, tmp_path / "单位.csv")
        await make_a_campaign(page, system, tmp_path / "报送关系.csv")
        await fill_in_for_a_child(page)
        await page.get_by_role("link", name="报表", exact=True).click()
        await page.get_by_role("button", name="全选待审核").click()
        await page.get_by_role("button", name="通过所选").click()
        await page.get_by_text("已通过 1 份").wait_for()
        await page.get_by_role("button", name="本级报表").click()
        await page.get_by_label("联系人").wait_for()
        async with page.expect_download() as saved:
            await page.get_by_role("button", name="打印（PDF）").click()

        assert (await saved.value).suggested_filename.endswith(".pdf")


async def take_the_role_of_reporter(page: Page) -> None:
    await page.get_by_role("link", name="单位与账号").click()
    await page.get_by_text("为已有账号增加角色").click()
    await page.get_by_label("账号").select_option(label="赵工（本人）")
    await page.locator("input[list=grant-units]").fill(BUREAU)
    await page.locator("details[open]").last.get_by_label("角色").select_option("reporter")
    await page.get_by_role("button", name="增加").click()
    await page.get_by_text("丽水市应急管理局 填报员").wait_for()


async def import_units(page: Page, system: ContestSystem, sheet: Path) -> None:
    await at(page, system, "people/units")
    await page.get_by_text("导入单位").click()
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="下载导入模板").click()
    await (await saved.value).save_as(sheet)
    row = f"{CHILD},莲都区应急管理局,{BUREAU},组织\r\n"
    sheet.write_bytes(sheet.read_bytes() + row.encode())
    await import_file(page, sheet)
    await page.get_by_role("row", name=CHILD).wait_for()


async def make_a_campaign(page: Page, system: ContestSystem, sheet: Path) -> None:
    await at(page, system, "campaigns/new")
    await page.get_by_label("编号").fill("ls-2026")
    await page.get_by_label("名称", exact=True).fill("丽水市安全生产月统计")
    await page.get_by_label("填报单位（盖章）").fill("丽水市应急管理局（代章）")
    await page.get_by_label("开始日期").fill(str(TODAY - timedelta(days=5)))
    await page.get_by_label("结束日期").fill(str(TODAY + timedelta(days=20)))
    await page.get_by_label("取数竞赛").select_option(label="（无）")
    await page.get_by_label(FORM).fill(str(TODAY + timedelta(days=10)))
    await page.get_by_role("button", name="保存").click()
    await page.get_by_role("link", name="报送关系").click()
    await page.get_by_text("导入报送关系").click()
    sheet.write_text(f"报表编号,单位代码,上级单位代码\nweihai_2023_annex1,{CHILD},{BUREAU}\n", encoding="utf-8")
    await import_file(page, sheet)
    await page.get_by_role("row", name=CHILD).wait_for()


async def import_file(page: Page, sheet: Path) -> None:
    await page.locator("input[type=file]").set_input_files(sheet)
    await page.get_by_role("button", name="检查").click()
    await page.get_by_text("检查通过").wait_for()
    await page.get_by_role("button", name="导入", exact=True).click()
    await page.get_by_text("已导入").wait_for()


async def fill_in_for_a_child(page: Page) -> None:
    await page.get_by_role("link", name="报表", exact=True).click()
    await page.get_by_role("link", name="汇总与下级").click()
    await page.get_by_role("row", name="莲都区应急管理局").get_by_role("button", name="代填").click()
    await page.get_by_label("联系人").fill("王工")
    await page.get_by_label("联系电话").fill("0578-88996655")
    await page.get_by_label("填报日期").fill(str(TODAY))
    blanks = page.locator("main input[inputmode=numeric]")
    for number in range(await blanks.count()):
        await blanks.nth(number).fill("6")
    await page.get_by_text("已保存").wait_for()
    await page.get_by_role("button", name="上报", exact=True).click()
    await page.get_by_text("已上报").first.wait_for()
