"""Question files enter a bank whole or not at all, whatever their format (R1.12)."""

import asyncio
import io
import json
import uuid
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from quiz_service.domain.bank_file import MOST_ROWS, numbered
from quiz_service.domain.question_sheet import CHINESE, PLAIN
from quiz_service.domain.similarity import MOST_ALIKE, SAME_STEM, near_duplicates
from quiz_service.files.question_files import CSV, JSON, XLSX
from quiz_service.tables import access
from quiz_service.use_cases.bank.find_alike import find_alike
from quiz_service.use_cases.contests.shipped_bank import shipped_questions
from services.kit.workbooks import LARGEST_UNPACKED
from tests.quiz.editors import Desk, as_csv, as_xlsx, lines_of
from tests.quiz.past import question
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens
from tests.support.rights import interrupted

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def desk(quiz: QuizSystem) -> Desk:
    return Desk(quiz)


def _json(rows: Any) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


FORMATS = {
    JSON: _json,
    CSV: lambda rows: as_csv(lines_of(rows)),
    f"{CSV}; charset=gb18030": lambda rows: as_csv(lines_of(rows), "gb18030"),
    XLSX: lambda rows: as_xlsx(lines_of(rows)),
}


@pytest.mark.parametrize("media_type", FORMATS)
async def test_each_format_brings_in_the_same_questions(desk: Desk, media_type: str) -> None:
    """R1.12"""
    rows = shipped_questions()[:12]

    reply = await desk.send(FORMATS[media_type](rows), media_type)

    assert reply.status_code == 200, reply.text
    assert reply.json()["added"] == [row["id"] for row in rows]
    items = {item["id"]: item for item in (await desk.list()).json()["items"]}
    assert [{key: items[row["id"]][key] for key in row} for row in rows] == rows
    assert len(items) == len(rows)
    assert any("family" in row for row in rows)


async def test_a_sheet_may_be_written_in_chinese(desk: Desk) -> None:
    names = {english: chinese for chinese, english in CHINESE.items()}
    header, line = lines_of([question(1)])
    line[header.index("category")], line[header.index("kind")] = "救援演练", "单选题"

    reply = await desk.send(as_xlsx([[names[name] for name in header], line]), XLSX)

    assert reply.json()["added"] == ["q-1"], reply.text


async def test_a_file_may_be_sent_in_a_form(desk: Desk) -> None:
    files = {"file": ("题目.xlsx", as_xlsx(lines_of([question(1)])), XLSX)}
    path = f"/v1/banks/{desk.bank}/imports"

    reply = await desk.quiz.client.post(path, files=files, headers=tokens.headers(desk.editor))
    other = await desk.quiz.client.post(path, files={"f": b"x"}, headers=tokens.headers(desk.editor))

    assert reply.json()["added"] == ["q-1"], reply.text
    assert other.status_code == 415


async def test_rights_that_end_while_a_file_arrives_have_ended(desk: Desk) -> None:
    """R4.3: a change of rights is in force within 2 s, and an import may take a minute."""
    content = json.dumps([question(1)]).encode()

    reply = await desk.send(interrupted(content, desk.quiz.database, access, desk.editor))

    assert reply.status_code == 403
    assert (await desk.list()).status_code == 404


@pytest.mark.parametrize(("media_type", "first"), [(JSON, 1), (CSV, 2), (XLSX, 2)])
async def test_every_fault_of_every_row_is_named_and_nothing_is_imported(
    desk: Desk, media_type: str, first: int
) -> None:
    """R1.12: row number, column, value and reason."""
    rows = [question(1, difficulty=9, answer="Z"), question(2), question(3, category="x"), question(2, stem="另一题")]

    reply = await desk.send(FORMATS[media_type](rows), media_type)

    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (422, "faulty-question-file")
    assert [(fault["row"] - first, fault["column"], fault["value"]) for fault in problem["rows"]] == [
        (0, "difficulty", "9"),
        (0, "answer", "Z"),
        (1, "id", "q-2"),
        (2, "category", "x"),
        (3, "id", "q-2"),
    ]
    assert [error["pointer"] for error in problem["errors"]] == [
        f"/{fault['row']}/{fault['column']}" for fault in problem["rows"]
    ]
    assert all(error["detail"] for error in problem["errors"])
    assert (await desk.list()).status_code == 404


async def test_rows_without_an_id_lack_one_and_repeat_none(desk: Desk) -> None:
    """R1.12"""
    reply = await desk.send(_json([question(1, id=""), question(2, id="")]))

    assert [(fault["row"], fault["column"], fault["code"]) for fault in reply.json()["rows"]] == [
        (1, "id", "not-a-text"),
        (2, "id", "not-a-text"),
    ]


