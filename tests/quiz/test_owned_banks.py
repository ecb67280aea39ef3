"""Question banks belong to units (R1.12, R4.3): who works on which, and how a bank leaves and comes back as a file."""

import csv
import io
import json
import uuid
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from quiz_service.files.question_files import CSV, JSON, XLSX
from quiz_service.queries import units
from services.chassis.tokens import Caller
from services.contracts.shares import MOST_OF_A_YEAR
from tests.quiz.editors import Desk
from tests.quiz.past import question
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens

EDITOR = tokens.organiser("editor", "370000")
MEDIA = {"xlsx": XLSX, "csv": CSV, "json": JSON}
ODD = [
    question(1, stem="=1+1 的结果", kind="multiple_choice", answer="AC"),
    question(2, stem="首行\n次行", options={"A": "+86", "B": "-1", "C": "@x", "D": "0012"}, explanation="'=已加引号"),
    question(3, kind="true_false", options={"A": "正确", "B": "错误"}, answer="A", explanation="“引号”, 逗号;分号"),
]


async def make(quiz: QuizSystem, caller: Caller, owner_unit: str, bank_id: str | None = None) -> httpx.Response:
    body = {"id": bank_id or f"bank-{uuid.uuid4().hex[:12]}", "title": "省级题库", "owner_unit": owner_unit}
    return await quiz.client.post("/v1/banks", json=body, headers=tokens.headers(caller))


async def listed(quiz: QuizSystem, caller: Caller) -> dict[str, Any]:
    return {each["id"]: each for each in (await quiz.get("/v1/banks", caller)).json()["items"]}


async def test_a_bank_of_a_province_is_met_there_and_above_only(quiz: QuizSystem) -> None:
    """R1.12 R4.3 I8: for everybody else it does not exist."""
    made = await make(quiz, EDITOR, "371000")
    bank = made.json()["id"]
    inside = [EDITOR, tokens.organiser("reviewer", "371000"), tokens.organiser("editor", "CN"), tokens.organiser()]
    outside = [tokens.organiser("editor", "110000"), tokens.organiser("reviewer", "371002")]

    assert (made.status_code, made.json()["owner_unit"]) == (201, "371000")
    for caller, status in [*[(each, 200) for each in inside], *[(each, 404) for each in outside]]:
        for path in ("questions", "statistics", "export"):
            assert (await quiz.get(f"/v1/banks/{bank}/{path}", caller)).status_code == status
        assert (bank in await listed(quiz, caller)) is (status == 200)


async def test_what_a_province_takes_over_leaves_the_questions_of_the_nation_unambiguous(quiz: QuizSystem) -> None:
    """R1.12: a call that names no bank means the highest one within reach."""
    bank = (await make(quiz, EDITOR, "370000")).json()["id"]
    rows = json.dumps([question(1, id="ap-001")]).encode()
    headers = tokens.headers(EDITOR) | {"Content-Type": JSON}
    taken = await quiz.client.post(f"/v1/banks/{bank}/imports", content=rows, headers=headers)

    nation = await quiz.get("/v1/questions/ap-001", tokens.organiser("reviewer", "CN"))
    province = await quiz.get("/v1/questions/ap-001", tokens.organiser("reviewer", "370000"))
    named = await quiz.get(f"/v1/questions/ap-001?bank={bank}", tokens.organiser("reviewer", "CN"))

    assert taken.status_code == 200, taken.text
    assert [each.json()["bank_id"] for each in (nation, province, named)] == ["safety-month", bank, bank]


async def test_editors_of_a_county_hold_no_national_rights(quiz: QuizSystem) -> None:
    """R4.3: the shipped bank belongs to the nation."""
    editor, reviewer = tokens.organiser("editor", "371002"), tokens.organiser("reviewer", "371002")
    shipped = "/v1/banks/safety-month"
    rows = json.dumps([question(1)]).encode()

    sent = await quiz.client.post(
        f"{shipped}/imports", content=rows, headers=tokens.headers(editor) | {"Content-Type": JSON}
    )
    read = await quiz.get(f"{shipped}/questions", reviewer)
    withdrawn = await quiz.client.post(
        "/v1/questions/ap-001/withdraw?bank=safety-month",
        json={"decision": "not_counted", "reason": "不对"},
        headers=tokens.headers(reviewer),
    )

    assert [reply.status_code for reply in (sent, read, withdrawn)] == [404, 404, 404]
    assert "safety-month" not in await listed(quiz, editor)
    assert "safety-month" in await listed(quiz, tokens.organiser("editor", "CN"))


async def test_the_administrator_of_a_unit_sets_up_its_bank_and_reads_no_question_by_that(quiz: QuizSystem) -> None:
    """R6.4: as with contests, campaigns and accounts; keys are for editors and reviewers (I7)."""
    administrator = tokens.organiser("administrator", "370000")

    own, below = await make(quiz, administrator, "370000"), await make(quiz, administrator, "371002")
    beyond, above = await make(quiz, administrator, "110000"), await make(quiz, administrator, "CN")
    questions = await quiz.get(f"/v1/banks/{own.json()['id']}/questions", administrator)

    assert [reply.status_code for reply in (own, below, beyond, above)] == [201, 201, 403, 403]
    assert {own.json()["id"], below.json()["id"]} <= (await listed(quiz, administrator)).keys()
    assert questions.status_code == 403


