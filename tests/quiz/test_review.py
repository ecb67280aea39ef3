"""A second person approves what an editor wrote, and papers keep the versions they were made of (R1.12)."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from quiz_service.app import create_app
from quiz_service.settings import Settings
from quiz_service.tables import audit
from services.chassis.tokens import Caller
from services.contracts.grants import Grant
from tests.quiz.editors import Desk, published_desk
from tests.quiz.past import play, question
from tests.quiz.quiz_system import SECRET, QuizSystem
from tests.support import tokens

TEN = {"questions_per_session": 10, "sessions_per_day": 3}


@pytest.fixture
async def desk(quiz: QuizSystem) -> Desk:
    return await published_desk(quiz, 10)


def cells_of(item: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {name: item[name] for name in question(0)} | changes


async def stems_asked(quiz: QuizSystem, contest_id: str, caller: Caller | None = None) -> set[str]:
    session = (await quiz.start(contest_id, caller or tokens.participant())).json()
    return {each["stem"] for each in session["questions"]}


async def test_a_draft_is_in_nobodys_paper_until_another_has_approved_it(quiz: QuizSystem) -> None:
    """R1.12"""
    desk = Desk(quiz)
    await desk.write([question(number) for number in range(10)])
    draft = (await desk.look("q-1")).json()
    refused = await quiz.client.post(
        "/v1/contests",
        json=_contest(desk.bank),
        headers=tokens.headers(tokens.organiser()),
    )

    approved = [await desk.approve(f"q-{number}") for number in range(10)]

    assert (draft["state"], draft["published_version"], draft["approved_by"]) == ("draft", None, None)
    assert refused.json()["errors"][0]["code"] == "bank-too-small"
    assert {(reply.status_code, reply.json()["state"]) for reply in approved} == {(200, "published")}
    assert approved[0].json()["approved_by"] == desk.reviewer.subject
    contest_id = await quiz.contest(bank_id=desk.bank, rules=TEN)
    assert draft["stem"] in await stems_asked(quiz, contest_id)


def _contest(bank: str) -> dict[str, Any]:
    from tests.quiz.quiz_system import contest_body  # noqa: PLC0415

    return contest_body(bank_id=bank)


async def test_a_correction_is_used_when_approved_and_running_papers_keep_theirs(quiz: QuizSystem, desk: Desk) -> None:
    """R1.12 I4"""
    contest_id, caller = await quiz.contest(bank_id=desk.bank, rules=TEN), tokens.participant()
    session = (await quiz.start(contest_id, caller)).json()
    published = (await desk.look("q-3")).json()
    edited = await desk.edit("q-3", cells_of(published, stem="更正后的题干", answer="C"), published["etag"])
    between = await stems_asked(quiz, contest_id)

    approved = await desk.approve("q-3")

    resumed = (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()
    assert (edited.json()["state"], edited.json()["version"], edited.json()["published_version"]) == ("draft", 2, 1)
    assert published["stem"] in between
    assert (approved.json()["version"], approved.json()["published_version"]) == (2, 2)
    assert resumed["questions"] == session["questions"]
    assert "更正后的题干" in await stems_asked(quiz, contest_id)


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
async def test_nobody_approves_what_they_wrote(desk: Desk, role: str) -> None:
    """R1.12: nor a later version of it by somebody else."""
    both = Caller(str(uuid.uuid4()), {}, (Grant("editor", "CN"), Grant(role, "CN")))
    item = (await desk.look("q-1")).json()
    own = await desk.edit("q-1", cells_of(item, stem="自己写的题干"), item["etag"], both)

    refused = await desk.approve("q-1", both)
    other = await desk.edit("q-1", cells_of(item, stem="自己写的题干。"), own.headers["etag"])
    refused_again = await desk.approve("q-1", both)

    assert other.status_code == 200
    assert {(reply.status_code, reply.json()["code"]) for reply in (refused, refused_again)} == {(403, "own-writing")}
    assert (await desk.look("q-1")).json()["published_version"] == 1
    assert (await desk.approve("q-1")).status_code == 200


async def test_no_edit_is_lost(desk: Desk) -> None:
    """I11: without If-Match 428, with a stale one 412, and a repeat is harmless."""
    item = (await desk.look("q-2")).json()
    without = await desk.edit("q-2", cells_of(item, stem="甲"))
    first = await desk.edit("q-2", cells_of(item, stem="甲"), item["etag"])

    repeated = await desk.edit("q-2", cells_of(item, stem="甲"), item["etag"])
    stale = await desk.edit("q-2", cells_of(item, stem="乙"), item["etag"])
    unseen = await desk.approve("q-2", **{"If-Match": item["etag"]})

    assert (without.status_code, without.json()["code"]) == (428, "if-match-missing")
    assert (first.status_code, first.json()["version"]) == (200, 2)
    assert (repeated.status_code, repeated.json()["version"]) == (200, 2)
    assert (stale.status_code, stale.json()["code"]) == (412, "question-changed")
    assert unseen.status_code == 412
    assert (await desk.look("q-2")).json()["stem"] == "甲"


async def test_faults_of_an_edit_are_all_named_after_404_and_428(desk: Desk) -> None:
    item = (await desk.look("q-2")).json()
    bad = cells_of(item, answer="Z", difficulty=7, extra=1)

    reply = await desk.edit("q-2", bad, item["etag"])

    assert {error["pointer"] for error in reply.json()["errors"]} == {"/answer", "/difficulty", "/extra"}
    assert (await desk.edit("q-2", bad)).status_code == 428
    assert (await desk.edit("q-77", bad)).json()["code"] == "question-not-found"
    assert (await desk.edit("q-2", cells_of(item, id="q-5"), item["etag"])).json()["errors"][0]["pointer"] == "/id"


async def test_there_is_nothing_to_approve_twice_but_a_repeat_with_its_key_is_answered(desk: Desk) -> None:
    """I10"""
    item = (await desk.look("q-4")).json()
    await desk.edit("q-4", cells_of(item, stem="丙"), item["etag"])
    first = await desk.approve("q-4", **{"Idempotency-Key": "a"})

    again = await desk.approve("q-4", **{"Idempotency-Key": "a"})
    without = await desk.approve("q-4")

    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"] == first.json()["etag"]
    assert (without.status_code, without.json()["code"]) == (409, "nothing-to-approve")


async def test_a_key_used_for_one_bank_is_not_taken_for_a_question_of_another(quiz: QuizSystem, desk: Desk) -> None:
    """I10: which of two questions of one id is meant, says the query."""
    other, key = Desk(quiz), {"Idempotency-Key": "b"}
    await other.write([question(1)])
    item = (await desk.look("q-1")).json()
    await desk.edit("q-1", cells_of(item, stem="丁"), item["etag"])

    first = await other.approve("q-1", **key)
    reused = await desk.approve("q-1", other.reviewer, **key)

    assert first.status_code == 200, first.text
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")


async def test_all_drafts_of_an_import_are_approved_at_once_by_a_second_person(quiz: QuizSystem) -> None:
    """R1.12, I10, I15"""
    desk = Desk(quiz)
    await desk.write([question(number) for number in range(12)])
    drafts = {item["id"]: item["version"] for item in (await desk.list("?state=draft")).json()["items"]}
    sent = tokens.headers(desk.reviewer) | {"Idempotency-Key": "all"}
    path = f"/v1/banks/{desk.bank}/approvals"

    replies = [await quiz.client.post(path, json={"versions": drafts}, headers=sent) for _ in range(2)]

    assert {(reply.status_code, reply.content) for reply in replies} == {(200, replies[0].content)}
    assert replies[0].json()["approved"] == sorted(drafts)
    published = (await desk.list("?state=published")).json()["items"]
    assert {item["id"]: item["approved_by"] for item in published} == dict.fromkeys(drafts, desk.reviewer.subject)
    async with quiz.database.begin() as connection:
        acts = sa.select(sa.func.count()).where(audit.c.actor == desk.reviewer.subject, audit.c.outcome == "done")
        assert (await connection.execute(acts)).scalar_one() == 1


async def test_of_many_drafts_none_is_approved_when_one_of_them_cannot_be(quiz: QuizSystem, desk: Desk) -> None:
    """R1.12: nobody approves what they wrote, or have not seen."""
    await desk.write([question(number, stem=f"新题干 {number}") for number in (1, 2)])
    both = Caller(desk.reviewer.subject, grants=(Grant("editor", "CN"), Grant("reviewer", "CN")))
    await desk.send(json.dumps([question(3, stem="自己写的题干")]).encode(), caller=both)
    path = f"/v1/banks/{desk.bank}/approvals"
    asked = {"q-1": 2, "q-2": 1, "q-3": 2, "q-4": 1, "q-77": 1}

    refused = await quiz.client.post(path, json={"versions": asked}, headers=tokens.headers(desk.reviewer))
    foreign = await quiz.client.post(path, json={"versions": asked}, headers=tokens.headers(desk.editor))

    assert (refused.status_code, refused.json()["code"]) == (409, "approvals-refused")
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/versions/q-2", "question-changed"),
        ("/versions/q-3", "own-writing"),
        ("/versions/q-4", "nothing-to-approve"),
        ("/versions/q-77", "question-not-found"),
    ]
    assert foreign.status_code == 403
    assert (await desk.look("q-1")).json()["state"] == "draft"


async def test_lists_are_filtered_and_paged(desk: Desk) -> None:
    item = (await desk.look("q-5")).json()
    await desk.edit("q-5", cells_of(item, stem="百分号 100%_ 题"), item["etag"])

    async def ids(query: str) -> list[str]:
        return [each["id"] for each in (await desk.list(query)).json()["items"]]

    paged, cursor = [], ""
    while True:
        page = (await desk.list(f"?limit=3{cursor}")).json()
        paged += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert paged == [f"q-{number}" for number in range(10)]
    assert await ids("?state=draft") == ["q-5"]
    assert await ids("?state=published&category=rescue_drills") == ["q-1", "q-3", "q-7", "q-9"]
    assert await ids("?q=100%25_") == ["q-5"]
    assert await ids("?q=%00") == await ids("?state=withdrawn") == []
    assert (await desk.list("?cursor=made-up")).status_code == 422
    tag = (await desk.list()).headers["etag"]
    polled = tokens.headers(desk.reviewer) | {"If-None-Match": tag}
    unchanged = await desk.quiz.client.get(f"/v1/banks/{desk.bank}/questions", headers=polled)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (await desk.list("?state=lost")).status_code == 422


async def test_the_same_id_in_two_banks_must_be_told_apart(quiz: QuizSystem, desk: Desk) -> None:
    reply = await quiz.get("/v1/questions/q-1", desk.reviewer)

    assert (reply.status_code, reply.json()["code"]) == (409, "question-in-several-banks")
    assert desk.bank in reply.json()["banks"]
    assert (await desk.look("q-1")).json()["bank_id"] == desk.bank


async def test_what_is_added_enters_contests_that_open_later_only(quiz: QuizSystem, desk: Desk) -> None:
    """R1.8 I14: the ring of a contest never changes while somebody walks it."""
    running = await quiz.contest(bank_id=desk.bank, rules=TEN)
    caller = tokens.participant()
    before = await stems_asked(quiz, running, caller)
    await desk.publish([question(number) for number in range(10, 20)])

    opened_later = await quiz.contest(bank_id=desk.bank, rules={**TEN, "questions_per_session": 20})

    assert len(await stems_asked(quiz, opened_later)) == 20
    for _ in range(5):
        assert await stems_asked(quiz, running) == before


async def test_a_contest_that_is_still_to_open_takes_what_is_approved_before(quiz: QuizSystem, desk: Desk) -> None:
    """R1.8"""
    opens_at = datetime.now(UTC) + timedelta(days=1)
    contest_id = await quiz.contest(bank_id=desk.bank, opens_at=opens_at.isoformat())
    await desk.publish([question(77)])

    contest = await quiz.app.state.process.engine.catalogue.contest(contest_id)

    ring = quiz.app.state.process.engine.catalogue.banks[desk.bank].ring(contest, contest.first_day)
    assert len(ring.seats) == 11


async def test_a_correction_of_the_category_keeps_the_seat(quiz: QuizSystem, desk: Desk) -> None:
    """I14"""
    contest_id = await quiz.contest(bank_id=desk.bank, rules={**TEN, "questions_per_session": 2})
    contest = await quiz.app.state.process.engine.catalogue.contest(contest_id)
    before = quiz.app.state.process.engine.catalogue.banks[desk.bank].ring(contest, contest.first_day)
    item = (await desk.look("q-1")).json()
    await desk.edit("q-1", cells_of(item, category="hazard_spotting"), item["etag"])

    await desk.approve("q-1")

    after = quiz.app.state.process.engine.catalogue.banks[desk.bank].ring(contest, contest.first_day)
    assert (after.seats, after.ids) == (before.seats, before.ids)


async def test_every_process_learns_of_an_approval(postgres_url: str, redis_url: str, desk: Desk) -> None:
    """Another process reads the bank again by itself."""
    other = create_app(
        Settings(
            database_url=postgres_url,
            redis_url=redis_url,
            secret=SECRET,
            token_verification_keys=tokens.public_keys(),
        )
    )
    async with other.router.lifespan_context(other):
        item = (await desk.look("q-6")).json()
        await desk.edit("q-6", cells_of(item, stem="各处都知道"), item["etag"])
        await desk.approve("q-6")

        await other.state.process.engine.catalogue.refresh()

        assert other.state.process.engine.catalogue.banks[desk.bank].by_id["q-6"].stem == "各处都知道"


async def test_key_and_explanation_are_for_editors_and_reviewers_only(quiz: QuizSystem, desk: Desk) -> None:
    """I7: each explanation is a canary; no byte of it leaves to anybody else, and participants get 403."""
    items = (await desk.list()).json()["items"]
    cells = cells_of(items[1])
    paths: list[tuple[str, str, Any]] = [
        ("GET", f"/v1/banks/{desk.bank}/questions", None),
        ("GET", f"/v1/questions/q-1?bank={desk.bank}", None),
        ("PUT", f"/v1/questions/q-1?bank={desk.bank}", cells),
        ("POST", f"/v1/questions/q-1/approve?bank={desk.bank}", {}),
        ("POST", f"/v1/banks/{desk.bank}/imports", [cells]),
    ]
    outsiders = [tokens.organiser(role) for role in ("organiser", "reporter")]
    outsiders += [tokens.organiser("administrator", "370000"), tokens.participant()]
    said = []

    for method, path, body in paths:
        for caller in outsiders:
            reply = await quiz.client.request(method, path, json=body, headers=tokens.headers(caller))
            assert reply.status_code == 403
            said.append(reply.text)
        assert (await quiz.client.request(method, path, json=body)).status_code == 401
    session = await play_one(quiz, desk, said)

    canaries = [item["explanation"] for item in items]
    assert not [canary for canary in canaries if canary in "".join(said)]
    assert all(each["explanation"] in canaries for each in session["review"])


async def play_one(quiz: QuizSystem, desk: Desk, said: list[str]) -> dict[str, Any]:
    contest_id, caller = await quiz.contest(bank_id=desk.bank), tokens.participant()
    said.append((await quiz.start(contest_id, caller)).text)
    return await play(quiz, contest_id, caller)


async def test_unknown_banks_and_questions_are_a_404(desk: Desk) -> None:
    nobodys = Desk(desk.quiz)

    assert (await nobodys.list()).json()["code"] == "bank-not-found"
    assert (await nobodys.look("q-1")).json()["code"] == "question-not-found"
    assert (await nobodys.approve("q-1")).json()["code"] == "question-not-found"
    assert (await desk.look("a%00b")).status_code == 404


async def test_every_act_and_every_refusal_is_on_record(quiz: QuizSystem) -> None:
    """I15"""
    desk = Desk(quiz)
    await desk.write([question(1)])
    item = (await desk.look("q-1")).json()
    await desk.edit("q-1", cells_of(item, stem="丁"), item["etag"])
    await desk.approve("q-1")
    await desk.approve("q-1", desk.editor)
    await desk.send(json.dumps([question(1, answer="Z")]).encode())

    async with quiz.database.begin() as connection:
        names = (audit.c.actor, audit.c.act, audit.c.target, audit.c.outcome)
        rows = (await connection.execute(sa.select(*names).order_by(audit.c.number.desc()).limit(6))).all()

    path = "/v1/questions/q-1/approve"
    assert [tuple(row) for row in reversed(rows)] == [
        (desk.editor.subject, "questions.import", f"{desk.bank} q-1", "done"),
        (desk.reviewer.subject, "question.read", "/v1/questions/q-1", "read"),
        (desk.editor.subject, "question.edit", f"{desk.bank} q-1 2", "done"),
        (desk.reviewer.subject, "question.approve", f"{desk.bank} q-1 2", "done"),
        (desk.editor.subject, "question.approve", path, "forbidden"),
        (desk.editor.subject, "questions.import", f"/v1/banks/{desk.bank}/imports", "faulty-question-file"),
    ]
