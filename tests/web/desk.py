"""Somebody who organises and reports for a city, and their way into the console."""

from playwright.async_api import Page

from tests.support.contest import ContestSystem
from tests.system.people import administrator, participant

PASSWORD = "Sommer-im-Garten-26"
WEIHAI = "371000"
VIEWS = ("overview", "progress", "boards", "bulletins", "reports", "flags", "people")


def somebody(system: ContestSystem) -> str:
    """The user name of an administrator and reporter of Weihai, where one person has played."""
    played = participant(system, region_unit="371002")
    session = played.start("safety-month-2026").json()["id"]
    assert played.hand_in(session).status_code == 200
    boss = administrator(system)
    body = {"name": "王芳", "unit": WEIHAI, "role": "reporter", "kind": "person"}
    appointed = boss.call("POST", "/v1/organisers", json=body).json()
    grant = {"unit": WEIHAI, "role": "administrator"}
    granted = boss.call("POST", f"/v1/organisers/{appointed['id']}/grants", json=grant)
    assert granted.status_code == 201, granted.text
    setup = {"setup_token": appointed["setup_link"].partition("#")[2], "password": PASSWORD}
    assert boss.call("POST", "/v1/auth/password-setups", json=setup).status_code == 200
    return str(appointed["username"])


async def sign_in(page: Page, system: ContestSystem, username: str) -> None:
    await page.goto(system.url + "/console")
    await page.locator("input[autocomplete=username]").fill(username)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.locator("form button.main").click()
    await page.locator("nav a").first.wait_for()
