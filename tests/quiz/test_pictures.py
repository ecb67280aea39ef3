"""Pictures in questions: drawn anew, told by nothing, shown with words, gone when nothing wants them (R1.12)."""

import asyncio
import io
import json
import struct
import zipfile
import zlib
from datetime import timedelta
from typing import Any

import httpx
import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw, PngImagePlugin

from quiz_service.domain.picture import LARGEST, MOST_OF_A_DAY
from quiz_service.loops import sweep_pictures
from quiz_service.queries.pictures import GRACE
from quiz_service.tables import pictures
from services.chassis.tokens import Caller
from tests.quiz.editors import Desk
from tests.quiz.past import play, question
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens

ALT = "红色圆环加斜杠，中间是一支点燃的香烟"
MARK = b"canary-in-the-file"
PNG = "image/png"


@pytest.fixture
def desk(quiz: QuizSystem) -> Desk:
    return Desk(quiz)


def drawing(colour: str = "red", size: tuple[int, int] = (320, 240), **how: Any) -> bytes:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).ellipse((20, 20, 120, 120), outline=colour, width=9)
    return encoded(picture, **how)


def encoded(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def photograph() -> Image.Image:
    noise = np.random.default_rng(7).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((1600, 1200), Image.Resampling.BICUBIC)


async def send(desk: Desk, content: bytes, media_type: str = PNG, caller: Caller | None = None) -> httpx.Response:
    headers = {**tokens.headers(caller or desk.editor), "Content-Type": media_type}
    return await desk.quiz.client.post(f"/v1/banks/{desk.bank}/pictures", content=content, headers=headers)


async def sent(desk: Desk, content: bytes) -> str:
    reply = await send(desk, content)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["picture"])


async def published(desk: Desk, *colours: str) -> list[str]:
    """A bank of ten questions, the first of them with pictures of these colours; their names."""
    await desk.write([question(number) for number in range(10)])
    names = [await sent(desk, drawing(colour)) for colour in colours]
    shown = [question(number, picture=name, picture_alt=ALT) for number, name in enumerate(names)]
    await desk.publish([*shown, *[question(number) for number in range(len(names), 10)]])
    return names


async def test_a_picture_is_served_to_anybody_under_a_name_that_tells_nothing(desk: Desk) -> None:
    await desk.write([question(1)])
    red, again, blue = [await send(desk, drawing(colour)) for colour in ("red", "red", "blue")]

    shown = await desk.quiz.client.get(red.json()["url"])

    assert red.json()["picture"] == again.json()["picture"] != blue.json()["picture"]
    assert red.json()["url"] == f"/v1/pictures/{red.json()['picture']}"
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Type"] == PNG
    assert len(shown.content) == red.json()["size"]
    assert Image.open(io.BytesIO(shown.content)).size == (320, 240)


async def test_the_same_picture_has_another_name_where_it_was_forgotten(desk: Desk) -> None:
    """A name cannot be computed from the content: whoever knows the picture does not know it is asked."""
    await desk.write([question(1)])
    first = await sent(desk, drawing("green"))
    async with desk.quiz.database.begin() as connection:
        await connection.execute(pictures.delete().where(pictures.c.name == first))

    assert await sent(desk, drawing("green")) != first


async def test_a_name_that_nobody_gave_is_not_found(quiz: QuizSystem) -> None:
    for name in ("0" * 32, "q-1", "..%2f", "A" * 32, "0" * 31):
        reply = await quiz.client.get(f"/v1/pictures/{name}")
        assert reply.status_code == 404, name
        assert "public" not in reply.headers.get("Cache-Control", "")


async def test_a_picture_has_one_address_so_that_the_gateway_remembers_it(desk: Desk) -> None:
    """R6.2"""
    await desk.write([question(1)])
    url = (await send(desk, drawing("maroon"))).json()["url"]

    assert (await desk.quiz.client.get(url)).status_code == 200
    for other in (f"{url}?again=1", f"{url[:-1]}%{ord(url[-1]):02x}", f"{url}/"):
        assert (await desk.quiz.client.get(other)).status_code == 404, other


async def test_names_that_are_tried_out_cost_hardly_a_look_into_the_database(desk: Desk) -> None:
    """R6.2: a hundred at once share a few looks, and a picture that was just sent is there all the same."""
    engine, looks = desk.quiz.app.state.process.database.engine.sync_engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        looks.extend([statement] if "pictures" in statement else [])

    sa.event.listen(engine, "before_cursor_execute", note)
    replies = await asyncio.gather(*[desk.quiz.client.get(f"/v1/pictures/{number:032x}") for number in range(100)])
    sa.event.remove(engine, "before_cursor_execute", note)

    assert {reply.status_code for reply in replies} == {404}
    assert 1 <= len(looks) < 10
    await desk.write([question(1)])
    url = (await send(desk, drawing("olive"))).json()["url"]
    assert (await desk.quiz.client.get(url)).status_code == 200


