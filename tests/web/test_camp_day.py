"""The camp from the desk: a lesson, a work reviewed, reported, taken down, recommended by another (R6.11, R6.9)."""

import re

from playwright.async_api import Browser, Page

from services.camp.use_cases.load_shipped_camp import CAMP_ID as CAMP
from tests.support.browser import PHONE, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.system.people import Person, administrator, participant
from tests.web.desk import NATION, WEIHAI, appointed, at, desk_of
from tests.web.phone import HUANCUI, Phone

pytestmark = needs_browser
CONTENT = {"topic": "家庭逃生演练", "consent": True, "original": True}


def learner(system: ContestSystem) -> Person:
    """Somebody of Huancui who has enrolled."""
    person = participant(system, region_unit=HUANCUI)
    assert person.call("POST", f"/v1/camps/{CAMP}/enrolments", json={"entry": "region"}).status_code == 201
    return person


def submitted(person: Person, title: str) -> str:
    """The id of a work that waits for its reviewers."""
    body = {**CONTENT, "title": title, "media": {"url": "https://films.example/work"}}
    made = person.call("POST", f"/v1/camps/{CAMP}/works", json=body)
    assert made.status_code == 201, made.text
    assert person.call("POST", f"/v1/works/{made.json()['id']}/submit").status_code == 200
    return str(made.json()["id"])


async def work_of(page: Page, system: ContestSystem, state: str, title: str) -> Page:
    await at(page, system, f"camps/{CAMP}/works?state={state}")
    await page.locator("article", has_text=title).wait_for()
    return page


async def test_a_work_is_published_reported_recommended_and_taken_down(
    system: ContestSystem, chromium: Browser
) -> None:
    author = learner(system)
    work = submitted(author, "灭火器三步走")

    async with desk_of(system, chromium, appointed(system, "孙敏", WEIHAI, "reviewer")) as page:
        await work_of(page, system, "submitted", "灭火器三步走")
        card = page.locator("article", has_text="灭火器三步走")
        await card.get_by_role("button", name="发布", exact=True).click()
        await card.wait_for(state="detached")
    complaint = learner(system).call("POST", f"/v1/works/{work}/report", json={"reason": "画面里有危险动作"})
    assert complaint.status_code == 200, complaint.text
    async with desk_of(system, chromium, appointed(system, "周洁", WEIHAI, "organiser")) as page:
        await work_of(page, system, "reported", "灭火器三步走")
        card = page.locator("article", has_text="灭火器三步走")
        await card.get_by_text("画面里有危险动作").wait_for()
        await card.get_by_label("推荐意见").fill("讲解清楚")
        await card.get_by_role("button", name="择优推荐").click()
        await card.get_by_text("已推荐").wait_for()
        await card.get_by_label("下架理由").fill("请删去危险动作后再提交")
        await card.get_by_role("button", name="下架并退回").click()
        await card.wait_for(state="detached")

    own = author.call("GET", f"/v1/camps/{CAMP}/me").json()["works"]
    assert [(each["state"], each["reason"]) for each in own] == [("returned", "请删去危险动作后再提交")]


async def test_whoever_published_a_work_is_told_that_another_recommends_it(
    system: ContestSystem, chromium: Browser
) -> None:
    submitted(learner(system), "一个人说了算")

    async with desk_of(system, chromium, appointed(system, "吴凡", WEIHAI, "reviewer")) as page:
        await work_of(page, system, "submitted", "一个人说了算")
        card = page.locator("article", has_text="一个人说了算")
        await card.get_by_role("button", name="发布", exact=True).click()
        await card.wait_for(state="detached")
        await work_of(page, system, "published", "一个人说了算")

        await card.get_by_role("button", name="择优推荐").click()

        await card.locator(".fault").wait_for()


