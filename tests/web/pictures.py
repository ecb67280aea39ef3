"""`python -m tests.web.pictures [FOLDER]`: every screen as a picture, and contact sheets for people to look at.

With `--docs FOLDER` a few of them go there small enough for a repository.
"""

import argparse
import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser, Page

from tests.support.browser import DESKTOP, PHONE, page_of, running_browser
from tests.support.contest import ContestSystem, contest_system
from tests.system.people import Person, administrator, participant
from tests.web.desk import COUNTY, HUANCUI, NATION, NATIONAL_VIEWS, VIEWS, WEIHAI, appointed, at, sign_in
from tests.web.phone import Phone
from tests.web.phone_screens import screens
from tests.web.test_camp_day import learner, submitted
from tests.web.test_camp_desk import flagged
from tests.web.test_certificates_desk import of_the_camp

CONTEST, CAMP, FORM = "safety-month-2026", "escape-drill-2026", "weihai_2023_annex1"
PHONE_LOOKS = [
    ("zh-CN", "light", False),
    ("zh-CN", "dark", False),
    ("zh-CN", "light", True),
    ("en", "light", False),
    ("en", "dark", True),
]
CONSOLE_LOOKS: list[tuple[str, str, dict[str, Any]]] = [
    ("zh-CN", "light", DESKTOP),
    ("zh-CN", "dark", DESKTOP),
    ("en", "light", DESKTOP),
    ("en", "dark", DESKTOP),
    ("zh-CN", "light", PHONE),
    ("en", "dark", PHONE),
]
PLAYED_IN = ("371002", "371003", "371082", "370102", "110101", "310101", "440103", "CE-001", "CE-007")
PLAYERS_OF_A_UNIT = 3
FACES = ("phone", "console")
TALLEST = 1600
GAP = 16
PAPER = (128, 128, 128)
DOCS = {
    "phone.png": ("phone-zh-CN-light/question", "phone-zh-CN-light/board", "phone-zh-CN-dark/result"),
    "elder.png": ("phone-zh-CN-light-elder/question", "phone-en-dark-elder/board", "phone-en-light/me"),
    "form.png": ("console-zh-CN-light/report",),
    "console.png": ("console-zh-CN-light/overview", "console-en-dark-narrow/camps-one-flags"),
}
COLOURS = 128
LOADING = re.compile("正在载入|Loading")
DOCS_WIDTH, DOCS_TALLEST = 1000, 900


def furnish(system: ContestSystem) -> tuple[str, str, str]:
    """Figures, a form that is begun and one that waits. Returns an organiser, the nation's administrator, the form."""
    for unit in PLAYED_IN:
        entry = "enterprise" if unit.startswith("CE") else "region"
        for _ in range(PLAYERS_OF_A_UNIT):
            played = participant(system, **{f"{entry}_unit": unit})
            session = played.start(CONTEST, entry).json()
            answers = {str(each["position"]): [each["options"][0]["token"]] for each in session["questions"]}
            played.hand_in(session["id"], answers=answers)
    boss = administrator(system)
    report = boss.call("POST", "/v1/reports", json={"template_id": FORM, "unit": COUNTY}).json()
    body = {"unit": WEIHAI, "title": "安全宣传进渔港", "text": "组织渔民开展落水自救演练，制作海上应急手册。"}
    boss.call("POST", "/v1/highlights", json=body)
    works_of_the_camp(system, boss)
    organiser = appointed(system, "王芳", WEIHAI, "reporter", "administrator")
    return organiser, appointed(system, "林涛", NATION, "administrator"), str(report["id"])


def works_of_the_camp(system: ContestSystem, boss: Person) -> None:
    """One that waits, one that is liked, and one that somebody has reported."""
    author, reader = learner(system), learner(system)
    for title in ("厨房起火先关什么", "心肺复苏三分钟"):
        work = submitted(author, title)
        boss.call("POST", f"/v1/works/{work}/publish")
        reader.call("PUT", f"/v1/works/{work}/like")
    reader.call("POST", f"/v1/works/{work}/report", json={"reason": "按压位置讲错了"})
    submitted(learner(system), "我家的逃生路线")
    flagged(system)


async def phone_screens(phone: Phone) -> AsyncIterator[str]:
    async for screen in screens(phone):
        await phone.page.wait_for_timeout(400)
        yield screen