def with_trailing_archive() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("page.html", MARK)
    return drawing("orange") + archive.getvalue()


def with_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = MARK.decode(), 6
    exif.get_ifd(0x8825)[1] = "N"
    return encoded(photograph(), "JPEG", exif=exif)


def with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_itxt("Comment", MARK.decode())
    return drawing("purple", pnginfo=text)


@pytest.mark.parametrize("make", [with_trailing_archive, with_a_place, with_text])
async def test_nothing_but_pixels_goes_through(desk: Desk, make: Any) -> None:
    await desk.write([question(1)])
    content = make()
    assert MARK in content

    url = (await send(desk, content, "application/octet-stream")).json()["url"]
    shown = (await desk.quiz.client.get(url)).content

    assert MARK not in shown
    assert not zipfile.is_zipfile(io.BytesIO(shown))
    read = Image.open(io.BytesIO(shown))
    assert dict(read.getexif()) == {}
    assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


async def test_a_photograph_is_turned_upright_and_made_small_enough_for_a_phone(desk: Desk) -> None:
    await desk.write([question(1)])
    url = (await send(desk, with_a_place())).json()["url"]

    shown = await desk.quiz.client.get(url)

    assert shown.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(shown.content)).size == (720, 960)
    assert len(shown.content) < 100_000


MODES = {
    "PNG": ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"],
    "WEBP": ["RGB", "RGBA"],
    "JPEG": ["RGB", "L", "CMYK"],
}
"""What a file of each kind can hold."""


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes])
async def test_a_picture_of_any_mode_is_read(desk: Desk, kind: str, mode: str) -> None:
    await desk.write([question(1)])
    picture = Image.open(io.BytesIO(drawing())).convert("L").convert(mode) if mode != "RGB" else photograph()

    assert (await send(desk, encoded(picture, kind))).status_code == 201


def bomb() -> bytes:
    """Of 2.5 billion pixels, in three megabytes."""
    side = 50_000

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packed = zlib.compress(bytes((side // 8 + 1) * 2000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


HOSTILE = {
    "a bomb": (bomb(), 413, "picture-too-large"),
    "too many pixels": (encoded(Image.new("1", (6_000, 5_000))), 413, "picture-too-large"),
    "too many bytes": (b"\x89PNG\r\n\x1a\n" + bytes(LARGEST), 413, "picture-too-large"),
    "half of a picture": (encoded(photograph())[:20_000], 415, "picture-unreadable"),
    "half of a photograph": (encoded(photograph(), "JPEG")[:9_000], 415, "picture-unreadable"),
    "an animation": (drawing(kind="GIF"), 415, "picture-unreadable"),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 415, "picture-unreadable"),
    "a page": (b"<!doctype html><script>alert(1)</script>", 415, "picture-unreadable"),
    "nothing": (b"", 415, "picture-unreadable"),
    "a head alone": (b"\x89PNG\r\n\x1a\n", 415, "picture-unreadable"),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_what_is_no_picture_is_refused_and_nothing_is_kept(desk: Desk, what: str) -> None:
    content, status, code = HOSTILE[what]
    await desk.write([question(1)])
    count = sa.select(sa.func.count()).select_from(pictures)
    async with desk.quiz.database.begin() as connection:
        before = (await connection.execute(count)).scalar_one()

    reply = await send(desk, content)

    async with desk.quiz.database.begin() as connection:
        assert (await connection.execute(count)).scalar_one() == before
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text


async def test_who_edits_elsewhere_sends_no_picture(desk: Desk) -> None:
    await desk.write([question(1)])
    for caller, status in ((tokens.organiser("reviewer"), 403), (tokens.organiser("editor", "110000"), 404)):
        assert (await send(desk, drawing(), caller=caller)).status_code == status


async def test_one_account_sends_no_more_than_so_many_pictures_a_day(desk: Desk) -> None:
    """R6.2"""
    await desk.write([question(1)])
    rows = [
        {"name": f"{number:032x}", "digest": f"{desk.bank}-{number}", "media_type": PNG, "content": b""}
        for number in range(MOST_OF_A_DAY)
    ]
    async with desk.quiz.database.begin() as connection:
        await connection.execute(pictures.insert(), [{**row, "uploaded_by": desk.editor.subject} for row in rows])

    refused = await send(desk, drawing("navy"))

    async with desk.quiz.database.begin() as connection:
        await connection.execute(pictures.delete().where(pictures.c.uploaded_by == desk.editor.subject))
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-pictures")
    assert (await send(desk, drawing("navy"))).status_code == 201


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"picture": "0" * 32, "picture_alt": ALT}, "picture", "no-such-picture"),
        ({"picture": "sign.png", "picture_alt": ALT}, "picture", "not-a-picture"),
        ({"picture": "0" * 32}, "picture_alt", "description-missing"),
        ({"picture": "0" * 32, "picture_alt": "a sign"}, "picture_alt", "description-missing"),
        ({"picture_alt": ALT}, "picture_alt", "without-picture"),
        ({"picture": 7}, "picture", "not-a-text"),
        ({"picture": "0" * 32, "picture_alt": "图" * 201}, "picture_alt", "not-a-text"),
    ],
)
async def test_a_question_has_a_picture_that_is_there_and_words_for_it(
    desk: Desk, changes: dict[str, Any], column: str, code: str
) -> None:
    refused = await desk.write([question(1, **changes)])

    assert refused.status_code == 422
    assert [(each["column"], each["code"]) for each in refused.json()["rows"]] == [(column, code)]
    assert (await desk.look("q-1")).status_code == 404


