"""Whatever anybody writes stands on every page as text: no script runs, nothing is fetched, no policy is broken (R6.9).

The browser is a real one, the texts came in by the calls that everybody has, and the page must show each of them.
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, Error, Page, Request

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.support.browser import DESKTOP, PHONE, needs_browser, page_of
from tests.support.contest import ContestSystem, contest_system
from tests.system.people import administrator, participant
from tests.web import hostile
from tests.web.desk import at, sign_in
from tests.web.hostile import MARKUP, PICTURE, Planted, text
from tests.web.phone import Phone

pytestmark = needs_browser
READ = """() => [document.body.innerText, ...[...document.querySelectorAll('input, textarea, select, option')]
    .map((each) => each.value + ' ' + (each.label || ''))].join(' ').replace(/\\s+/g, ' ')"""
PATIENCE_S = 8
CAMP = f"camps/{CAMP_ID}"
DESK: dict[str, tuple[str, ...]] = {
    "contests": ("contest",),
    "contests/hostile": ("contest",),
    "bank?bank=hostile": ("bank", "stem", "right", "wrong", "explanation", "source"),
    "bank/statistics?bank=hostile": ("stem",),
    "bank/withdrawals?bank=hostile": ("doubt",),
    "camps": ("camp",),
    f"{CAMP}/settings": ("camp", "topic"),
    f"{CAMP}/works?state=published": ("work", "words", "topic", "comment", "complaint"),
    f"{CAMP}/works?state=returned": ("returned", "reason"),
    f"{CAMP}/lessons": ("lesson",),
    f"{CAMP}/lessons/hostile": ("lesson", "check"),
    "campaigns": ("campaign",),
    "campaigns/hostile": ("campaign", "seal"),
    "campaigns/hostile/lines": ("stamp",),
    "templates": ("form",),
    "templates/hostile": ("form", "section"),
    "reports/{report}": ("form", "field", "section", "remark"),
    "highlights?campaign=hostile": ("notable", "story", "praise"),
    "people": ("n",),
    "people/units?parent=371000": ("u",),
    "audit": ("n",),
    f"bank?bank=hostile&q={quote(MARKUP)}": (),
    f"certificates?number={quote(MARKUP)}": (),
    f"boards?parent={quote(MARKUP)}": (),
}
PLAYED: dict[str, tuple[str, ...]] = {
    "camp": ("camp", "lesson"),
    "camp/works": ("work", "topic"),
    "camp/lesson/hostile": ("lesson",),
    "learn": ("stem",),
    "me": (),
    f"board?parent={quote(MARKUP)}": (),
    f"play/{quote(MARKUP)}": (),
}


@pytest.fixture(scope="module")
def system() -> Iterator[ContestSystem]:
    """One of its own: the texts would stand on the pages of all other tests."""
    with contest_system() as running:
        yield running


@pytest.fixture(scope="module")
def planted(system: ContestSystem) -> Planted:
    return hostile.plant(system)


@asynccontextmanager
async def watched(chromium: Browser, device: dict[str, Any]) -> AsyncIterator[Page]:
    """A page; at the end nothing has asked for the planted picture. Refusals by the policy fail in `page_of`."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if PICTURE in request.url.partition("#")[0]:
            asked.append(request.url)

    async with page_of(chromium, **device, locale="zh-CN") as page:
        page.on("request", note)
        yield page
    assert asked == []


async def missing(page: Page, expected: tuple[str, ...]) -> list[str]:
    """Which of the texts the page does not come to show as they are, and whether one has run."""
    until = time.monotonic() + PATIENCE_S
    while True:
        await page.wait_for_timeout(300)
        await page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        shown = await page.evaluate(READ)
        absent = [each for each in expected if text(each) not in shown]
        if not absent or time.monotonic() > until:
            return absent + (["a script ran"] if await page.evaluate("'ran' in top") else [])


async def test_no_page_of_the_console_takes_a_text_for_markup(
    system: ContestSystem, chromium: Browser, planted: Planted
) -> None:
    found = {}
    async with watched(chromium, DESKTOP) as page:
        await sign_in(page, system, planted.desk)
        for address, expected in DESK.items():
            await at(page, system, address.format(report=planted.report))
            found[address] = await missing(page, expected)

    assert {address: each for address, each in found.items() if each} == {}