async def test_a_bank_is_made_once_and_only_where_one_edits(quiz: QuizSystem) -> None:
    first = await make(quiz, EDITOR, "370000")
    again = await make(quiz, EDITOR, "370000", first.json()["id"])
    beyond = await make(quiz, EDITOR, "110000")
    unknown = await make(quiz, tokens.organiser("editor", "CN"), "379999")
    reviewer = await make(quiz, tokens.organiser("reviewer", "370000"), "370000")

    assert [reply.status_code for reply in (first, again, beyond, reviewer)] == [201, 409, 403, 403]
    assert unknown.status_code in (403, 422)
    assert again.json()["code"] == "bank-exists"


async def test_a_unit_makes_a_bounded_number_of_banks_a_year(quiz: QuizSystem) -> None:
    """R4.1 R6.2"""
    county, path = tokens.organiser("editor", "371099"), ("CN", "370000", "371000", "371099")
    town = "371099001"
    async with quiz.database.begin() as transaction:
        await units.upsert(transaction, [("371099", 1, path), (town, 1, (*path, town))])
    made = [(await make(quiz, county, owner)).status_code for owner in ["371099", town] * (MOST_OF_A_YEAR[2] // 2)]

    refused = await make(quiz, county, town)
    others = [(await make(quiz, EDITOR, "371000")).status_code, (await make(quiz, county, "CN")).status_code]
    async with quiz.database.begin() as transaction:
        aged = sa.text("UPDATE quiz.banks SET made_at = made_at - interval '367 days' WHERE owner_unit = :town")
        await transaction.execute(aged, {"town": town})
    year_later = await make(quiz, county, town)

    assert made == [201] * MOST_OF_A_YEAR[2]
    assert (refused.status_code, refused.json()["code"], refused.json()["unit"]) == (409, "too-many-banks", "371099")
    assert (others, year_later.status_code) == ([201, 403], 201)


async def test_a_bank_is_listed_with_what_it_holds(quiz: QuizSystem) -> None:
    """R1.12: a question counts once, though it may have a draft beside the version in use."""
    desk = Desk(quiz)
    await desk.publish([question(number) for number in range(3)])
    await desk.write([question(3), question(0, stem="改写")])

    counts = (await listed(quiz, desk.editor))[desk.bank]["questions"]

    assert counts == {"draft": 1, "approved": 3, "withdrawn": 0}


@pytest.mark.parametrize("media", ["xlsx", "csv", "json"])
async def test_an_export_comes_back_unchanged(quiz: QuizSystem, media: str) -> None:
    """R1.12: every character of every cell, in the same bank and in another."""
    desk, other = Desk(quiz), Desk(quiz)
    assert (await desk.write(ODD)).status_code == 200

    sent = await quiz.get(f"/v1/banks/{desk.bank}/export?format={media}", desk.reviewer)
    same = await desk.send(sent.content, MEDIA[media], query="?dry_run=true")
    moved = await other.send(sent.content, MEDIA[media])
    back = await quiz.get(f"/v1/banks/{other.bank}/export?format=json", other.reviewer)

    assert sent.headers["content-type"].partition(";")[0] == MEDIA[media]
    assert (same.status_code, same.json()["unchanged"], same.json()["changed"]) == (200, 3, [])
    assert (moved.status_code, len(moved.json()["added"])) == (200, 3)
    assert back.json() == (await quiz.get(f"/v1/banks/{desk.bank}/export?format=json", desk.reviewer)).json()


async def test_no_cell_of_an_exported_table_begins_as_a_formula(quiz: QuizSystem) -> None:
    """A reviewer's spreadsheet must not run what an editor wrote."""
    desk = Desk(quiz)
    await desk.write([question(1, stem='=HYPERLINK("http://elsewhere.example","题目")'), *ODD[1:]])

    sent = await quiz.get(f"/v1/banks/{desk.bank}/export?format=csv", desk.reviewer)

    cells = [cell for row in csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))) for cell in row]
    assert "'=HYPERLINK" in "".join(cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


async def test_the_template_has_the_columns_of_an_import_and_no_question(quiz: QuizSystem) -> None:
    desk = Desk(quiz)
    template = await quiz.get("/v1/banks/import-template.xlsx", desk.editor)

    empty = await desk.send(template.content, XLSX)

    assert template.status_code == 200
    assert (empty.status_code, empty.json()["code"]) == (422, "question-file-unreadable")


async def test_the_statistics_of_a_bank_come_page_by_page(quiz: QuizSystem) -> None:
    """R1.12"""
    desk = Desk(quiz)
    await desk.publish([question(number) for number in range(5)])

    first = (await quiz.get(f"/v1/banks/{desk.bank}/statistics?limit=3", desk.reviewer)).json()
    rest = (
        await quiz.get(f"/v1/banks/{desk.bank}/statistics?limit=3&cursor={first['next_cursor']}", desk.reviewer)
    ).json()

    assert [each["question_id"] for each in (*first["items"], *rest["items"])] == [f"q-{number}" for number in range(5)]
    assert [each["sessions"] for item in first["items"] for each in item["versions"]] == [0, 0, 0]
    assert rest["next_cursor"] is None
