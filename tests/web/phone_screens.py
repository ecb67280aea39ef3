"""Every screen of the phone page, one after the other, for those who judge them by rules and by eye."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, Route

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.web.films import recorded
from tests.web.phone import Phone, ask, held_token
from tests.web.rehearsals import upcoming

PARTS = "**/v1/works/*/uploads/*?offset=*"
FILM_BYTES = 3_000_000
PAGES = (
    ("board", "tbody tr"),
    ("learn", "article, p.card"),
    ("me", ".calendar li"),
    ("camp", ".history li"),
    ("camp/lesson/escape-drill-cpr", "article li"),
    ("camp/works", ".tabs button"),
)


async def screens(phone: Phone) -> AsyncIterator[str]:
    """Each screen by its name, while the page shows it."""
    page, url = phone.page, phone.system.url
    await page.goto(url + "/")
    await page.locator("form").first.wait_for()
    yield "sign-in"
    await phone.open(unit=None)
    yield "home"
    await page.locator("section.card button.second").first.click()
    await page.locator(".units li").nth(3).wait_for()
    yield "units"
    async for screen in _rehearsal(phone):
        yield screen
    await phone.open()
    await phone.start()
    yield "question"
    await phone.go_to(5)
    await phone.next()
    yield "unanswered"
    await page.locator("dialog[open] .main").click()
    await phone.score()
    yield "result"
    for part, ready in PAGES:
        await page.goto(f"{url}/#/{part}")
        await page.locator(ready).first.wait_for()
        yield part
    async for screen in _film(phone):
        yield screen


async def _rehearsal(phone: Phone) -> AsyncIterator[str]:
    before = Phone(phone.system, phone.page, phone.subject, upcoming(phone.system))
    offer = phone.page.locator("section.card a.second")
    await before.open()
    await offer.wait_for()
    yield "rehearsal-offer"
    await offer.click()
    await phone.page.locator("fieldset.question").wait_for()
    await before.tap(0)
    yield "rehearsal"
    await before.hand_in()
    await before.score()
    yield "rehearsal-result"


async def _film(phone: Phone) -> AsyncIterator[str]:
    """A film that waits for the network, that is chosen again after a reload, that is there, and that is submitted."""
    page = phone.page
    token = await held_token(page)
    await ask(phone.system, "POST", f"/v1/camps/{CAMP_ID}/enrolments", token, json={"entry": "region"})
    await page.reload()
    chooser = page.locator("form input[type=file]")
    await chooser.wait_for(state="attached")
    with tempfile.TemporaryDirectory() as folder:
        film = await recorded(page, Path(folder) / "家庭逃生演练.mp4", FILM_BYTES)
        await page.route(PARTS, _lost_after(2))
        await chooser.set_input_files(film)
        await page.locator("form .saving", has_text="。").or_(page.locator("form .saving", has_text=".")).wait_for()
        await _shown(page, "form progress")
        yield "film-waiting"
        await page.reload()
        await page.unroute(PARTS)
        await page.locator(".history button").first.click()
        await _shown(page, "form h2")
        yield "film-stopped"
        await chooser.set_input_files(Path(__file__))
        await page.locator("form .fault").wait_for()
        yield "film-refused"
        await chooser.set_input_files(film)
        await page.locator("form progress").wait_for()
        await page.locator("form progress").wait_for(state="detached")
        await _shown(page, "form h2")
        yield "film-there"
        for box in await page.locator("form input[type=checkbox]").all():
            await box.check()
        await page.locator("form button.main").click()
        await page.locator(".history button[aria-expanded]").click()
        await _shown(page, ".history")
        yield "film-submitted"


def _lost_after(count: int) -> Callable[[Route], Awaitable[None]]:
    """Answers the first parts as usual, and loses those that follow."""
    seen: list[str] = []

    async def answer(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) > count:
            await route.abort()
        else:
            await route.continue_()

    return answer


async def _shown(page: Page, place: str) -> None:
    await page.locator(place).first.evaluate("each => each.scrollIntoView({ block: 'center' })")