async def test_no_screen_of_the_phone_takes_a_text_for_markup(
    system: ContestSystem, chromium: Browser, planted: Planted
) -> None:
    found = {}
    async with watched(chromium, PHONE) as page:
        phone = Phone(system, page, planted.player, hostile.CONTEST)
        await phone.open(unit=None)
        found["home"] = await missing(page, ("contest",))
        await phone.start()
        found["question"] = await missing(page, ("stem", "right", "wrong"))
        await phone.tap(0)
        await phone.next()
        await phone.score()
        found["result"] = await missing(page, ("stem", "explanation", "source"))
        for address, expected in PLAYED.items():
            more = "&" if "?" in address else "?"
            await page.goto(f"{system.url}/#/{address}{more}contest={hostile.CONTEST}")
            found[address] = await missing(page, expected)

    assert {address: each for address, each in found.items() if each} == {}


async def test_a_drawing_with_a_script_is_no_picture_and_opens_as_a_download_only(
    system: ContestSystem, chromium: Browser, planted: Planted
) -> None:
    boss, path = administrator(system), f"/v1/banks/{hostile.BANK}/pictures"
    drawing = {"file": ("drawing.svg", hostile.DRAWING, "image/svg+xml")}
    picture = hostile.editor(system).call("POST", path, files=drawing)
    kept = boss.call("POST", f"/v1/highlights/{planted.highlight}/attachments", files=drawing)
    own = next(iter(boss.call("GET", "/v1/highlights?campaign=hostile&unit=371000").json()["items"]))["attachments"][0]

    async with watched(chromium, DESKTOP) as page:
        await page.set_extra_http_headers(boss.headers)
        async with page.expect_download() as saved:
            with pytest.raises(Error, match="Download is starting"):
                await page.goto(f"{system.url}/v1/attachments/{own['id']}")

        assert (await saved.value).suggested_filename.endswith(".txt")
    assert (picture.status_code, kept.status_code) == (415, 415)


@pytest.mark.parametrize("link", hostile.SCRIPTS)
def test_a_link_that_runs_is_refused_wherever_links_are_written(
    system: ContestSystem, planted: Planted, link: str
) -> None:
    boss, media = administrator(system), {"provider": "x", "url": link}
    lesson = {"title": "x", "category": "rescue_drills", "kind": "film", "media": media, "duration_ms": 60_000}
    work = {"title": "x", "topic": text("topic"), "media": media}
    question = hostile.question() | {"address": link}
    replies = (
        boss.call("POST", f"/v1/{CAMP}/lessons", json=lesson),
        participant(system, planted.player).call("POST", f"/v1/{CAMP}/works", json=work),
        hostile.editor(system).call("POST", f"/v1/banks/{hostile.BANK}/imports", json=[question]),
    )

    assert [each.status_code for each in replies] == [422] * 3


def test_marks_that_turn_the_writing_are_refused_in_names_and_titles(system: ContestSystem, planted: Planted) -> None:
    boss, turned = administrator(system), hostile.TURNED
    unit = {"code": "WH-TURNED", "name": turned, "parent": "371000", "entry": "organisation"}
    account = {"name": turned, "unit": "CN", "role": "organiser", "kind": "client"}
    bank = {"id": "turned", "title": turned, "owner_unit": "CN"}
    notable = {"unit": "371000", "title": turned, "text": "x", "campaign_id": "hostile"}
    work = {"title": turned, "topic": text("topic")}
    replies = [
        boss.call("POST", f"/v1/{path}", json=body)
        for path, body in (("units", unit), ("organisers", account), ("banks", bank), ("highlights", notable))
    ]
    person = participant(system, planted.player)
    replies += [
        person.call("POST", f"/v1/{CAMP}/works", json=work),
        person.call("PUT", "/v1/me", json={"nickname": turned}),
        hostile.editor(system).call(
            "POST", f"/v1/banks/{hostile.BANK}/imports", json=[hostile.question() | {"stem": turned}]
        ),
    ]

    assert [each.status_code for each in replies] == [422] * len(replies)