async def test_a_dry_run_tells_what_would_happen_and_writes_nothing(desk: Desk) -> None:
    """R1.12"""
    await desk.write([question(1), question(2)])
    before = (await desk.list()).json()
    kept = {name: before["items"][0][name] for name in question(1)}

    reply = await desk.send(_json([kept, question(2), question(3)]), query="?dry_run=true")
    faulty = await desk.send(_json([question(4, answer="Z")]), query="?dry_run=true")

    told = {name: reply.json()[name] for name in ("added", "changed", "unchanged", "dry_run")}
    assert told == {"added": ["q-3"], "changed": ["q-2"], "unchanged": 1, "dry_run": True}
    assert faulty.status_code == 422
    assert (await desk.list()).json() == before


async def test_a_repeat_with_its_key_is_answered_as_the_first(desk: Desk) -> None:
    """I10"""
    key, content = {"Idempotency-Key": "import-1"}, _json([question(1, stem="题干甲乙丙")])
    first = await desk.send(content, **key)

    again = await desk.send(content, **key)
    other = await desk.send(_json([question(2)]), **key)

    assert first.json()["added"] == ["q-1"]
    assert other.json()["code"] == "idempotency-key-reused"
    assert again.content == first.content


async def test_a_form_put_together_anew_is_a_repeat_all_the_same(desk: Desk) -> None:
    """I10: its parts are divided otherwise each time."""
    sent = tokens.headers(desk.editor) | {"Idempotency-Key": "import-2"}
    form = {"file": ("questions.json", _json([question(1, stem="题干甲乙丙丁")]), "application/json")}
    path = f"/v1/banks/{desk.bank}/imports"

    first, again = [await desk.quiz.client.post(path, files=form, headers=sent) for _ in range(2)]

    assert first.status_code == 200, first.text
    assert (again.status_code, again.content) == (200, first.content)


async def test_participants_find_a_connection_while_thousands_of_rows_are_compared(quiz: QuizSystem) -> None:
    """R1.12"""
    rows = numbered([question(number, stem=f"{uuid.uuid4()} {uuid.uuid4()}") for number in range(2_000)])
    pool: Any = quiz.database.engine.pool

    comparing = asyncio.create_task(find_alike(quiz.database, "bank-of-nothing", rows))
    while not pool.checkedout():
        await asyncio.sleep(0)
    while pool.checkedout():
        await asyncio.sleep(0)

    assert not comparing.done()
    assert await comparing == []


async def test_near_duplicates_are_told_in_the_file_and_in_the_bank(desk: Desk) -> None:
    """R1.12"""
    stem = "发现初起火灾时，应当首先采取的正确措施是什么？"
    await desk.write([question(1, stem=stem)])

    reply = await desk.write([question(2, stem=stem.replace("正确", "")), question(3, stem=stem + "？")])

    warned = {(each["row"], each["similar_to"]) for each in reply.json()["warnings"]}
    assert warned == {(1, "q-1"), (2, "q-1"), (2, "q-2")}
    assert reply.json()["added"] == ["q-2", "q-3"]


async def test_a_file_that_repeats_one_stem_is_told_of_a_thousand_pairs_only(desk: Desk) -> None:
    reply = await desk.write([question(number, stem="下列说法正确的是（　）。") for number in range(200)])

    assert (len(reply.json()["added"]), len(reply.json()["warnings"])) == (200, MOST_ALIKE)


def test_near_duplicates_are_those_that_a_comparison_of_all_finds() -> None:
    stems = [each["stem"] for each in shipped_questions()]
    stems += [stem[:-2] for stem in stems[::7]] + [stem[::-1] for stem in stems[:20]] + ["火", "火", "灾"]
    sets = [{stem[at : at + 2] for at in range(len(stem) - 1)} or {stem} for stem in stems]

    found = {(each.first, each.second) for each in near_duplicates(stems)}

    assert found == {
        (first, second)
        for second in range(len(stems))
        for first in range(second)
        if len(sets[first] & sets[second]) >= SAME_STEM * len(sets[first] | sets[second])
    }
    assert len(found) > 20


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"[]", "text/plain", 415, "question-file-type-unknown"),
        (b"[]", "", 415, "question-file-type-unknown"),
        (b"x" * (8 * 1024 * 1024 + 1), JSON, 413, "question-file-too-large"),
        (b"{not json", JSON, 422, "question-file-unreadable"),
        (b"[" * 100_000, JSON, 422, "question-file-unreadable"),
        (b'{"id": 1}', JSON, 422, "question-file-unreadable"),
        (b"[]", JSON, 422, "question-file-unreadable"),
        (b"\xff\xfe[]", JSON, 422, "question-file-unreadable"),
        (b"[1, null]", JSON, 422, "faulty-question-file"),
        (b'[{"id": "\\ud800"}]', JSON, 422, "faulty-question-file"),
        (b'[{"\\u0000": 1}]', JSON, 422, "faulty-question-file"),
        (b"", CSV, 422, "faulty-question-file"),
        (b"id,stem\n1,x\n", CSV, 422, "faulty-question-file"),
        (b"\x00\x01\x02", CSV, 422, "faulty-question-file"),
        (b"no zip", XLSX, 422, "question-file-unreadable"),
        (b"PK\x03\x04", XLSX, 422, "question-file-unreadable"),
    ],
)
async def test_what_is_no_question_file_has_a_clear_problem(
    desk: Desk, content: bytes, media_type: str, status: int, code: str
) -> None:
    """R1.12"""
    reply = await desk.send(content, media_type)

    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text