async def test_a_returned_work_is_changed_on_the_phone_and_comes_again(
    system: ContestSystem, chromium: Browser
) -> None:
    boss = administrator(system)
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        phone = Phone(system, page)
        await phone.open()
        await page.goto(f"{system.url}/#/camp")
        await page.get_by_role("button", name="以环翠区报名").click()
        await page.get_by_text("已学 0 学时").wait_for()
        await page.goto(f"{system.url}/#/camp/works")
        await offer(page, "第一稿", "https://films.example/1")
        await page.get_by_text("待审核").wait_for()
        waiting = boss.call("GET", f"/v1/camps/{CAMP}/submissions?state=submitted").json()["items"]
        work = next(each["id"] for each in waiting if each["title"] == "第一稿")
        boss.call("POST", f"/v1/works/{work}/return", json={"reason": "请补充字幕"})
        await page.reload()
        await page.get_by_text("已退回：请补充字幕").wait_for()

        await page.get_by_role("button", name="修改").click()
        await offer(page, "第二稿", "https://films.example/2", form="修改作品")

        await page.locator("li", has_text="第二稿").get_by_text("待审核").wait_for()
    waiting = boss.call("GET", f"/v1/camps/{CAMP}/submissions?state=submitted").json()["items"]
    assert [each["title"] for each in waiting if each["id"] == work] == ["第二稿"]


async def offer(page: Page, title: str, url: str, form: str = "提交作品") -> None:
    sheet = page.locator("form", has_text=form)
    await sheet.get_by_label("作品名称").fill(title)
    await sheet.get_by_label("视频链接").fill(url)
    for box in await sheet.locator("input[type=checkbox]").all():
        await box.check()
    await sheet.get_by_role("button", name="提交审核").click()


async def test_a_camp_and_its_lessons_are_made_at_the_desk(system: ContestSystem, chromium: Browser) -> None:
    async with desk_of(system, chromium, appointed(system, "林涛", NATION, "administrator")) as page:
        await at(page, system, "camps/new")
        await page.get_by_label(re.compile("^编号")).fill("walk-camp")
        await page.get_by_label("名称", exact=True).fill("演示训练营")
        await page.get_by_label("开始时间").fill("2026-07-01T08:00")
        await page.get_by_label("结束时间").fill("2026-08-31T18:00")
        await page.get_by_label(re.compile("^作品话题")).fill("家庭隐患随手拍\n逃生路线我来画")
        await page.get_by_role("button", name="保存", exact=True).click()
        await page.wait_for_url("**/camps/walk-camp/settings")
        await at(page, system, "camps/walk-camp/lessons")
        await page.get_by_role("button", name="新增课程").click()
        await page.get_by_label("课程名称").fill("高楼火灾怎样逃生")
        await page.get_by_label("时长（分钟）").fill("20")
        await page.get_by_label("平台").fill("学习平台")
        await page.get_by_label("链接").fill("https://films.example/escape")
        await page.get_by_role("button", name="增加一题").click()
        await page.get_by_label("第 1 题").fill("楼道里有浓烟时怎么办？")
        await page.get_by_label("选项", exact=True).fill("*关门堵缝等待救援\n乘电梯下楼")
        await page.get_by_role("button", name="保存课程").click()
        row = page.get_by_role("row", name="高楼火灾怎样逃生")
        await row.wait_for()
        await row.get_by_role("button", name="修改").click()
        await page.get_by_label("课程名称").fill("高层火灾怎样逃生")
        await page.get_by_role("button", name="保存课程").click()
        await page.get_by_role("row", name="高层火灾怎样逃生").wait_for()

    camp = administrator(system).call("GET", "/v1/camps/walk-camp").json()
    assert camp["topics"] == ["家庭隐患随手拍", "逃生路线我来画"]
    assert camp["opens_at"] == "2026-07-01T08:00:00+08:00"


async def test_the_board_of_the_camp_leads_down_the_tree(system: ContestSystem, chromium: Browser) -> None:
    learner(system)

    async with desk_of(system, chromium, appointed(system, "郑爽", WEIHAI, "organiser")) as page:
        await at(page, system, f"camps/{CAMP}/board")
        await page.get_by_role("link", name="山东省").click()
        await page.get_by_role("link", name="威海市").click()

        await page.get_by_role("row", name="环翠区").wait_for()
