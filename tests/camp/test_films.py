"""Films of works arrive in parts, are looked at, and are shown with their work only (R6.11)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import httpx
import pytest

from services.camp.domain.film import MOST_OF_A_WORK
from services.camp.subscriptions import SUBSCRIPTIONS
from services.camp.use_cases.works.sweep_films import sweep_films
from services.chassis.tokens import Caller
from services.chassis.virus_scan import VirusScanner
from services.contracts.events import ParticipantErased
from services.kit.file_parts import LARGEST_PART, MOST_UNFINISHED
from tests.camp.camp_system import CAMP, WORK, CampSystem
from tests.support import asgi, tokens
from tests.support.clamd import VIRUS, clamd

FILM = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * ((LARGEST_PART + 50_000) // 256)
SHORT = FILM[:5000]


async def _draft(camp: CampSystem, author: Caller) -> str:
    return str((await camp.offer(author, media=None)).json()["id"])


async def _begin(camp: CampSystem, author: Caller, work: str, **other: Any) -> httpx.Response:
    body = {"name": "逃生.mp4", "size": len(SHORT)} | other
    return await camp.ask("POST", f"/v1/works/{work}/uploads", author, body)


async def _send(camp: CampSystem, author: Caller, at: str, offset: int, part: bytes) -> httpx.Response:
    return await asgi.ask(camp.app, "PUT", f"{at}?offset={offset}", tokens.headers(author), part)


async def _sent(camp: CampSystem, author: Caller, work: str, film: bytes = SHORT) -> dict[str, Any]:
    """The work with its film."""
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work, size=len(film))).json()['id']}"
    assert (await _send(camp, author, at, 0, film)).status_code == 200
    done = await camp.ask("POST", f"{at}/completion", author)
    assert done.status_code == 201, done.text
    shown: dict[str, Any] = done.json()
    return shown


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


async def test_r6_11_a_film_arrives_in_parts_over_a_line_that_breaks(camp: CampSystem, tmp_path: Path) -> None:
    author = await camp.learner()
    work = await _draft(camp, author)
    begun = await _begin(camp, author, work, size=len(FILM))
    at = f"/v1/works/{work}/uploads/{begun.json()['id']}"
    head, tail = FILM[:LARGEST_PART], FILM[LARGEST_PART:]

    early = await camp.ask("POST", f"{at}/completion", author)
    twice = await asyncio.gather(*(_send(camp, author, at, 0, head) for _ in range(2)))
    asked = await camp.ask("GET", at, author)
    last = await _send(camp, author, at, asked.json()["offset"], tail)
    done = [await camp.ask("POST", f"{at}/completion", author) for _ in range(2)]

    assert (begun.status_code, begun.json()["offset"]) == (201, 0)
    assert (early.status_code, early.json()["code"]) == (409, "upload-incomplete")
    assert sorted(each.status_code for each in twice) == [200, 409]
    assert (asked.json()["offset"], last.json()["offset"]) == (len(head), len(FILM))
    assert done[0].json() == done[1].json()
    media = done[0].json()["media"]
    assert media == {"provider": "upload", "url": f"/v1/films/{begun.json()['id']}"}
    assert len(_files(tmp_path)) == 1
    await camp.act(work, "submit", author)
    assert (await camp.ask("GET", media["url"])).content == FILM


async def test_a_film_is_seen_while_its_work_waits_or_is_published_and_in_parts(camp: CampSystem) -> None:
    author, reviewer = await camp.learner(), tokens.organiser("reviewer", "370000")
    work = await _draft(camp, author)
    url = (await _sent(camp, author, work))["media"]["url"]

    async def seen() -> int:
        return (await camp.ask("GET", url)).status_code

    states = [await seen()]
    for act, caller, body in (
        ("submit", author, None),
        ("publish", reviewer, None),
        ("return", reviewer, {"reason": "不符"}),
    ):
        assert (await camp.act(work, act, caller, body)).status_code == 200
        states.append(await seen())
    await camp.act(work, "submit", author)
    part = await camp.ask("GET", url, range="bytes=4-11")
    end = await camp.ask("GET", url, range="bytes=-8")
    beyond = await camp.ask("GET", url, range="bytes=5000-")

    assert states == [404, 200, 200, 404]
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"ftypisom", "bytes 4-11/5000")
    assert (end.status_code, end.content) == (206, SHORT[-8:])
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */5000")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "逃生.exe"}, 415, "wrong-media"),
        ({"name": "mp4"}, 415, "wrong-media"),
        ({"size": 20 * 1024 * 1024 + 1}, 413, "file-too-large"),
        ({"size": 0}, 422, "invalid-request"),
    ],
)
async def test_what_is_no_film_or_too_large_is_refused_before_it_comes(
    camp: CampSystem, body: dict[str, Any], status: int, code: str
) -> None:
    author = await camp.learner()

    reply = await _begin(camp, author, await _draft(camp, author), **body)

    assert (reply.status_code, reply.json()["code"]) == (status, code)


async def test_what_is_no_film_by_its_content_is_refused_when_it_is_whole(camp: CampSystem) -> None:
    author = await camp.learner()
    work = await _draft(camp, author)
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work)).json()['id']}"
    more = await _send(camp, author, at, 0, SHORT + b"x")
    await _send(camp, author, at, 0, b"<html>" + bytes(len(SHORT) - 6))

    done = await camp.ask("POST", f"{at}/completion", author)

    assert (more.status_code, more.json()["code"]) == (413, "file-too-large")
    assert (done.status_code, done.json()["code"]) == (415, "wrong-media")
    assert (await camp.act(work, "submit", author)).json()["missing"] == ["media"]


async def test_films_are_sent_a_few_times_only(camp: CampSystem) -> None:
    author = await camp.learner()
    work = await _draft(camp, author)
    for _ in range(MOST_OF_A_WORK):
        await _sent(camp, author, work)
    again = await _begin(camp, author, work)
    other = await _draft(camp, author)
    begun = [await _begin(camp, author, other) for _ in range(MOST_UNFINISHED + 1)]

    assert (again.status_code, again.json()["code"]) == (409, "too-many-films")
    assert [each.status_code for each in begun] == [201] * MOST_UNFINISHED + [409]
    at = f"/v1/works/{other}/uploads/{begun[0].json()['id']}"
    assert (await camp.ask("DELETE", at, author)).status_code == 204
    assert (await _begin(camp, author, other)).status_code == 201


async def test_the_films_of_others_are_nobodys_to_send_or_to_use(camp: CampSystem) -> None:
    author, other = await camp.learner(), await camp.learner()
    work, foreign = await _draft(camp, author), await _draft(camp, other)
    url = (await _sent(camp, author, work))["media"]["url"]
    at = f"/v1/works/{work}/uploads/{url.rpartition('/')[2]}"

    assert (await camp.ask("GET", at, other)).json()["code"] == "upload-not-found"
    assert (await _begin(camp, other, work)).json()["code"] == "work-not-found"
    taken = WORK | {"media": {"provider": "upload", "url": url}}
    for method, path in (("PUT", f"/v1/works/{foreign}"), ("POST", f"/v1/camps/{CAMP}/works")):
        reply = await camp.ask(method, path, other, taken)
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/media/url")
    assert (await camp.ask("PUT", f"/v1/works/{work}", author, taken)).json()["media"]["url"] == url


async def test_films_of_the_same_bytes_come_and_go_each_by_itself(camp: CampSystem, tmp_path: Path) -> None:
    """One may be swept at the moment in which the other arrives, and must not take it along."""
    authors = [await camp.learner() for _ in range(2)]
    works = [await _draft(camp, author) for author in authors]
    urls = [(await _sent(camp, *of))["media"]["url"] for of in zip(authors, works, strict=True)]
    both = len(_files(tmp_path))
    await camp.act(works[1], "submit", authors[1])
    await camp.act(works[0], "withdraw", authors[0])

    await sweep_films(camp.database, camp.app.state.process.storage)

    assert (both, len(_files(tmp_path))) == (2, 1)
    assert (await camp.ask("GET", urls[1])).content == SHORT


async def test_a_completion_that_is_sent_twice_at_once_tells_the_same_twice(camp: CampSystem) -> None:
    author = await camp.learner()
    work = await _draft(camp, author)
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work)).json()['id']}"
    await _send(camp, author, at, 0, SHORT)

    done = await asyncio.gather(*(camp.ask("POST", f"{at}/completion", author) for _ in range(2)))

    assert [each.status_code for each in done] == [201, 201]
    assert done[0].json() == done[1].json()


async def test_a_completion_that_another_one_overtakes_tells_the_same(
    camp: CampSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I11: the faster one has dropped the parts before this one reads them."""
    author = await camp.learner()
    work = await _draft(camp, author)
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work)).json()['id']}"
    await _send(camp, author, at, 0, SHORT)
    storage = camp.app.state.process.storage
    get_part, faster = storage.get_part, list[httpx.Response]()

    async def overtaken(name: str) -> AsyncIterator[bytes]:
        monkeypatch.undo()
        faster.append(await camp.ask("POST", f"{at}/completion", author))
        return await get_part(name)

    monkeypatch.setattr(storage, "get_part", overtaken)
    done = await camp.ask("POST", f"{at}/completion", author)

    assert [each.status_code for each in (*faster, done)] == [201, 201]
    assert done.json() == faster[0].json()


