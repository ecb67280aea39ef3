"""An organiser's and an administrator's day in the console (R4.1, R4.3, R5.5, R6.9)."""

import re
from pathlib import Path

from playwright.async_api import Browser

from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.system.people import participant
from tests.web.desk import HUANCUI, NATION, WEIHAI, appointed, at, desk_of

pytestmark = needs_browser
CONTEST = "safety-month-2026"
FORM = "weihai_2023_annex1"


async def test_progress_tells_the_hours_of_a_day_and_the_silent_units_at_depth(
    system: ContestSystem, chromium: Browser
) -> None:
    played = participant(system, region_unit=HUANCUI)
    assert played.hand_in(played.start(CONTEST).json()["id"]).status_code == 200

    async with desk_of(system, chromium, appointed(system, "孙莉", WEIHAI, "organiser")) as page:
        await at(page, system, "progress")
        await page.get_by_role("link", name=re.compile(r"^\d{4}-\d{2}-\d{2}$")).last.click()
        hours = page.locator("section", has=page.get_by_role("heading", name="各时段答题人次"))
        await hours.locator("tbody tr").first.wait_for()
        assert re.search(r"date=\d{4}-\d{2}-\d{2}", page.url)
        silent = page.get_by_role("heading", name="尚未参与的下级单位")
        near = await silent.inner_text()
        await page.get_by_label("未参与单位查到").select_option("all")
        await page.wait_for_url("**depth=all**")

        assert await silent.inner_text() != ""
        assert near.startswith("尚未参与的下级单位")


async def test_an_account_gets_its_link_a_second_role_and_a_new_password(
    system: ContestSystem, chromium: Browser
) -> None:
    async with desk_of(system, chromium, appointed(system, "李娜", WEIHAI, "administrator")) as page:
        await at(page, system, "people")
        await page.get_by_text("新增账号").click()
        await page.get_by_label("姓名／名称").fill("赵敏")
        await page.get_by_label("单位").first.fill(HUANCUI)
        await page.get_by_role("button", name="新增").click()
        await page.get_by_role("status").filter(has_text="/console/setup#").wait_for()
        row = page.get_by_role("row", name="赵敏")
        await row.wait_for()
        await page.get_by_text("为已有账号增加角色").click()
        account = page.get_by_label("账号")
        await account.select_option(label=f"赵敏 ({HUANCUI})")
        await page.locator("input[list=grant-units]").fill(HUANCUI)
        await page.locator("details[open]").last.get_by_label("角色").select_option("organiser")
        await page.get_by_role("button", name="增加").click()

        await row.get_by_text("组织员").wait_for()
        await row.get_by_role("button", name="重置密码").click()
        await page.get_by_role("status").filter(has_text="/console/setup#").last.wait_for()
        assert await row.locator(".grants li").count() == 2


async def test_an_office_that_only_reports_is_added_below_and_named(system: ContestSystem, chromium: Browser) -> None:
    async with desk_of(system, chromium, appointed(system, "周杰", WEIHAI, "administrator")) as page:
        await at(page, system, "people/units")
        await page.get_by_text("新增下级单位").click()
        await page.get_by_label("代码").fill("WH-WALK")
        await page.get_by_label("名称").fill("威海市应急管理局")
        await page.get_by_role("button", name="新增").click()
        row = page.get_by_role("row", name="WH-WALK")
        await row.wait_for()
        await row.get_by_role("link", name="修改").click()
        await page.get_by_label("名称").last.fill("威海市应急管理局宣教科")
        await page.get_by_role("button", name="保存").click()

        await page.get_by_role("row", name="威海市应急管理局宣教科").wait_for()
        assert "change=WH-WALK" in page.url


