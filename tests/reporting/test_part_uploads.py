"""Files in parts: films of notable work over lines that break (R3.5, R6.6)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.chassis.storage import LocalStorage
from services.chassis.tokens import Caller
from services.kit.file_parts import LARGEST_PART, MOST_UNFINISHED
from tests.reporting.builders import CONTEST, HUANCUI, WENDENG, reporter
from tests.reporting.reporting_system import ReportingSystem
from tests.support import tokens

FILM = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * ((LARGEST_PART + 100_000) // 256)
NAMED = {"name": "夜查.mp4", "media_type": "video/mp4"}
HEAD, TAIL = FILM[:LARGEST_PART], FILM[LARGEST_PART:]


@pytest.fixture
def officer() -> Caller:
    """One account throughout: an upload belongs to whoever began it."""
    return reporter(HUANCUI)


async def begun(reporting: ReportingSystem, officer: Caller, **other: Any) -> httpx.Response:
    report_id = (await reporting.open(HUANCUI)).json()["id"]
    content = {**NAMED, "size": len(FILM), **other}
    return await reporting.ask("POST", f"/v1/reports/{report_id}/uploads", officer, content)


async def send(
    reporting: ReportingSystem, upload: httpx.Response, officer: Caller, offset: int, part: bytes
) -> httpx.Response:
    path = f"/v1/uploads/{upload.json()['id']}?offset={offset}"
    return await reporting.client.put(path, content=part, headers=tokens.headers(officer))


async def ask(reporting: ReportingSystem, method: str, upload: httpx.Response, officer: Caller, act: str = "") -> Any:
    return await reporting.ask(method, f"/v1/uploads/{upload.json()['id']}{act}", officer)


def parts_in(folder: Path) -> list[Path]:
    return list((folder / "parts").glob("*"))


async def test_a_film_arrives_in_parts_over_a_line_that_breaks(
    reporting: ReportingSystem, officer: Caller, tmp_path: Path
) -> None:
    upload = await begun(reporting, officer)
    early = await ask(reporting, "POST", upload, officer, "/completion")
    first = await send(reporting, upload, officer, 0, HEAD)
    again = await send(reporting, upload, officer, 0, HEAD)
    asked = await ask(reporting, "GET", upload, officer)
    last = await send(reporting, upload, officer, asked.json()["offset"], TAIL)
    done = await ask(reporting, "POST", upload, officer, "/completion")
    repeated = await ask(reporting, "POST", upload, officer, "/completion")

    assert (upload.status_code, upload.json()["offset"], upload.json()["largest_part_bytes"]) == (201, 0, LARGEST_PART)
    assert (early.status_code, early.json()["code"], early.json()["offset"]) == (409, "upload-incomplete", 0)
    assert (first.status_code, first.json()["offset"]) == (200, len(HEAD))
    assert (again.status_code, again.json()["code"], again.json()["offset"]) == (409, "upload-offset", len(HEAD))
    assert last.json()["offset"] == len(FILM)
    assert (done.status_code, done.json()["media_type"], done.json()["size"]) == (201, "video/mp4", len(FILM))
    assert repeated.json() == done.json()
    kept = await reporting.ask("GET", f"/v1/attachments/{done.json()['id']}", officer)
    assert kept.content == FILM
    assert parts_in(tmp_path) == []


async def test_two_of_one_part_at_once_are_one(reporting: ReportingSystem, officer: Caller, tmp_path: Path) -> None:
    """I11: whichever comes second is told where to go on, and leaves nothing behind."""
    upload = await begun(reporting, officer)
    both = await asyncio.gather(*[send(reporting, upload, officer, 0, HEAD) for _ in range(2)])

    assert sorted(each.status_code for each in both) == [200, 409]
    assert (await ask(reporting, "GET", upload, officer)).json()["offset"] == len(HEAD)
    assert len(parts_in(tmp_path)) == 1


async def test_a_completion_that_is_sent_twice_at_once_tells_the_same_twice(
    reporting: ReportingSystem, officer: Caller, tmp_path: Path
) -> None:
    """I11"""
    film = FILM[:5000]
    upload = await begun(reporting, officer, size=len(film))
    await send(reporting, upload, officer, 0, film)

    done = await asyncio.gather(*(ask(reporting, "POST", upload, officer, "/completion") for _ in range(2)))

    assert [each.status_code for each in done] == [201, 201]
    assert done[0].json() == done[1].json()
    assert parts_in(tmp_path) == []


async def test_a_completion_that_another_one_overtakes_tells_the_same(
    reporting: ReportingSystem, officer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I11: the faster one has dropped the parts before this one reads them."""
    film = FILM[:5000]
    upload = await begun(reporting, officer, size=len(film))
    await send(reporting, upload, officer, 0, film)
    get_part, faster = LocalStorage.get_part, list[httpx.Response]()

    async def overtaken(storage: LocalStorage, name: str) -> AsyncIterator[bytes]:
        monkeypatch.undo()
        faster.append(await ask(reporting, "POST", upload, officer, "/completion"))
        return await get_part(storage, name)

    monkeypatch.setattr(LocalStorage, "get_part", overtaken)
    done = await ask(reporting, "POST", upload, officer, "/completion")

    assert [each.status_code for each in (*faster, done)] == [201, 201]
    assert done.json() == faster[0].json()


