"""Large files of reporters go in parts, over lines that break (R3.5, R6.6)."""

from pathlib import Path

from playwright.async_api import Browser, Route

from services.kit.file_parts import LARGEST_PART
from tests.support.browser import needs_browser
from tests.support.contest import ContestSystem
from tests.web.desk import HUANCUI, appointed, at, desk_of

pytestmark = needs_browser
FILM = b"\x00\x00\x00\x20ftypisom" + bytes(LARGEST_PART + 100_000)


async def test_a_large_file_is_attached_in_parts_though_the_line_breaks(
    system: ContestSystem, chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "夜查.mp4"
    file.write_bytes(FILM)
    parts: list[str] = []

    async with desk_of(system, chromium, appointed(system, "海燕", HUANCUI, "reporter")) as page:

        async def break_the_second(route: Route) -> None:
            parts.append(route.request.url.partition("offset=")[2])
            await page.get_by_text("已上传 0%" if len(parts) == 1 else "已上传 98%").wait_for()
            await (route.abort() if len(parts) == 2 else route.continue_())

        await page.route("**/v1/uploads/*?offset=*", break_the_second)
        await at(page, system, "reports")
        await page.locator("td button").first.click()
        await page.locator("details", has_text="附件与扫描件").evaluate("(each) => each.open = true")
        await page.get_by_label("添加附件").set_input_files(file)
        row = page.locator(".inbox li", has_text="夜查.mp4")
        await row.wait_for()

        assert parts == ["0", str(LARGEST_PART), str(LARGEST_PART)]
        assert f"{-(-len(FILM) // 1000)} KB" in await row.inner_text()