async def test_a_campaign_is_made_and_who_reports_to_whom_comes_by_a_sheet(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    faulty, sheet = tmp_path / "faulty.csv", tmp_path / "lines.csv"
    faulty.write_text("template_id,unit,parent\nplan,371002,999999\nplan,000000,371000\n", encoding="utf-8")
    sheet.write_text("template_id,unit,parent\nplan,371002,371000\nplan,371003,371000\n", encoding="utf-8")

    async with desk_of(system, chromium, appointed(system, "吴强", NATION, "administrator")) as page:
        await at(page, system, "campaigns/new")
        await page.get_by_label("编号").fill("autumn-walk")
        await page.get_by_label("名称", exact=True).fill("秋季安全检查")
        await page.get_by_label("开始日期").fill("2026-09-01")
        await page.get_by_label("结束日期").fill("2026-09-30")
        await page.locator(".dues input").first.wait_for()
        plan = (await (await page.request.get(f"{system.url}/v1/templates/plan")).json())["title"]
        await page.get_by_label(plan).fill("2026-09-20")
        await page.get_by_role("button", name="保存").click()
        await page.get_by_role("heading", name="秋季安全检查").wait_for()
        await page.get_by_role("link", name="报送关系").click()
        await page.get_by_text("导入报送关系").click()
        await page.locator("input[type=file]").set_input_files(faulty)
        await page.get_by_role("button", name="检查").click()
        faults = page.get_by_role("alert").locator("li")
        await faults.nth(1).wait_for()
        assert await page.get_by_role("button", name="导入", exact=True).is_disabled()
        await page.locator("input[type=file]").set_input_files(sheet)
        await page.get_by_role("button", name="检查").click()
        await page.get_by_text("检查通过：共 2 行").wait_for()
        await page.get_by_role("button", name="导入", exact=True).click()
        await page.get_by_role("row", name="371002").get_by_role("button", name="修改").click()
        await page.get_by_label("印章名称").fill("环翠区应急管理局（章）")
        await page.get_by_role("button", name="保存").click()

        await page.get_by_role("row", name="环翠区应急管理局（章）").wait_for()
        async with page.expect_download() as saved:
            await page.get_by_role("button", name="导出表格").click()
        assert (await saved.value).suggested_filename.endswith(".xlsx")


async def test_a_form_is_kept_as_a_draft_and_published(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    form, faulty = tmp_path / "form.json", tmp_path / "faulty.json"
    form.write_text(FORM_OF_ONE_LINE, encoding="utf-8")
    faulty.write_text(FORM_OF_ONE_LINE.replace("{drills_held}", "{drills_hold}"), encoding="utf-8")

    async with desk_of(system, chromium, appointed(system, "郑华", NATION, "administrator")) as page:
        await at(page, system, "templates")
        await page.get_by_text("上传新模板或新版本").click()
        await page.locator("input[type=file]").set_input_files(faulty)
        await page.get_by_role("button", name="存为草稿").click()
        await page.get_by_role("alert").locator("li").first.wait_for()
        await page.locator("input[type=file]").set_input_files(form)
        await page.get_by_role("button", name="存为草稿").click()
        await page.get_by_role("heading", name="walk_form 第 1 版（草稿）").wait_for()
        async with page.expect_download() as saved:
            await page.get_by_role("button", name="预览").click()
        assert (await saved.value).suggested_filename.endswith(".pdf")
        await page.get_by_role("button", name="发布").click()

        await page.get_by_role("heading", name="演练统计表").wait_for()
        assert await page.get_by_text("开展应急演练＿＿＿场。").count() == 1


async def test_a_contest_is_made_with_its_rules_and_ends_in_frozen_results(
    system: ContestSystem, chromium: Browser
) -> None:
    async with desk_of(system, chromium, appointed(system, "冯军", NATION, "administrator")) as page:
        await at(page, system, "contests/new")
        await page.get_by_label("编号").fill("walk-contest")
        await page.get_by_label("名称", exact=True).fill("春季知识竞赛")
        await page.get_by_role("combobox", name="题库").select_option("safety-month")
        await page.get_by_label("开始时间").fill("2026-03-01T08:00")
        await page.get_by_label("结束时间").fill("2026-03-31T18:00")
        await page.get_by_label("每次题数").fill("6")
        await page.get_by_role("button", name="保存").click()
        await page.get_by_role("heading", name="春季知识竞赛").wait_for()
        assert await page.get_by_label("开始时间").input_value() == "2026-03-01T08:00"
        assert await page.get_by_label("每次题数").input_value() == "6"
        await page.get_by_role("link", name="确定成绩").click()
        await page.get_by_text("将冻结的答题次数").wait_for()
        await page.get_by_role("button", name="确定成绩").click()

        await page.get_by_text("成绩已于").wait_for()
        assert await page.get_by_text("摘要").count() == 1
        await at(page, system, f"contests/{CONTEST}/finals")
        await page.get_by_text("结束后才能确定成绩").wait_for()
        assert await page.get_by_role("button", name="确定成绩").count() == 0


FORM_OF_ONE_LINE = """
{
  "header_fields": [{"id": "contact_name", "label_zh": "联系人", "required": true}],
  "indicators": [{"id": "drills_held", "label_zh": "应急演练场次", "unit": "场"}],
  "templates": [
    {
      "id": "walk_form",
      "title_zh": "演练统计表",
      "header": ["contact_name"],
      "contest_lines": "typed",
      "sections": [{"id": "drills", "item": 1, "title_zh": "应急演练", "lines": ["开展应急演练{drills_held}场。"]}]
    }
  ]
}
"""
