"""Questions that answer each other stand on no paper together; others wait for their day (R1.2, R1.12)."""

import io
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_service.domain.drawable import enemies_of, most_together
from quiz_service.domain.paper import Paper, Source
from quiz_service.domain.question import Kind, Question
from quiz_service.domain.ring import BankSeat, Ring
from quiz_service.files.question_files import CSV, JSON, XLSX
from tests.quiz.editors import Desk
from tests.quiz.past import question, write_bank
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EXTRAS = {
    "family": "伤亡与事故等级",
    "enemies": ["q-2", "q-3"],
    "audience": "official",
    "valid_from": "2026-09-01",
    "valid_until": "2031-08-31",
    "document": "中华人民共和国安全生产法",
    "year": 2021,
    "article": "第四十二条",
    "address": "https://flk.npc.gov.cn/",
}


def asked(number: int, **changes: Any) -> Question:
    plain = {"options": ("甲", "乙"), "right": 1, "explanation": "说明", "source": "《依据》"}
    return Question(number, f"q{number}", "c", Kind.SINGLE_CHOICE, 1, f"题 {number}", **(plain | changes))


def test_enemies_hold_both_ways_and_variants_of_a_family_are_enemies() -> None:
    bank = [asked(1, enemies=("q2", "gone", "q1")), asked(2), asked(3, family="f"), asked(4, family="f"), asked(5)]

    assert enemies_of(bank) == {
        "q1": frozenset(["q2"]),
        "q2": frozenset(["q1"]),
        "q3": frozenset(["q4"]),
        "q4": frozenset(["q3"]),
    }
    assert most_together([each.id for each in bank], enemies_of(bank)) == 3


@given(
    enemies=st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=40),
    participant=st.uuids(),
    day=st.integers(0, 6),
)
def test_no_two_enemies_are_ever_drawn_together(
    enemies: list[tuple[int, int]], participant: uuid.UUID, day: int
) -> None:
    """R1.2: whatever the enemies are, from two rings, as long as the bank has enough others."""
    bank = {number: asked(number) for number in range(60)}
    for one, other in enemies:
        bank[one] = asked(one, enemies=(*bank[one].enemies, f"q{other}"))
    foes = enemies_of(bank.values())
    seats = [BankSeat(f"c{number % 6}", f"q{number}", NOW) for number in range(60)]
    halves = [Ring.of(half, NOW, {each.question_id for each in half}) for half in (seats[:40], seats[40:])]

    paper = Paper([Source(halves[0], 4, 7), Source(halves[1], 1, 7)], b"k" * 32, participant, foes).ids(day)

    assert paper is not None
    assert len(set(paper)) == 5
    assert not [(one, other) for one in paper for other in paper if other in foes.get(one, ())]


async def test_a_contest_whose_bank_has_too_many_enemies_is_refused_when_it_is_written(quiz: QuizSystem) -> None:
    """R1.8"""
    now = datetime.now(UTC)
    window = {"opens_at": now.isoformat(), "closes_at": (now + timedelta(days=1)).isoformat()}
    rows = [question(number, family="变式" if number < 16 else "") for number in range(20)]
    bank = await write_bank(quiz, rows)
    organiser = tokens.headers(tokens.organiser())

    async def write(**rules: Any) -> Any:
        body = contest_body(bank_id=bank, rules=rules, **window)
        return await quiz.client.post("/v1/contests", json=body, headers=organiser)

    replies = [
        await write(questions_per_session=5),
        await write(questions_per_session=6),
        await write(questions_per_session=5, pools="by_day"),
    ]

    assert [reply.status_code for reply in replies] == [201, 422, 422]
    found = [(each["pointer"], each["code"]) for reply in replies[1:] for each in reply.json()["errors"]]
    assert found == [("/bank_id", "too-many-enemies"), ("/rules/pools", "too-many-enemies")]