async def take(system: ContestSystem, folder: Path, faces: Sequence[str]) -> None:
    organiser, national, report = furnish(system)
    async with running_browser() as browser:
        if "phone" in faces:
            await take_phone(system, browser, folder)
        if "console" in faces:
            certificate = await of_the_camp(system, participant(system, region_unit=HUANCUI))
            days = (
                (organiser, [*VIEWS, f"reports/{report}"]),
                (national, [*NATIONAL_VIEWS, f"certificates?number={certificate}"]),
            )
            await take_console(system, browser, folder, days)


async def take_phone(system: ContestSystem, browser: Browser, folder: Path) -> None:
    for language, theme, is_elder in PHONE_LOOKS:
        look: dict[str, Any] = {"locale": language, "color_scheme": theme}
        name = f"phone-{language}-{theme}{'-elder' if is_elder else ''}"
        async with page_of(browser, **PHONE, **look) as page:
            if is_elder:
                await page.add_init_script("localStorage.setItem('contest.elder', '1')")
            taken = [await picture(page, folder / name, screen) async for screen in phone_screens(Phone(system, page))]
        sheet(taken, folder / f"{name}.png")


async def take_console(
    system: ContestSystem, browser: Browser, folder: Path, days: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """`days` are who works and what they look at."""
    for language, theme, device in CONSOLE_LOOKS:
        name = f"console-{language}-{theme}{'-narrow' if device is PHONE else ''}"
        taken = []
        for username, views in days:
            async with page_of(browser, **device, locale=language, color_scheme=theme) as page:
                taken.append(await sign_in_picture(page, system, folder / name))
                await sign_in(page, system, username)
                taken += [await view_picture(page, system, folder / name, view) for view in views]
        sheet(taken[1:], folder / f"{name}.png")


async def sign_in_picture(page: Page, system: ContestSystem, folder: Path) -> Path:
    await page.goto(system.url + "/console")
    await page.locator("form").first.wait_for()
    return await picture(page, folder, "sign-in")


async def view_picture(page: Page, system: ContestSystem, folder: Path, view: str) -> Path:
    await at(page, system, view)
    await page.wait_for_timeout(500)
    await page.get_by_role("status").filter(has_text=LOADING).first.wait_for(state="hidden")
    await page.wait_for_timeout(200)
    path, _, query = view.partition("?")
    name = "report" if path.startswith("reports/") else path.replace("/", "-").replace(CONTEST, "one")
    name = name.replace(CAMP, "one") + ("-found" if query else "")
    return await picture(page, folder, name, is_whole=True)


async def picture(page: Page, folder: Path, name: str, *, is_whole: bool = False) -> Path:
    """What is seen, or the whole page up to a height that people still look at."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    await page.screenshot(path=path, full_page=is_whole)
    with Image.open(path) as image:
        if image.height > TALLEST:
            image.crop((0, 0, image.width, TALLEST)).save(path)
    return path


def sheet(pictures: Sequence[Path], path: Path) -> None:
    """All pictures in rows of five."""
    images = [Image.open(each) for each in pictures]
    width, height = max(each.width for each in images) + GAP, max(each.height for each in images) + GAP
    columns = min(5, len(images))
    rows = -(-len(images) // columns)
    whole = Image.new("RGB", (columns * width + GAP, rows * height + GAP), PAPER)
    for index, image in enumerate(images):
        whole.paste(image, (GAP + index % columns * width, GAP + index // columns * height))
    whole.save(path, optimize=True)
    print(path)


def for_docs(folder: Path, docs: Path, faces: Sequence[str]) -> None:
    """A few pictures of these faces side by side, in few colours."""
    docs.mkdir(parents=True, exist_ok=True)
    wanted = {name: parts for name, parts in DOCS.items() if parts[0].partition("-")[0] in faces}
    for name, parts in wanted.items():
        images = [Image.open(folder / f"{each}.png").convert("RGB") for each in parts]
        height = min(DOCS_TALLEST, *(each.height for each in images))
        whole = Image.new("RGB", (sum(each.width + GAP for each in images) - GAP, height), "white")
        left = 0
        for image in images:
            whole.paste(image, (left, 0))
            left += image.width + GAP
        whole.thumbnail((DOCS_WIDTH, whole.height))
        whole.quantize(COLOURS).save(docs / name, optimize=True)
        print(docs / name, (docs / name).stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/pictures"))
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--only", choices=FACES, action="append")
    asked = parser.parse_args()
    with contest_system() as system:
        asyncio.run(take(system, asked.folder, asked.only or FACES))
    if asked.docs:
        for_docs(asked.folder, asked.docs, asked.only or FACES)


if __name__ == "__main__":
    main()
