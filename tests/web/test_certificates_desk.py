"""Certificates at the desk: found by number, revoked with a reason; another name is their holder's (R6.10, R6.11)."""

import re

import pytest
from playwright.async_api import Browser

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.support.learning import learn, turned_clock
from tests.system.people import Person, administrator, new_contest, participant
from tests.web.desk import HUANCUI, NATION, WEIHAI, appointed, at, desk_of, faults_in_every_look

pytestmark = needs_browser


async def of_the_camp(system: ContestSystem, person: Person) -> str:
    async with turned_clock(system) as clock:
        await learn(system, person.headers["Authorization"].removeprefix("Bearer "), clock, 8)
    return issued(person, f"/v1/camps/{CAMP_ID}/certificate")


async def of_a_contest(system: ContestSystem, person: Person) -> str:
    """One that a single day of playing earns."""
    contest = new_contest(system)
    boss = administrator(system)
    body = boss.call("GET", f"/v1/contests/{contest}").json()
    for name in ("state", "server_time"):
        del body[name]
    body["rules"]["certificate"] = {"days": 1, "points": 0, "full_marks": 0}
    changed = boss.call("PUT", f"/v1/contests/{contest}", json=body)
    assert changed.status_code == 200, changed.text
    session = person.start(contest).json()["id"]
    assert person.hand_in(session).status_code == 200
    return issued(person, f"/v1/contests/{contest}/certificate")


def issued(person: Person, path: str, name: str = "王小安") -> str:
    reply = person.call("POST", path, json={"name": name})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["number"])


@pytest.mark.parametrize("kind", ["camp", "contest"])
async def test_a_certificate_is_found_by_its_number_and_revoked_with_a_reason(
    system: ContestSystem, chromium: Browser, kind: str
) -> None:
    holder = participant(system, region_unit=HUANCUI)
    number = await (of_the_camp if kind == "camp" else of_a_contest)(system, holder)
    word = "训练营结业证书" if kind == "camp" else "竞赛参与证书"
    typed = f"{number[:6]} {number[6:12]} {number[12:]}".lower()

    async with desk_of(system, chromium, appointed(system, "金鑫", NATION, "organiser")) as page:
        await at(page, system, "certificates")
        await page.get_by_label("证书编号").fill(typed)
        await page.get_by_role("button", name="查找").click()
        await page.wait_for_url(f"**number={number}")
        await page.get_by_text(word).wait_for()
        await page.locator("dd", has_text="有效").wait_for()
        assert await faults_in_every_look(page) == {}
        assert "王小安" not in await page.content()
        await page.get_by_label(re.compile("^作废理由")).fill("经核实由他人代学")
        await page.get_by_role("button", name="作废证书").click()
        await page.locator("dd", has_text="已作废").wait_for()
        assert await page.get_by_role("button", name="作废证书").count() == 0
        async with page.expect_popup() as opened:
            await page.get_by_role("link", name="查看公开核验页").click()
        public = await opened.value
        assert await public.locator("dd.state").inner_text() == "已作废"

    refused = holder.call("POST", f"/v1/certificates/{number}/reissue", json={"name": "王大安"})
    assert (refused.status_code, refused.json()["reason"]) == (409, "经核实由他人代学")


async def test_who_does_not_own_it_is_refused_and_a_new_name_shows_the_old_number_as_ended(
    system: ContestSystem, chromium: Browser
) -> None:
    holder = participant(system, region_unit=HUANCUI)
    number = await of_a_contest(system, holder)

    async with desk_of(system, chromium, appointed(system, "邻里", WEIHAI, "administrator")) as page:
        await at(page, system, f"certificates?number={number}")
        await page.get_by_label(re.compile("^作废理由")).fill("不是我的")
        await page.get_by_role("button", name="作废证书").click()
        await page.get_by_role("alert").wait_for()
        renamed = holder.call("POST", f"/v1/certificates/{number}/reissue", json={"name": "王大安"})
        assert renamed.status_code == 201, renamed.text
        await page.reload()
        await page.locator("dd", has_text="已作废").wait_for()
        await at(page, system, "certificates")
        await page.get_by_label("证书编号").fill(renamed.json()["number"])
        await page.get_by_role("button", name="查找").click()
        await page.get_by_role("heading", name=renamed.json()["number"]).wait_for()
        await page.get_by_label("证书编号").fill("XLY0000000000000000")
        await page.get_by_role("button", name="查找").click()
        await page.get_by_role("alert").get_by_text("没有找到该编号的证书").wait_for()
