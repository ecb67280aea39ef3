"""`python -m tests.web.pictures [FOLDER]`: every screen as a picture, and contact sheets for people to look at."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Page

from tests.support.browser import DESKTOP, PHONE, page_of, running_browser
from tests.support.contest import ContestSystem, contest_system
from tests.web.desk import VIEWS, sign_in, somebody
from tests.web.phone import Phone
from tests.web.test_phone_looks import screens

LOOKS = [
    ("zh-CN", "light", False),
    ("zh-CN", "dark", False),
    ("zh-CN", "light", True),
    ("en", "light", False),
    ("en", "dark", True),
]
GAP = 16
PAPER = (128, 128, 128)


async def phone_screens(phone: Phone) -> AsyncIterator[str]:
    async for screen in screens(phone):
        await phone.page.wait_for_timeout(400)
        yield screen


async def take(system: ContestSystem, folder: Path) -> None:
    username = somebody(system)
    async with running_browser() as browser:
        for language, theme, is_elder in LOOKS:
            look: dict[str, Any] = {"locale": language, "color_scheme": theme}
            name = f"phone-{language}-{theme}{'-elder' if is_elder else ''}"
            async with page_of(browser, **PHONE, **look) as page:
                if is_elder:
                    await page.add_init_script("localStorage.setItem('contest.elder', '1')")
                taken = [
                    await picture(page, folder / name, screen) async for screen in phone_screens(Phone(system, page))
                ]
            sheet(taken, folder / f"{name}.png")
        for language, theme, _ in LOOKS[:2] + LOOKS[3:4]:
            name = f"console-{language}-{theme}"
            async with page_of(browser, **DESKTOP, locale=language, color_scheme=theme) as page:
                await sign_in(page, system, username)
                taken = []
                for view in VIEWS:
                    await page.goto(f"{system.url}/console#/{view}")
                    await page.wait_for_timeout(1_500)
                    taken.append(await picture(page, folder / name, view))
            sheet(taken, folder / f"{name}.png")


async def picture(page: Page, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    await page.screenshot(path=path)
    return path


def sheet(pictures: list[Path], path: Path) -> None:
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


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/pictures")
    with contest_system() as system:
        asyncio.run(take(system, folder))


if __name__ == "__main__":
    main()
