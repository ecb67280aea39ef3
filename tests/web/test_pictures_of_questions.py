"""A picture goes from its editor by its reviewer to a phone, always with its words (R1.12, R6.9)."""

import io
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import Browser

from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.web.desk import NATION, administrator, appointed, at, desk_of
from tests.web.test_phone_play import phone_of

pytestmark = needs_browser
ALT = "黄色三角形，中间是一道黑色闪电"


def drawing() -> bytes:
    picture, file = Image.new("RGB", (400, 300), "white"), io.BytesIO()
    ImageDraw.Draw(picture).polygon([(200, 20), (360, 280), (40, 280)], fill="yellow", outline="black", width=8)
    picture.save(file, "PNG")
    return file.getvalue()


def rows() -> list[str]:
    head = "编号,类别,题型,难度,题干,选项A,选项B,答案,解析,依据"
    return [
        head,
        "sign-1,隐患识别与排查,单选题,1,图中标志提醒注意什么？,当心触电,当心滑倒,A,闪电表示电。,《安全色和安全标志》",
    ]


def contest_on(system: ContestSystem, bank: str) -> str:
    now, boss, contest_id = datetime.now(UTC), administrator(system), f"signs-{uuid.uuid4().hex[:8]}"
    rules = {"questions_per_session": 1, "points_per_question": 1, "time_limit_seconds": 150, "sessions_per_day": 1}
    window = {
        "opens_at": (now - timedelta(days=1)).isoformat(),
        "closes_at": (now + timedelta(days=2)).isoformat(),
        "time_zone": "Asia/Shanghai",
    }
    body = {"id": contest_id, "title": "认标志", "rules": rules, "entries": ["region"], "bank_id": bank, **window}
    made = boss.call("POST", "/v1/contests", json=body)
    assert made.status_code == 201, made.text
    return contest_id


async def test_a_picture_is_sent_approved_and_seen_with_its_words(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    bank = f"signs-{uuid.uuid4().hex[:8]}"
    sheet, picture = tmp_path / "signs.csv", tmp_path / "sign.png"
    sheet.write_text("\n".join(rows()), encoding="utf-8")
    picture.write_bytes(drawing())

    async with desk_of(system, chromium, appointed(system, "何图", NATION, "editor")) as page:
        await at(page, system, "bank")
        await page.get_by_text("新建题库").click()
        await page.get_by_label("编号", exact=True).fill(bank)
        await page.get_by_label("名称", exact=True).fill("认标志")
        await page.locator("input[list=bank-owners]").fill(NATION)
        await page.get_by_role("button", name="新建", exact=True).click()
        await page.wait_for_url(f"**bank={bank}**")
        await page.get_by_text("导入题目").click()
        await page.locator("input[type=file]").set_input_files(sheet)
        await page.get_by_role("button", name="检查").click()
        await page.get_by_text("检查通过：新增 1").wait_for()
        await page.get_by_role("button", name="导入", exact=True).click()
        row = page.locator("article", has_text="sign-1")
        await row.get_by_role("button", name="修改").click()
        await row.get_by_label("图片（PNG").set_input_files(picture)
        await row.get_by_label("图片说明").fill(ALT)
        await row.get_by_role("button", name="存为草稿").click()
        await row.get_by_role("img", name=ALT).first.wait_for()

    async with desk_of(system, chromium, appointed(system, "高图", NATION, "reviewer")) as page:
        await at(page, system, f"bank?bank={bank}")
        row = page.locator("article", has_text="sign-1")
        await row.get_by_role("img", name=ALT).wait_for()
        await row.get_by_role("button", name="审核通过", exact=True).click()
        await row.get_by_text("已发布").wait_for()

    async with phone_of(system, chromium, contest=contest_on(system, bank)) as phone:
        await phone.open()
        await phone.start()
        shown = phone.page.get_by_role("button", name=ALT)
        small = await shown.bounding_box()
        await shown.click()
        large = await shown.bounding_box()
        await shown.press("Escape")
        assert small
        assert large
        assert large["height"] > 2 * small["height"]
        assert await shown.bounding_box() == small
        assert await shown.locator("img").evaluate("image => image.naturalWidth") == 400
        await phone.tap(0)
        await phone.next()
        await phone.score()
        await phone.page.locator(".review").get_by_role("img", name=ALT).wait_for()
