"""What an organiser looks at in a camp and decides: flags, long lists, films, what lessons ask (R6.11, R6.9)."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.async_api import Browser, Page

from services.camp.domain.suspicion import MANY_SWITCHES
from services.camp.use_cases.load_shipped_camp import CAMP_ID as CAMP
from tests.support.browser import DESKTOP, needs_browser, page_of
from tests.support.contest import ContestSystem
from tests.system.people import Person, administrator
from tests.web.desk import NATION, WEIHAI, appointed, at, desk_of, faults_in_every_look
from tests.web.test_camp_day import learner, submitted

pytestmark = needs_browser
BEIJING = "110000"
LESSONS = ("escape-drill-cpr", "escape-drill-home-hazards")
WORKS_OF_A_PAGE = 20
RECORD = """async () => {
    const canvas = document.createElement('canvas');
    const paint = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(20), {mimeType: 'video/mp4'});
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const stopped = new Promise((done) => recorder.onstop = done);
    recorder.start();
    for (let frame = 0; frame < 20; frame++) {
        paint.fillStyle = `hsl(${frame * 18} 80% 50%)`;
        paint.fillRect(0, 0, canvas.width, canvas.height);
        await new Promise((done) => setTimeout(done, 50));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(''));
}"""


def flagged(system: ContestSystem) -> Person:
    """Somebody of Huancui who plays two lessons at once."""
    person = learner(system)
    for number in range(MANY_SWITCHES + 1):
        body = {"position_ms": number * 1000, "state": "playing"}
        path = f"/v1/lessons/{LESSONS[number % 2]}/watch"
        assert person.call("PUT", path, json=body).status_code == 200
    return person


async def test_flags_of_a_camp_tell_why_and_are_those_of_ones_own_units(
    system: ContestSystem, chromium: Browser
) -> None:
    flagged(system)

    async with desk_of(system, chromium, appointed(system, "田野", WEIHAI, "organiser")) as page:
        await at(page, system, f"camps/{CAMP}/flags")
        row = page.get_by_role("row", name="多处同时学习").first
        await row.get_by_text("同时播放切换").wait_for()
        await row.get_by_role("link", name="环翠区").click()
        await page.wait_for_url("**unit=371002**")
        await page.get_by_label("线索").select_option("no_rest")
        await page.get_by_text("没有发现异常").wait_for()
        assert "signal=no_rest" in page.url
        await page.get_by_label("线索").select_option("two_places")
        await page.get_by_role("row", name="多处同时学习").first.wait_for()
        assert await faults_in_every_look(page) == {}
    async with desk_of(system, chromium, appointed(system, "京生", BEIJING, "organiser")) as page:
        await at(page, system, f"camps/{CAMP}/flags")
        await page.get_by_text("没有发现异常").wait_for()
    async with desk_of(system, chromium, appointed(system, "评委", WEIHAI, "reviewer")) as page:
        await at(page, system, f"camps/{CAMP}/works")
        assert await page.get_by_role("link", name="异常核查").count() == 0


@contextmanager
def waiting(system: ContestSystem, titles: Iterable[str]) -> Iterator[None]:
    """Works of these titles wait for reviewers, and no longer afterwards."""
    author, own, works = learner(system), 0, []
    for title in titles:
        if own == 3:  # as many as one person may offer
            author, own = learner(system), 0
        works.append(submitted(author, title))
        own += 1
    yield
    for work in works:
        reply = administrator(system).call("POST", f"/v1/works/{work}/return", json={"reason": "请补充字幕"})
        assert reply.status_code == 200, reply.text


async def test_a_list_longer_than_a_page_is_walked_to_its_end(system: ContestSystem, chromium: Browser) -> None:
    titles = {f"长队 {number:02}" for number in range(WORKS_OF_A_PAGE + 3)}
    reviewer = appointed(system, "白雪", WEIHAI, "reviewer")

    with waiting(system, sorted(titles)):
        async with desk_of(system, chromium, reviewer) as page:
            await at(page, system, f"camps/{CAMP}/works?state=submitted&unit=371002")
            seen = set(await headings(page))
            assert len(seen) == WORKS_OF_A_PAGE
            while await page.get_by_role("link", name="下一页").count():
                before = page.url
                await page.get_by_role("link", name="下一页").click()
                await page.wait_for_url(lambda url, before=before: url != before)
                seen |= set(await headings(page))
            assert "cursor=" in page.url
            await page.reload()
            assert set(await headings(page)) <= seen
            await page.get_by_role("link", name="第一页").click()
            assert len(await headings(page)) == WORKS_OF_A_PAGE

    assert titles <= seen


async def headings(page: Page) -> list[str]:
    await page.locator("article h2").first.wait_for()
    await page.wait_for_timeout(300)
    return await page.locator("article h2").all_inner_texts()


async def filmed(chromium: Browser, system: ContestSystem) -> bytes:
    """A second of colours, as a phone would send it."""
    async with page_of(chromium, **DESKTOP) as page:
        await page.goto(system.url + "/console")
        return base64.b64decode(await page.evaluate(RECORD))


def sent(person: Person, work: str, film: bytes) -> None:
    begun = person.call("POST", f"/v1/works/{work}/uploads", json={"name": "演练.mp4", "size": len(film)})
    assert begun.status_code == 201, begun.text
    upload = f"/v1/works/{work}/uploads/{begun.json()['id']}"
    headers = person.headers | {"Content-Type": "application/octet-stream"}
    part = httpx.put(f"{person.url}{upload}?offset=0", content=film, headers=headers, timeout=20)
    assert part.status_code == 200, part.text
    assert person.call("POST", f"{upload}/completion").status_code == 201


async def test_a_reviewer_plays_the_film_that_was_sent(system: ContestSystem, chromium: Browser) -> None:
    author = learner(system)
    body = {"title": "楼梯间演练", "topic": "家庭逃生演练", "consent": True, "original": True}
    work = str(author.call("POST", f"/v1/camps/{CAMP}/works", json=body).json()["id"])
    sent(author, work, await filmed(chromium, system))
    assert author.call("POST", f"/v1/works/{work}/submit").status_code == 200

    async with desk_of(system, chromium, appointed(system, "魏来", WEIHAI, "reviewer")) as page:
        await at(page, system, f"camps/{CAMP}/works?state=submitted")
        film = page.locator("article", has_text="楼梯间演练").locator("video")
        await film.evaluate(
            "async (video) => { video.muted = true; await video.play();"
            " while (video.currentTime < 0.1) await new Promise((done) => setTimeout(done, 50)); }"
        )

        assert await faults_in_every_look(page) == {}
        assert await film.evaluate("(video) => video.videoWidth > 0 && !video.error")


async def test_what_a_lesson_asks_is_read_and_changed(system: ContestSystem, chromium: Browser) -> None:
    boss = administrator(system)
    now = datetime.now(UTC)
    window = {"opens_at": now.isoformat(), "closes_at": (now + timedelta(days=9)).isoformat()}
    assert boss.call("POST", "/v1/camps", json={"id": "asked", "title": "提问", **window}).status_code == 201
    checks = [{"question": "电器着火先做什么？", "options": ["断电", "泼水"], "right": [0]}]
    lesson = {"id": "asked-1", "title": "电器起火", "category": "self_mutual_rescue", "kind": "film"}
    media = {"provider": "学习平台", "url": "https://films.example/1"}
    body = lesson | {"duration_ms": 600_000, "media": media, "checks": checks}
    assert boss.call("POST", "/v1/camps/asked/lessons", json=body).status_code == 201

    async with desk_of(system, chromium, appointed(system, "方圆", NATION, "organiser")) as page:
        await at(page, system, "camps/asked/lessons")
        await page.get_by_role("row", name="电器起火").get_by_role("button", name="修改").click()
        await page.wait_for_url("**/lessons/asked-1")
        options = page.get_by_label("选项", exact=True)
        assert await options.input_value() == "*断电\n泼水"
        assert await page.get_by_label("第 1 题").input_value() == "电器着火先做什么？"
        assert await faults_in_every_look(page) == {}
        await options.fill("*断电\n泼水\n*呼救")
        await page.get_by_role("button", name="保存课程").click()
        await page.wait_for_url("**/lessons")

    asked = boss.call("GET", "/v1/camps/asked/lessons/asked-1").json()["checks"]
    assert asked == [{"question": "电器着火先做什么？", "options": ["断电", "泼水", "呼救"], "right": [0, 2]}]


@pytest.mark.parametrize("edits", [False, True])
async def test_a_shipped_lesson_stays_its_page_unless_somebody_gives_a_link(
    system: ContestSystem, chromium: Browser, *, edits: bool
) -> None:
    boss = administrator(system)
    before = boss.call("GET", f"/v1/camps/{CAMP}/lessons").json()["items"][-1]

    async with desk_of(system, chromium, appointed(system, "罗兰", NATION, "administrator")) as page:
        await at(page, system, f"camps/{CAMP}/lessons/{before['id']}")
        await page.get_by_label("课程名称").fill("改过的名称")
        if edits:
            await page.get_by_label("使用系统自带的图文页面").uncheck()
            await page.get_by_label("平台").fill("学习平台")
            await page.get_by_label("链接").fill("https://films.example/linked")
        await page.get_by_role("button", name="保存课程").click()
        await page.get_by_role("row", name="改过的名称").wait_for()

    after = boss.call("GET", f"/v1/camps/{CAMP}/lessons").json()["items"][-1]
    linked = {"provider": "学习平台", "url": "https://films.example/linked"}
    assert after["media"] == (linked if edits else before["media"])
    assert boss.call("PUT", f"/v1/camps/{CAMP}/lessons/{before['id']}", json=before).status_code == 200