def _bomb() -> bytes:
    packed = zipfile.ZipFile(io.BytesIO(as_xlsx(lines_of([question(1)]))))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in packed.namelist():
            is_shared = name == "xl/sharedStrings.xml"
            archive.writestr(name, b" " * (LARGEST_UNPACKED + 1) if is_shared else packed.read(name))
    return written.getvalue()


def _far(row: int, column: int) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "id")
        page.write(row, column, "x")
    return written.getvalue()


def _without_places() -> bytes:
    """Cells that do not say where they are: a row of very many would make the reader's table as wide."""
    packed, written = zipfile.ZipFile(io.BytesIO(_far(3, 3))), io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in packed.namelist():
            archive.writestr(name, packed.read(name).replace(b'<c r="D4"', b"<c"))
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (_bomb(), 413),
        (_far(1_048_575, 16_383), 413),
        (_far(MOST_ROWS + 1, 1), 413),
        (_far(3, 16_383), 413),
        (_without_places(), 422),
    ],
    ids=["packed", "far", "long", "wide", "placeless"],
)
async def test_a_workbook_that_would_grow_beyond_bounds_is_refused(desk: Desk, content: bytes, status: int) -> None:
    assert len(content) < 100_000

    reply = await desk.send(content, XLSX)

    assert reply.status_code == status, reply.text


FAR_BELOW = ["row-height-to-the-end.xlsx", "styled-empty-cell-far-below.xlsx"]


@pytest.mark.parametrize("name", FAR_BELOW)
async def test_formats_far_below_do_not_make_a_sheet_large(desk: Desk, name: str) -> None:
    """R1.12"""
    reply = await desk.send((DATA / name).read_bytes(), XLSX)

    assert reply.json()["added"] == ["p-1"], reply.text


async def test_a_photo_in_the_sheet_is_passed_over(desk: Desk) -> None:
    """R1.12: some bytes of a photo look like cells."""
    photo = io.BytesIO()
    Image.effect_noise((900, 700), 120).convert("RGB").save(photo, "PNG")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(lines_of([question(1)]))))
    book.active.add_image(SheetImage(photo), "N2")
    written = io.BytesIO()
    book.save(written)

    reply = await desk.send(written.getvalue(), XLSX)

    assert reply.json()["added"] == ["q-1"], reply.text


async def test_what_a_spreadsheet_turned_into_types_of_its_own_is_named(desk: Desk) -> None:
    """R1.12: 30:2 became `1 day, 6:02:00`, 21% 0.21, 3-5 a date and 0119 the number 119."""
    reply = await desk.send((DATA / "excel-auto-types.xlsx").read_bytes(), XLSX)

    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (422, "faulty-question-file")
    kinds = ["time"] * 4 + ["percentage"] * 4 + ["date"] * 4 + ["shaped-number"] * 4
    assert [fault["code"] for fault in problem["rows"]] == [f"cell-is-{kind}" for kind in kinds]
    assert [fault["value"] for fault in problem["rows"]][::4] == ["30:02:00", "21%", "2026-03-05", "0.3"]
    assert problem["errors"][8]["pointer"] == "/4/option_a"
    assert problem["errors"][8]["detail"] == "F4 单元格是日期，请设为文本格式后重新填写。"


async def test_an_id_that_became_a_date_is_named(desk: Desk) -> None:
    """R1.12"""
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(lines_of([question(1)]))))
    place = f"{'ABCDEFGH'[PLAIN.index('id')]}2"
    book.active[place] = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    written = io.BytesIO()
    book.save(written)

    problem = (await desk.send(written.getvalue(), XLSX)).json()

    assert [(fault["column"], fault["code"]) for fault in problem["rows"]] == [("id", "cell-is-date")]
    assert problem["errors"][0]["detail"].startswith(f"{place} 单元格是日期")


