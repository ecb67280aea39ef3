"""The record of privileged acts in the console: every act in words, found by who, where and when (I15, R6.9)."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

from contest.cli.openapi import application
from services.chassis.routing import GuardedRoute
from services.processes import PROCESSES
from services.web.build import HERE
from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.system.people import administrator
from tests.web.desk import NATION, WEIHAI, appointed, at, desk_of

ROOT = HERE.parents[1]
CODE = ("contest", "services", "quiz_service", "scoring_service", "reporting_service")
WORDS = HERE / "console" / "audit" / "words.ts"
# Acts that no route names: what is put on record by whoever signs in, and by the operator.
BESIDE = re.compile(r'(?:Entry\([^()]*?, |^ACT = )"([a-z]+\.[a-z-]+)"', re.MULTILINE)


def acts_of_the_code() -> set[str]:
    of_routes = {
        route.act
        for process in PROCESSES.values()
        if process.is_gateway_upstream
        for route in application(process.factory).routes
        if isinstance(route, GuardedRoute) and route.act
    }
    sources = [path for folder in CODE for path in Path(ROOT, folder).rglob("*.py")]
    beside = {act for path in sources for act in BESIDE.findall(path.read_text(encoding="utf-8"))}
    assert {"organiser.sign-in", "organiser.set-password", "campaign.import-lines"} <= beside
    return of_routes | beside


def test_every_act_has_its_words() -> None:
    text = WORDS.read_text(encoding="utf-8")
    known = set(re.findall(r'^  "([a-z]+\.[a-z_-]+)": \[', text, re.MULTILINE))
    kinds = re.search(r"export const KINDS = \[(.*?)\]", text, re.DOTALL)

    assert acts_of_the_code() - known == set()
    assert kinds
    assert {act.partition(".")[0] for act in known} <= set(re.findall(r'"([a-z]+)"', kinds[1]))


@needs_browser
async def test_an_act_is_found_by_its_person_and_says_what_changed(system: ContestSystem, chromium: Browser) -> None:
    boss = administrator(system)
    assert boss.call("POST", "/v1/units", json={"code": "CE-015-9", "name": "旧名", "parent": "CE-015"}).is_success
    assert boss.call("PUT", "/v1/units/CE-015-9", json={"name": "新名"}).status_code == 200
    assert boss.call("PUT", "/v1/contests/no-such-contest", json={}).status_code == 404

    async with desk_of(system, chromium, appointed(system, "秦岭", NATION, "administrator")) as page:
        await at(page, system, "audit")
        changed = page.get_by_role("row", name="修改单位").filter(has_text="新名").first
        await changed.locator("summary").click()
        await changed.get_by_text("旧名 → 新名").wait_for()
        assert await page.locator("td, th", has_text=re.compile(r"^[a-z]+\.[a-z-]+$")).count() == 0
        await page.get_by_label("结果").select_option("refused")
        await page.get_by_role("button", name="筛选").click()
        await page.wait_for_url("**outcome=refused**")

        await page.get_by_role("row", name="修改竞赛").get_by_text("已拒绝：").first.wait_for()
        assert await page.get_by_role("row", name="修改单位").filter(has_text="新名").count() == 0
        await page.get_by_label("人员（姓名或编号）").fill("没有这个人")
        await page.get_by_role("button", name="筛选").click()
        await page.get_by_text("没有符合条件的记录").wait_for()


@needs_browser
@pytest.mark.parametrize("role", ["administrator", "organiser"])
async def test_below_the_nation_nobody_is_offered_the_record(
    system: ContestSystem, chromium: Browser, role: str
) -> None:
    async with desk_of(system, chromium, appointed(system, "江河", WEIHAI, role)) as page:
        assert await page.locator(".shell > nav a", has_text="操作记录").count() == 0
