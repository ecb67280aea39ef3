"""A rehearsal and what earns a certificate are laid down in the form of a contest (R6.10, R6.9)."""

from playwright.async_api import Browser

from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.system.people import administrator, organiser
from tests.web.desk import NATION, appointed, at, desk_of, faults_in_every_look

pytestmark = needs_browser
QUESTIONS_OF_A_PAPER = 5


def bank_of(system: ContestSystem, bank: str, questions: int) -> None:
    """A bank of its own, written by one and approved by another."""
    head = "编号,类别,题型,难度,题干,选项A,选项B,答案,解析,依据"
    rows = [
        f"{bank}-{number},避险逃生,判断题,1,模拟第 {number} 题：听到警报先撤。,正确,错误,A,先撤离再报告。,《演练手册》"
        for number in range(questions)
    ]
    sheet = {"file": ("bank.csv", "\n".join([head, *rows]).encode(), "text/csv")}
    body = {"id": bank, "title": f"题库 {bank}", "owner_unit": NATION}
    editor = organiser(system, "editor")
    assert editor.call("POST", "/v1/banks", json=body).status_code == 201
    imported = editor.call("POST", f"/v1/banks/{bank}/imports", files=sheet)
    assert imported.is_success, imported.text
    versions = {f"{bank}-{number}": 1 for number in range(questions)}
    approved = organiser(system, "reviewer").call("POST", f"/v1/banks/{bank}/approvals", json={"versions": versions})
    assert approved.is_success, approved.text


async def test_a_contest_is_given_a_rehearsal_with_a_bank_of_its_own(system: ContestSystem, chromium: Browser) -> None:
    bank_of(system, "small", QUESTIONS_OF_A_PAPER - 1)
    bank_of(system, "enough", QUESTIONS_OF_A_PAPER)

    async with desk_of(system, chromium, appointed(system, "夏雨", NATION, "administrator")) as page:
        await at(page, system, "contests/new")
        await page.get_by_label("编号").fill("rehearsed")
        await page.get_by_label("名称", exact=True).fill("有模拟的竞赛")
        await page.get_by_role("combobox", name="题库", exact=True).select_option("safety-month")
        await page.get_by_label("开始时间").fill("2030-06-01T08:00")
        await page.get_by_label("结束时间").fill("2030-06-30T18:00")
        await page.get_by_label("开赛前开放模拟练习").check()
        await page.get_by_label("提前天数").fill("10")
        await page.get_by_role("combobox", name="模拟题库").select_option("small")
        await page.get_by_label("另定竞赛证书的领取条件").check()
        await page.get_by_label("答题天数").fill("3")
        await page.get_by_role("button", name="保存", exact=True).click()
        await page.get_by_role("alert").get_by_text("rules/rehearsal/bank_id").wait_for()
        await page.get_by_role("combobox", name="模拟题库").select_option("enough")
        await page.get_by_role("button", name="保存", exact=True).click()
        await page.wait_for_url("**/contests/rehearsed")
        assert await page.get_by_role("combobox", name="模拟题库").input_value() == "enough"
        assert await faults_in_every_look(page) == {}

    rules = administrator(system).call("GET", "/v1/contests/rehearsed").json()["rules"]
    assert rules["rehearsal"] == {"days": 10, "bank_id": "enough"}
    assert rules["certificate"] == {"days": 3, "points": 0, "full_marks": 0}