@pytest.mark.parametrize("name", ["x000D.xlsx", "crlf-in-cell.csv"])
async def test_breaks_inside_a_cell_are_line_feeds(desk: Desk, name: str) -> None:
    """R1.12"""
    reply = await desk.send((DATA / name).read_bytes(), XLSX if name.endswith("xlsx") else CSV)

    assert reply.status_code == 200, reply.text
    items = (await desk.list()).json()["items"]
    assert any(item["stem"].startswith("第一行\n第二行") for item in items)
    assert not any("\r" in text or "x000D" in text for item in items for text in (item["stem"], item["explanation"]))


async def test_breaks_and_tabs_in_json_are_line_feeds_and_spaces(desk: Desk) -> None:
    """R1.12: as in a sheet, and when a question is edited."""
    options = {"A": "甲\r\n乙", "B": "丙\t丁"}
    written = question(1, stem="第一行\r\n第二行", explanation="一\r二\t三", options=options, answer="A")

    reply = await desk.send(_json([written]))
    again = await desk.send(_json([written]))

    assert (reply.json()["added"], again.json()["unchanged"]) == (["q-1"], 1), reply.text
    (item,) = (await desk.list()).json()["items"]
    assert (item["stem"], item["explanation"]) == ("第一行\n第二行", "一\n二 三")
    assert item["options"] == {"A": "甲\n乙", "B": "丙 丁"}


async def test_one_wrong_byte_in_a_csv_is_named_and_nothing_is_guessed(desk: Desk) -> None:
    """R1.12"""
    reply = await desk.send((DATA / "utf8-with-one-gbk-word.csv").read_bytes(), CSV)

    problem = reply.json()
    assert (reply.status_code, problem["rows"]) == (
        422,
        [{"row": 2, "column": "", "value": "0xCF", "code": "wrong-encoding"}],
    )
    assert "第 2 行第 209 个字节（0xCF）" in problem["errors"][0]["detail"]
    assert (await desk.list()).status_code == 404


@pytest.mark.parametrize("character", ["\u202e", "\ufffd", "\ue000", "\x0b"])
async def test_a_character_that_cannot_be_used_is_named(desk: Desk, character: str) -> None:
    """R1.12"""
    problem = (await desk.write([question(1, stem=f"题干{character}甲")])).json()

    assert [(fault["column"], fault["code"]) for fault in problem["rows"]] == [("stem", "invalid-character")]
    assert f"U+{ord(character):04X}" in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    "cells",
    [{"category": []}, {"kind": {}}, {"options": {"A": [], "B": {}}}, {"answer": 1}, {"id": "\ud800"}, {"\ud800": "x"}],
)
async def test_wrong_types_in_json_are_faults_of_their_rows(desk: Desk, cells: dict[str, Any]) -> None:
    """R1.12"""
    rows = [question(1) | cells, question(1) | cells]

    reply = await desk.send(json.dumps(rows).encode())

    assert (reply.status_code, reply.json()["code"]) == (422, "faulty-question-file"), reply.text


@pytest.mark.parametrize("content", [b"id,stem\n1," + b"x" * 200_000, b'id,stem\n1,"never ends\n2,x\n'])
async def test_a_csv_whose_cells_do_not_end_is_named(desk: Desk, content: bytes) -> None:
    """R1.12"""
    reply = await desk.send(content, CSV)

    assert [fault["code"] for fault in reply.json()["rows"]] == ["badly-quoted"]


async def test_importing_is_for_editors(desk: Desk) -> None:
    """401 before 403 before 415 and 422."""
    path = f"/v1/banks/{desk.bank}/imports?dry_run=perhaps"
    callers = {
        401: [{}],
        403: [tokens.headers(tokens.participant()), tokens.headers(desk.reviewer)]
        + [tokens.headers(tokens.organiser(role, "370000")) for role in ("organiser", "administrator", "reporter")],
        422: [tokens.headers(desk.editor), tokens.headers(tokens.organiser())],
    }

    for status, headers in callers.items():
        for each in headers:
            assert (await desk.quiz.client.post(path, content=b"x", headers=each)).status_code == status


async def test_files_made_to_do_harm_hold_up_nobody_else(desk: Desk) -> None:
    """R4.1, R4.4: 420 bytes of `<c <c …` held a quiz process for six seconds, a lying directory took 2.2 GB."""
    packed = zipfile.ZipFile(io.BytesIO(as_xlsx(lines_of([question(1)]))))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in packed.namelist():
            archive.writestr(name, b"<c " * 160_000 if name == "xl/worksheets/sheet1.xml" else packed.read(name))
    attacks = [asyncio.create_task(desk.send(written.getvalue(), XLSX)) for _ in range(3)]
    waits = []

    while not all(each.done() for each in attacks):
        started = asyncio.get_running_loop().time()
        await asyncio.sleep(0.01)
        waits.append(asyncio.get_running_loop().time() - started)

    assert {each.result().status_code for each in attacks} == {422}
    assert max(waits) < 0.5