async def test_a_completion_that_is_refused_leaves_no_content(camp: CampSystem, tmp_path: Path) -> None:
    """R4.4: whoever submits first, or cancels while it is put together, could fill the storage."""
    author = await camp.learner()
    work = (await camp.offer(author)).json()["id"]
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work)).json()['id']}"
    await _send(camp, author, at, 0, SHORT)
    await camp.act(work, "submit", author)

    refused = await camp.ask("POST", f"{at}/completion", author)
    await camp.ask("DELETE", at, author)

    assert (refused.status_code, refused.json()["code"]) == (409, "wrong-work-state")
    assert _files(tmp_path) == []


@pytest.mark.parametrize("act", ["submit", "cancel"])
async def test_what_changes_while_a_film_is_put_together_leaves_no_content(
    camp: CampSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """R4.4"""
    author = await camp.learner()
    work = (await camp.offer(author)).json()["id"]
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work)).json()['id']}"
    await _send(camp, author, at, 0, SHORT)
    storage = camp.app.state.process.storage
    put = storage.put

    async def put_and_lose(digest: str, file: BinaryIO) -> None:
        await put(digest, file)
        if act == "submit":
            await camp.act(work, "submit", author)
        else:
            await camp.ask("DELETE", at, author)

    monkeypatch.setattr(storage, "put", put_and_lose)
    refused = await camp.ask("POST", f"{at}/completion", author)
    await camp.ask("DELETE", at, author)

    assert refused.json()["code"] == {"submit": "wrong-work-state", "cancel": "upload-not-found"}[act]
    assert _files(tmp_path) == []