async def test_an_editor_gives_a_question_a_picture_and_takes_it_away(desk: Desk) -> None:
    await desk.publish([question(1)])
    name = await sent(desk, drawing("teal"))
    known = (await desk.look("q-1")).json()
    cells = {key: known[key] for key in question(1)}

    refused = await desk.edit("q-1", {**cells, "picture": "f" * 32, "picture_alt": ALT}, known["etag"])
    drawn = await desk.edit("q-1", {**cells, "picture": name, "picture_alt": ALT}, known["etag"])
    kept = await desk.edit("q-1", {**cells, "difficulty": 2}, drawn.headers["ETag"])
    bare = await desk.edit("q-1", {**cells, "picture": "", "picture_alt": ""}, kept.headers["ETag"])

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no-such-picture")
    assert (drawn.json()["picture"], drawn.json()["picture_alt"]) == (name, ALT)
    assert kept.json()["picture"] == name
    assert bare.json()["picture"] == ""


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
async def test_an_export_imports_again_with_its_pictures_also_into_another_bank(desk: Desk, kind: str) -> None:
    names = await published(desk, "red", "blue")
    media = {"json": "application/json", "csv": "text/csv"}.get(
        kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    file = (await desk.quiz.get(f"/v1/banks/{desk.bank}/export?format={kind}", desk.reviewer)).content
    other = Desk(desk.quiz)

    same = await desk.send(file, media)
    new = await other.send(file, media)

    assert (same.json()["unchanged"], len(new.json()["added"])) == (10, 10), new.text
    assert {each["picture"] for each in (await other.list()).json()["items"]} == {"", *names}


async def test_a_paper_shows_a_picture_where_there_is_one_and_nothing_new_elsewhere(desk: Desk) -> None:
    """In play, review, wrong book, practice and cards."""
    names = await published(desk, "red", "blue", "green")
    contest_id = await desk.quiz.contest(bank_id=desk.bank, rules={"questions_per_session": 6})
    caller = tokens.participant()
    paper = (await desk.quiz.start(contest_id, caller)).json()
    stems = [each["stem"] for each in paper["questions"]]
    result = await play(desk.quiz, contest_id, caller, wrong=stems)
    book = (await desk.quiz.get(f"/v1/me/wrong-questions?contest={contest_id}", caller)).json()
    practice = await desk.quiz.client.post(
        f"/v1/contests/{contest_id}/practice", json={"count": 6}, headers=tokens.headers(caller)
    )
    cards = await desk.quiz.get(f"/v1/contests/{contest_id}/cards", caller)
    known = {each["stem"]: each["picture"] for each in (await desk.list()).json()["items"]}

    lists = [paper["questions"], result["review"], book["items"], practice.json()["items"]]
    for items in lists:
        assert len(items) == 6
        assert {each["stem"]: each.get("picture", "absent") for each in items} == {
            stem: {"url": f"/v1/pictures/{known[stem]}", "alt": ALT} if known[stem] else "absent" for stem in stems
        }
    pictured = [
        each["picture"]["url"].removeprefix("/v1/pictures/") for each in cards.json()["items"] if "picture" in each
    ]
    assert set(pictured) <= set(names)
    assert len(pictured) < len(cards.json()["items"])


async def test_pictures_of_days_to_come_are_told_nowhere(desk: Desk) -> None:
    """R1.12: every name is a canary. Of six days, papers tell today's and cards those of the one that ended."""
    await desk.write([question(0)])
    names = {number: await sent(desk, drawing(f"#{number * 4:02x}88{255 - number:02x}")) for number in range(60)}
    await desk.publish([question(n, picture=name, picture_alt=ALT) for n, name in names.items()])
    now = await _now(desk.quiz)
    window = {"opens_at": (now - timedelta(days=1)).isoformat(), "closes_at": (now + timedelta(days=4)).isoformat()}
    contest_id = await desk.quiz.contest(
        bank_id=desk.bank, rules={"pools": "by_day", "reveal": "after_day", "questions_per_session": 5}, **window
    )

    told = ""
    for _ in range(30):
        caller = tokens.participant()
        session = await play(desk.quiz, contest_id, caller)
        told += json.dumps(session)
        for path in (
            f"/v1/sessions/{session['id']}",
            *("/v1/contests", f"/v1/contests/{contest_id}", f"/v1/contests/{contest_id}/me"),
            *(f"/v1/contests/{contest_id}/cards", "/v1/me/wrong-questions", "/v1/me/sessions"),
            *(f"/v1/banks/{desk.bank}/questions", f"/v1/banks/{desk.bank}/export?format=json", "/v1/pictures"),
        ):
            told += (await desk.quiz.get(path, caller)).text

    seen = {name for name in names.values() if name in told}
    assert 10 < len(seen) <= 2 * 60 // 6


async def _now(quiz: QuizSystem) -> Any:
    async with quiz.database.begin() as connection:
        return (await connection.execute(sa.text("SELECT kit.contest_now()"))).scalar_one()


async def _age(quiz: QuizSystem, *names: str) -> None:
    async with quiz.database.begin() as connection:
        past = sa.func.now() - GRACE - timedelta(minutes=1)
        await connection.execute(pictures.update().where(pictures.c.name.in_(names)).values(wanted_at=past))


async def _there(quiz: QuizSystem, name: str) -> bool:
    return (await quiz.client.get(f"/v1/pictures/{name}")).status_code == 200


async def test_a_picture_that_nothing_wants_is_gone_after_a_while(desk: Desk) -> None:
    used, draft, spare, young = [await sent_first(desk, colour) for colour in ("#111", "#222", "#333", "#444")]
    await desk.publish([question(1, picture=used, picture_alt=ALT)])
    await desk.write([question(2, picture=draft, picture_alt=ALT)])
    await _age(desk.quiz, used, draft, spare)

    await sweep_pictures(desk.quiz.database)

    assert [await _there(desk.quiz, name) for name in (used, draft, spare, young)] == [True, True, False, True]


async def test_papers_keep_the_picture_of_an_older_version_and_a_replaced_draft_keeps_none(desk: Desk) -> None:
    old, replaced, newest = [await sent_first(desk, colour) for colour in ("#511", "#522", "#533")]
    await desk.publish([question(1, picture=old, picture_alt=ALT)])
    for name in (replaced, newest):
        await desk.write([question(1, picture=name, picture_alt=ALT)])
    await _age(desk.quiz, old, replaced, newest)

    await sweep_pictures(desk.quiz.database)

    assert [await _there(desk.quiz, name) for name in (old, replaced, newest)] == [True, False, True]


async def test_the_picture_of_a_withdrawn_question_stays_a_week(desk: Desk) -> None:
    name = await sent_first(desk, "#611")
    await desk.publish([question(1, picture=name, picture_alt=ALT)])
    proposed = await desk.act(
        "q-1", "withdraw", {"decision": "not_counted", "reason": "图片有误", "accept_repeats": True}
    )
    approved = await desk.decide(proposed.json()["withdrawal_id"], "approve", {"accept_repeats": True})
    assert approved.status_code == 200, approved.text
    await _age(desk.quiz, name)

    await sweep_pictures(desk.quiz.database)
    then = await _there(desk.quiz, name)
    async with desk.quiz.database.begin() as connection:
        ago = {"ago": GRACE + timedelta(minutes=1)}
        await connection.execute(
            sa.text("UPDATE quiz.withdrawals SET withdrawn_at = withdrawn_at - CAST(:ago AS interval)"), ago
        )
    await sweep_pictures(desk.quiz.database)

    assert (then, await _there(desk.quiz, name)) == (True, False)


async def sent_first(desk: Desk, colour: str) -> str:
    """Into a bank that may not be there yet."""
    await desk.write([question(99)])
    return await sent(desk, drawing(colour))
