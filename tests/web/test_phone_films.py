"""A film for a work from the phone: over lines that break, after a reload, and what is no film (R6.11)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, Route

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.support.browser import PHONE, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.system.people import Person, organiser
from tests.web.films import recorded
from tests.web.phone import Phone, ask, held_token

pytestmark = needs_browser
PARTS = "**/v1/works/*/uploads/*?offset=*"
KB = 1024
SEVERAL_PARTS = 3_000 * KB


@asynccontextmanager
async def author_of(system: ContestSystem, chromium: Browser) -> AsyncIterator[Page]:
    """A learner at the works of the camp."""
    async with page_of(chromium, **PHONE, locale="zh-CN") as page:
        phone = Phone(system, page)
        await phone.open()
        path = f"/v1/camps/{CAMP_ID}/enrolments"
        await ask(system, "POST", path, await held_token(page), json={"entry": "region"})
        await page.goto(f"{system.url}/#/camp/works")
        await page.get_by_label("作品名称").wait_for()
        yield page


async def choose(page: Page, film: Path) -> None:
    await page.locator("form input[type=file]").set_input_files(film)


async def submit(page: Page) -> None:
    for box in await page.locator("form input[type=checkbox]").all():
        await box.check()
    await page.get_by_role("button", name="提交审核").click()
    await page.get_by_text("待审核").wait_for()


async def own_work(system: ContestSystem, page: Page) -> dict[str, Any]:
    own = await ask(system, "GET", f"/v1/camps/{CAMP_ID}/me", await held_token(page))
    return dict(own["works"][0])


async def content(system: ContestSystem, page: Page) -> bytes:
    """The film of the work as the server shows it."""
    work = await own_work(system, page)
    shown = await asyncio.to_thread(httpx.get, system.url + work["media"]["url"])
    return shown.raise_for_status().content


async def plays(page: Page, within: str) -> None:
    """A film there has a length and a picture, as the browser finds out."""
    video = page.locator(within).locator("video")
    await video.wait_for()
    await video.evaluate(
        "v => new Promise((done, fail) => v.readyState ? done() : (v.onloadedmetadata = done, v.onerror = fail))"
    )
    assert await video.evaluate("v => v.videoWidth") == 320


def counted(page: Page) -> list[int]:
    """The offsets of the parts that this page sends from now on."""
    offsets: list[int] = []

    def note(request: Any) -> None:
        if request.method == "PUT" and "offset=" in request.url:
            offsets.append(int(request.url.rpartition("=")[2]))

    page.on("request", note)
    return offsets


async def test_r6_11_a_film_is_sent_seen_submitted_returned_and_published(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    async with author_of(system, chromium) as page:
        film = await recorded(page, tmp_path / "楼道里的烟.mp4", SEVERAL_PARTS)
        await choose(page, film)
        await page.get_by_text("视频已上传").wait_for()
        assert await page.get_by_label("作品名称").input_value() == "楼道里的烟"
        await plays(page, "form")
        await submit(page)
        assert await content(system, page) == film.read_bytes()
        await page.locator(".history").get_by_role("button", name="观看").click()
        await plays(page, ".history")

        reviewer = organiser(system, "reviewer")
        work = (await own_work(system, page))["id"]
        reviewed(reviewer, work, "return", {"reason": "结尾请加上集合地点"})
        await page.reload()
        await page.get_by_text("已退回：结尾请加上集合地点").wait_for()
        await page.get_by_role("button", name="修改").click()
        await page.get_by_text("视频已上传，提交后").wait_for()
        better = await recorded(page, tmp_path / "better.mp4")
        await choose(page, better)
        await page.get_by_text("视频已上传。请看一遍").wait_for()
        await submit(page)
        assert await content(system, page) == better.read_bytes()

        reviewed(reviewer, work, "publish", {})
        await page.reload()
        shown = page.locator("article.card", has_text="楼道里的烟").first
        await shown.get_by_role("button", name="观看").click()
        await plays(page, "article.card")


def reviewed(reviewer: Person, work: str, act: str, body: dict[str, str]) -> None:
    reply = reviewer.call("POST", f"/v1/works/{work}/{act}", json=body)
    assert reply.status_code == 200, reply.text


async def test_a_film_waits_for_a_lost_network_and_goes_on_by_itself(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    async with author_of(system, chromium) as page:
        film = await recorded(page, tmp_path / "断网.mp4", SEVERAL_PARTS)
        lost: list[str] = []

        async def lose_the_third(route: Route) -> None:
            lost.append(route.request.url)
            if len(lost) == 3:
                await page.context.set_offline(True)
            await route.continue_()

        await page.route(PARTS, lose_the_third)
        await choose(page, film)
        await page.get_by_text("网络不通，恢复后自动继续上传").wait_for()
        assert await page.get_by_role("button", name="提交审核").is_disabled()
        await page.context.set_offline(False)
        await page.get_by_text("视频已上传").wait_for()
        await submit(page)

        assert await content(system, page) == film.read_bytes()


async def test_a_part_whose_answer_was_lost_is_there_once(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    async with author_of(system, chromium) as page:
        film = await recorded(page, tmp_path / "答复丢失.mp4", SEVERAL_PARTS)
        taken: list[str] = []

        async def lose_the_answer(route: Route) -> None:
            taken.append(route.request.url)
            if len(taken) == 2:
                await route.fetch()
                await route.abort()
            else:
                await route.continue_()

        await page.route(PARTS, lose_the_answer)
        await choose(page, film)
        await page.get_by_text("视频已上传").wait_for()
        await submit(page)

        assert len(taken) > 3
        assert await content(system, page) == film.read_bytes()


async def stopped_by_a_reload(page: Page, film: Path) -> None:
    """Two parts are there, and the page is a new one."""
    seen: list[str] = []
    stopped = asyncio.Event()

    async def stop_at_the_third(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) > 2:
            stopped.set()
            await route.abort()
        else:
            await route.continue_()

    await page.route(PARTS, stop_at_the_third)
    await choose(page, film)
    await asyncio.wait_for(stopped.wait(), 20)
    await page.reload()
    await page.unroute(PARTS)
    await page.get_by_role("button", name="继续").click()
    await page.get_by_text("还没有传完").wait_for()


async def test_after_a_reload_the_same_film_goes_on_where_it_stopped(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    async with author_of(system, chromium) as page:
        film = await recorded(page, tmp_path / "刷新.mp4", SEVERAL_PARTS)
        await stopped_by_a_reload(page, film)
        offsets = counted(page)
        await choose(page, film)
        await page.get_by_text("视频已上传").wait_for()
        await submit(page)

        assert offsets[0] == 3 * 256 * KB
        assert await content(system, page) == film.read_bytes()


async def test_after_a_reload_another_film_begins_anew_and_nothing_of_the_first_one_is_left(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    async with author_of(system, chromium) as page:
        await stopped_by_a_reload(page, await recorded(page, tmp_path / "一.mp4", SEVERAL_PARTS))
        given_up = await remembered(page)
        offsets = counted(page)
        other = await recorded(page, tmp_path / "二.mp4", SEVERAL_PARTS // 2)
        await choose(page, other)
        await page.get_by_text("视频已上传").wait_for()
        await submit(page)

        assert offsets[0] == 0
        assert await content(system, page) == other.read_bytes()
        assert await status_of(system, page, given_up) == 404


async def remembered(page: Page) -> str:
    """The path of the upload that this phone knows of."""
    kept = "Object.keys(localStorage).filter(key => key.startsWith('contest.film.'))"
    path = f"{kept}.map(key => `/v1/works/${{key.slice(13)}}/uploads/${{JSON.parse(localStorage[key]).id}}`)[0] || ''"
    return str(await page.evaluate(path))


async def status_of(system: ContestSystem, page: Page, path: str) -> int:
    headers = {"Authorization": f"Bearer {await held_token(page)}"}
    return (await asyncio.to_thread(httpx.get, system.url + path, headers=headers)).status_code


async def test_an_upload_is_cancelled_while_it_runs_and_after_a_reload(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    async with author_of(system, chromium) as page:
        film = await recorded(page, tmp_path / "取消.mp4", SEVERAL_PARTS)
        await stopped_by_a_reload(page, film)
        first = await remembered(page)
        await page.get_by_role("button", name="放弃上次的上传").click()
        await page.get_by_text("还没有传完").wait_for(state="hidden")
        await page.route(PARTS, lambda route: route.abort())
        await choose(page, film)
        await page.get_by_text("网络不通").wait_for()
        second = await remembered(page)
        await page.get_by_role("button", name="取消上传").click()
        await page.get_by_label("视频链接").wait_for()

        assert await remembered(page) == ""
        assert first != second
        assert [await status_of(system, page, each) for each in (first, second)] == [404, 404]


@pytest.mark.parametrize(
    ("name", "head", "size", "sentence"),
    [
        ("笔记.txt", b"\0\0\0\x20ftypisom", 100, "请选择 MP4 或 MOV 格式的视频。"),
        ("改名.mp4", b"%PDF-1.7 not a film", 100, "请选择 MP4 或 MOV 格式的视频。"),
        ("太大.mp4", b"\0\0\0\x20ftypisom", 200 * KB * KB + 1, "视频超过 200 MB，请剪短或压缩后再选。"),
        ("图片.mp4", b"\0\0\0\x20ftypheic", 100, "请选择 MP4 或 MOV 格式的视频。"),
    ],
)
async def test_what_is_no_film_or_too_large_is_told_in_one_sentence(
    system: ContestSystem, chromium: Browser, tmp_path: Path, name: str, head: bytes, size: int, sentence: str
) -> None:
    film = tmp_path / name
    with film.open("wb") as file:
        file.write(head)
        file.truncate(size)
    async with author_of(system, chromium) as page:
        await choose(page, film)
        assert await page.locator("form .fault").inner_text() == sentence
        assert await remembered(page) == ""