async def test_what_is_no_film_is_refused_before_its_parts_are_put_together(
    camp: CampSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.2: a completion may be repeated for nothing, and each would be a film copied on the server's disk."""
    author = await camp.learner()
    work = await _draft(camp, author)
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work)).json()['id']}"
    await _send(camp, author, at, 0, b"<ht")
    await _send(camp, author, at, 3, bytes(len(SHORT) - 3))
    copied = []
    monkeypatch.setattr("services.chassis.file_parts.tempfile.TemporaryFile", lambda: copied.append(1))

    done = [await camp.ask("POST", f"{at}/completion", author) for _ in range(2)]

    assert [(each.status_code, each.json()["code"]) for each in done] == [(415, "wrong-media")] * 2
    assert copied == []


async def test_an_infected_film_is_kept_nowhere(camp: CampSystem, tmp_path: Path) -> None:
    """R3.5"""
    author = await camp.learner()
    work = await _draft(camp, author)
    film = SHORT + VIRUS
    at = f"/v1/works/{work}/uploads/{(await _begin(camp, author, work, size=len(film))).json()['id']}"
    await _send(camp, author, at, 0, film)
    async with clamd() as double:
        process = camp.app.state.process
        camp.app.state.process = replace(process, virus_scanner=VirusScanner(double.url))
        done = [await camp.ask("POST", f"{at}/completion", author) for _ in range(2)]

    assert [each.json()["code"] for each in done] == ["file-infected", "upload-not-found"]
    assert len(double.seen) == 1
    assert _files(tmp_path) == []


async def test_the_film_of_an_erased_person_leaves_the_storage(camp: CampSystem, tmp_path: Path) -> None:
    """R4.4"""
    author = await camp.learner()
    work = await _draft(camp, author)
    url = (await _sent(camp, author, work))["media"]["url"]
    await camp.act(work, "submit", author)
    await camp.act(work, "publish", camp.administrator)
    storage = camp.app.state.process.storage
    await sweep_films(camp.database, storage)
    kept = len(_files(tmp_path))
    erased = ParticipantErased(event_id=uuid4(), participant_id=author.subject_id)
    async with camp.database.begin() as transaction:
        await SUBSCRIPTIONS[ParticipantErased](transaction, [erased])

    await sweep_films(camp.database, storage)

    assert (kept, _files(tmp_path)) == (1, [])
    assert (await camp.ask("GET", url)).status_code == 404