async def test_a_film_of_notable_work_comes_the_same_way(reporting: ReportingSystem, officer: Caller) -> None:
    """R6.7"""
    work = {"campaign_id": CONTEST, "unit": HUANCUI, "title": "夜查", "text": "查出隐患三处"}
    highlight = (await reporting.ask("POST", "/v1/highlights", officer, work)).json()["id"]
    film = FILM[:5000]
    content = {**NAMED, "size": len(film)}
    upload = await reporting.ask("POST", f"/v1/highlights/{highlight}/uploads", officer, content)
    await send(reporting, upload, officer, 0, film)
    done = await ask(reporting, "POST", upload, officer, "/completion")
    listed = await reporting.ask("GET", f"/v1/highlights?unit={HUANCUI}", officer)
    foreign = await reporting.ask("POST", f"/v1/highlights/{highlight}/uploads", reporter(WENDENG), content)

    assert done.status_code == 201, done.text
    assert [each["id"] for each in listed.json()["items"][0]["attachments"]] == [done.json()["id"]]
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    ("name", "size", "status", "member"),
    [
        ("夜查.mp4", 200 * 1024 * 1024 + 1, 413, {"largest_bytes": 200 * 1024 * 1024}),
        ("现场.jpg", 10 * 1024 * 1024 + 1, 413, {"largest_bytes": 10 * 1024 * 1024}),
        ("程序.exe", 100, 415, None),
    ],
)
async def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    reporting: ReportingSystem, officer: Caller, name: str, size: int, status: int, member: dict[str, Any] | None
) -> None:
    reply = await begun(reporting, officer, name=name, size=size)

    assert reply.status_code == status
    if member is None:
        assert {".mp4", ".mov", ".jpg", ".wps", ".ofd"} <= set(reply.json()["allowed"])
    else:
        assert member.items() <= reply.json().items()


async def test_a_file_that_is_no_film_is_refused_when_it_is_whole_and_gone(
    reporting: ReportingSystem, officer: Caller, tmp_path: Path
) -> None:
    """R6.2: another completion would put it together once more, for nothing."""
    upload = await begun(reporting, officer, size=4)
    await send(reporting, upload, officer, 0, b"MZ\x90\x00")

    reply = await ask(reporting, "POST", upload, officer, "/completion")
    again = await ask(reporting, "POST", upload, officer, "/completion")

    assert (reply.status_code, reply.json()["code"]) == (415, "wrong-media")
    assert (again.status_code, parts_in(tmp_path)) == (404, [])


async def test_a_part_is_bounded_and_no_more_comes_than_was_announced(
    reporting: ReportingSystem, officer: Caller, tmp_path: Path
) -> None:
    """R6.2"""
    upload = await begun(reporting, officer)
    small = await begun(reporting, officer, size=10)

    too_large = await send(reporting, upload, officer, 0, HEAD + b"\x00")
    too_much = await send(reporting, small, officer, 0, b"\x00" * 11)

    assert [each.status_code for each in (too_large, too_much)] == [413, 413]
    assert parts_in(tmp_path) == []


async def test_an_account_has_few_unfinished_uploads_and_nobody_elses(
    reporting: ReportingSystem, officer: Caller
) -> None:
    """R6.2, I8: a colleague of the same unit sees none of them."""
    uploads = [await begun(reporting, officer) for _ in range(MOST_UNFINISHED + 1)]
    colleague = reporter(HUANCUI)
    foreign = [await ask(reporting, method, uploads[0], colleague) for method in ("GET", "DELETE")]
    foreign.append(await send(reporting, uploads[0], colleague, 0, HEAD))
    foreign.append(await ask(reporting, "POST", uploads[0], colleague, "/completion"))
    cancelled = await ask(reporting, "DELETE", uploads[0], officer)
    after = await begun(reporting, officer)

    assert [each.status_code for each in uploads] == [201] * MOST_UNFINISHED + [409]
    assert uploads[-1].json()["code"] == "too-many-uploads"
    assert [each.status_code for each in foreign] == [404] * 4
    assert (cancelled.status_code, after.status_code) == (204, 201)


async def test_what_nobody_goes_on_with_is_swept(reporting: ReportingSystem, officer: Caller, tmp_path: Path) -> None:
    """R6.2: a day after its last part."""
    upload = await begun(reporting, officer)
    await send(reporting, upload, officer, 0, HEAD)
    async with reporting.owner.begin() as transaction:
        await transaction.execute(sa.text("UPDATE reporting.uploads SET touched_at = now() - interval '25 hours'"))

    assert len(parts_in(tmp_path)) == 1
    await begun(reporting, officer)

    assert parts_in(tmp_path) == []
    assert (await ask(reporting, "GET", upload, officer)).status_code == 404


async def test_a_part_without_a_token_is_not_read(reporting: ReportingSystem, officer: Caller) -> None:
    """R6.2"""
    upload = await begun(reporting, officer)

    reply = await reporting.client.put(f"/v1/uploads/{upload.json()['id']}?offset=0", content=HEAD)

    assert reply.status_code == 401
    assert (await ask(reporting, "GET", upload, officer)).json()["offset"] == 0