async def test_what_has_no_force_on_the_day_or_is_for_officials_is_not_drawn(quiz: QuizSystem) -> None:
    """R1.12: a standard that comes into force tomorrow is asked tomorrow."""
    today = datetime.now(UTC).date()
    tomorrow, yesterday = (today + timedelta(days=2)).isoformat(), (today - timedelta(days=2)).isoformat()
    rows = [
        *[question(number) for number in range(5)],
        *[question(number, valid_from=tomorrow) for number in range(5, 20)],
        *[question(number, valid_until=yesterday) for number in range(20, 35)],
        *[question(number, audience="official") for number in range(35, 50)],
    ]
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows))
    try:
        first = [(await quiz.start(contest_id, tokens.participant())).json() for _ in range(5)]
        await quiz.turn_clock("3 days")
        await quiz.app.state.process.engine.catalogue.refresh()
        later = [(await quiz.start(contest_id, tokens.participant())).json() for _ in range(20)]
    finally:
        await quiz.turn_clock("0")

    drawn = [{each["stem"] for session in sessions for each in session["questions"]} for sessions in (first, later)]
    assert drawn[0] == {row["stem"] for row in rows[:5]}
    assert drawn[1] <= {row["stem"] for row in rows[:20]}
    assert len(drawn[1]) > 10


@pytest.mark.parametrize(("media_type", "format"), [(JSON, "json"), (CSV, "csv"), (XLSX, "xlsx")])
async def test_import_editor_and_export_know_every_field(quiz: QuizSystem, media_type: str, format: str) -> None:  # noqa: A002
    """R1.12"""
    desk = Desk(quiz)
    await desk.write([question(1, **EXTRAS), question(2), question(3)])

    exported = await quiz.get(f"/v1/banks/{desk.bank}/export?format={format}", desk.editor)
    again = (await desk.send(exported.content, media_type)).json()
    read = (await desk.look("q-1")).json()
    plain = (await desk.look("q-2")).json()
    cells = {name: read[name] for name in [*question(1), *EXTRAS]}
    edited = await desk.edit("q-1", {**cells, "family": "", "year": 2014}, read["etag"])

    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], 3)
    assert {name: read[name] for name in EXTRAS} == EXTRAS
    assert {plain[name] for name in ("family", "document", "article", "address")} == {""}
    assert (plain["enemies"], plain["audience"], plain["valid_from"], plain["year"]) == ([], "public", None, None)
    assert (edited.json()["version"], edited.json()["family"], edited.json()["year"]) == (2, "", 2014)


async def test_an_editor_who_does_not_know_the_fields_clears_none(quiz: QuizSystem) -> None:
    """R1.12"""
    desk = Desk(quiz)
    await desk.write([question(1, **EXTRAS)])
    read = (await desk.look("q-1")).json()
    cells = {name: read[name] for name in question(1)}

    kept = (await desk.edit("q-1", {**cells, "stem": "另一个题干"}, read["etag"])).json()
    cleared = (await desk.edit("q-1", {**cells, "enemies": [], "valid_from": None, "family": ""}, kept["etag"])).json()

    assert {name: kept[name] for name in EXTRAS} == EXTRAS
    assert (cleared["enemies"], cleared["valid_from"], cleared["family"]) == ([], None, "")
    assert cleared["valid_until"] == EXTRAS["valid_until"]


async def test_a_date_may_be_a_date_of_the_sheet(quiz: QuizSystem) -> None:
    desk = Desk(quiz)
    await desk.write([question(1, valid_from="2026-09-01")])
    exported = await quiz.get(f"/v1/banks/{desk.bank}/export", desk.editor)
    book, written = openpyxl.load_workbook(io.BytesIO(exported.content)), io.BytesIO()
    column = [cell.value for cell in book.active[1]].index("生效日期") + 1
    book.active.cell(2, column, date(2027, 1, 1)).number_format = "yyyy-mm-dd"
    book.save(written)

    reply = await desk.send(written.getvalue(), XLSX)

    assert reply.json()["changed"] == ["q-1"], reply.text
    assert (await desk.look("q-1")).json()["valid_from"] == "2027-01-01"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"family": 3}, "family"),
        ({"family": "\u202e"}, "family"),
        ({"enemies": "q-2"}, "enemies"),
        ({"enemies": ["q 2"]}, "enemies"),
        ({"enemies": ["q-1"]}, "enemies"),
        ({"audience": "all"}, "audience"),
        ({"valid_from": "1.9.2026"}, "valid_from"),
        ({"valid_from": "2026-09-02", "valid_until": "2026-09-01"}, "valid_until"),
        ({"year": "2021"}, "year"),
        ({"year": 21}, "year"),
        ({"article": "条" * 101}, "article"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
async def test_a_faulty_field_is_named(quiz: QuizSystem, changes: dict[str, Any], column: str) -> None:
    """R1.12"""
    reply = await Desk(quiz).write([question(1, **changes)])

    assert reply.status_code == 422, reply.text
    assert [fault["column"] for fault in reply.json()["rows"]] == [column]
