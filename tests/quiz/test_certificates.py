"""Certificates of participation: earned by thresholds that are data, issued once, confirmed to strangers (R6.10)."""

import asyncio
import json
from uuid import uuid4

import httpx
import pypdfium2
import sqlalchemy as sa

from quiz_service.subscriptions import subscriptions
from quiz_service.use_cases.delivery.publish_digests import DigestSchedule
from quiz_service.use_cases.delivery.verify import verify
from services.chassis.tokens import Caller
from services.contracts.events import ParticipantErased, ParticipantsMerged
from services.kit.signatures import is_signed, payload_of
from tests.quiz.quiz_system import QuizSystem
from tests.support import tokens

UNKNOWN = "/v1/certificates/JS0000000000000000"


async def _ask(quiz: QuizSystem, contest: str, caller: Caller, name: str = "王小安") -> httpx.Response:
    path = f"/v1/contests/{contest}/certificate"
    return await quiz.client.post(path, json={"name": name}, headers=tokens.headers(caller))


async def _play(quiz: QuizSystem, contest: str, caller: Caller, *, rightly: bool = True) -> None:
    session = (await quiz.start(contest, caller)).json()
    answers = await quiz.right_choices(session) if rightly else {}
    assert (await quiz.hand_in(session["id"], caller, answers)).status_code == 200


async def _earned(quiz: QuizSystem, caller: Caller) -> tuple[str, httpx.Response]:
    contest = await quiz.contest(rules={"certificate": {"days": 1}})
    await _play(quiz, contest, caller)
    return contest, await _ask(quiz, contest, caller)


async def test_r6_10_a_certificate_takes_the_days_points_and_full_marks_of_its_contest(quiz: QuizSystem) -> None:
    rule = {"days": 2, "points": 7, "full_marks": 1}
    contest, caller = await quiz.contest(rules={"certificate": rule}), tokens.participant()
    refusals = []
    try:
        refusals.append(await _ask(quiz, contest, caller))
        await _play(quiz, contest, caller, rightly=False)
        refusals.append(await _ask(quiz, contest, caller))
        for day in (1, 2):
            await quiz.turn_clock(f"{day} days")
            await _play(quiz, contest, caller)
            refusals.append(await _ask(quiz, contest, caller))
    finally:
        await quiz.turn_clock("0")

    issued = refusals.pop()
    assert [each.status_code for each in refusals] == [409, 409, 409]
    assert {each.json()["code"] for each in refusals} == {"not-yet-earned"}
    assert [each.json()["missing"] for each in refusals] == [
        rule,
        {"days": 1, "points": 7, "full_marks": 1},
        {"points": 2},
    ]
    assert (issued.status_code, set(issued.json())) == (201, {"number", "issued_at"})


async def test_where_the_contest_names_no_threshold_five_days_earn_one(quiz: QuizSystem) -> None:
    contest, caller = await quiz.contest(), tokens.participant()
    await _play(quiz, contest, caller)

    refused = (await _ask(quiz, contest, caller)).json()

    assert (refused["missing"], refused["needed"]) == ({"days": 4}, {"days": 5, "points": 0, "full_marks": 0})


async def test_a_repeat_gets_the_same_certificate_however_fast(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    contest, first = await _earned(quiz, caller)

    again = await asyncio.gather(*(_ask(quiz, contest, caller, f"名字{number}") for number in range(4)))

    assert {(each.status_code, each.text) for each in again} == {(200, first.text)}


async def test_a_stranger_sees_number_day_and_validity_and_nothing_more(quiz: QuizSystem) -> None:
    _, issued = await _earned(quiz, tokens.participant())
    number = issued.json()["number"]

    shown = await quiz.client.get(f"/v1/certificates/{number}")
    unknown = await quiz.client.get(UNKNOWN)

    day = issued.json()["issued_at"][:10]
    assert shown.json() == {"number": number, "kind": "contest", "issued_on": day, "state": "valid"}
    assert (unknown.status_code, unknown.json()["code"]) == (404, "certificate-not-found")


async def test_the_paper_is_for_its_owner_alone(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    _, issued = await _earned(quiz, caller)
    path = f"/v1/certificates/{issued.json()['number']}/certificate.pdf"

    own, foreign = await quiz.get(path, caller), await quiz.get(path, tokens.participant())

    assert (own.status_code, own.headers["content-type"], own.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert foreign.status_code == 404
    assert (await quiz.client.get(path)).status_code == 401


async def test_the_certificate_of_an_erased_person_is_revoked_and_names_nobody(quiz: QuizSystem) -> None:
    """R4.4"""
    caller = tokens.participant()
    _, issued = await _earned(quiz, caller)
    number = issued.json()["number"]
    erased = ParticipantErased(event_id=uuid4(), participant_id=caller.subject_id)

    async with quiz.database.begin() as transaction:
        await subscriptions(DigestSchedule())[ParticipantErased](transaction, [erased])

    assert (await quiz.client.get(f"/v1/certificates/{number}")).json()["state"] == "revoked"
    assert (await quiz.get(f"/v1/certificates/{number}/certificate.pdf", caller)).status_code in (401, 404)


async def test_the_owner_of_a_contest_revokes_a_certificate_and_there_is_no_other(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    contest, issued = await _earned(quiz, caller)
    number = issued.json()["number"]

    refused = [
        (await _revoke(quiz, number, tokens.organiser(*who))).status_code
        for who in (("organiser", "370000"), ("editor", "CN"))
    ]
    ended = await _revoke(quiz, number, tokens.organiser("organiser", "CN"))
    again = await _ask(quiz, contest, caller)

    assert refused == [403, 403]
    assert (ended.status_code, ended.json()["state"]) == (200, "revoked")
    assert (await quiz.client.get(f"/v1/certificates/{number}")).json() == ended.json()
    assert (again.status_code, again.json()["code"], again.json()["reason"]) == (
        409,
        "certificate-revoked",
        "由他人代答",
    )


async def test_a_changed_name_gets_another_number_and_ends_the_former(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    contest, issued = await _earned(quiz, caller)
    former = issued.json()["number"]
    path = f"/v1/certificates/{former}/reissue"

    foreign = await quiz.client.post(path, json={"name": "李四"}, headers=tokens.headers(tokens.participant()))
    new = await quiz.client.post(path, json={"name": "王大安"}, headers=tokens.headers(caller))

    assert (foreign.status_code, new.status_code) == (404, 201)
    states = [(await quiz.client.get(f"/v1/certificates/{each}")).json()["state"] for each in (former, _number(new))]
    assert states == ["revoked", "valid"]
    assert (await _ask(quiz, contest, caller)).json() == new.json()


async def test_a_certificate_of_a_contest_is_signed_and_verified(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    _, issued = await _earned(quiz, caller)
    key = (await quiz.client.get("/v1/contests/jwks.json")).json()["keys"][0]
    paper = (await quiz.get(f"/v1/certificates/{_number(issued)}/certificate.pdf", caller)).content
    sound = await verify(quiz.database, key)
    async with quiz.database.begin() as transaction:
        await transaction.execute(sa.text("UPDATE quiz.certificates SET name = '李四'"))

    edited = await verify(quiz.database, key)

    signed = bytes(pypdfium2.PdfDocument(paper).get_attachment(0).get_data()).decode()
    assert (is_signed(signed, key), json.loads(payload_of(signed))["kind"]) == (True, "contest")
    assert [line for line in sound if "certificate" in line] == []
    assert f"certificate {_number(issued)}: is not what was signed" in edited


async def test_the_page_for_strangers_says_what_the_answer_says(quiz: QuizSystem) -> None:
    _, issued = await _earned(quiz, tokens.participant())

    page = await quiz.client.get(f"/certificates/{_number(issued)}")
    unknown = await quiz.client.get("/certificates/JS0000000000000000")

    assert (page.status_code, unknown.status_code) == (200, 200)
    assert all(text in page.text for text in (_number(issued), issued.json()["issued_at"][:10], "有效"))
    assert "没有此编号的证书" in unknown.text


async def _revoke(quiz: QuizSystem, number: str, caller: Caller) -> httpx.Response:
    path = f"/v1/certificates/{number}/revoke"
    return await quiz.client.post(path, json={"reason": "由他人代答"}, headers=tokens.headers(caller))


def _number(issued: httpx.Response) -> str:
    return str(issued.json()["number"])


async def test_of_two_certificates_of_one_person_one_stays_good(quiz: QuizSystem) -> None:
    """I19: over a chain of merges, and however often it is told."""
    contest = await quiz.contest(rules={"certificate": {"days": 1}})
    people = [tokens.participant() for _ in range(4)]
    numbers = []
    for each in people:
        await _play(quiz, contest, each)
        numbers.append((await _ask(quiz, contest, each)).json()["number"])
    first, second, third, other = people

    for ended, kept in ((first, second), (second, third), (second, third)):
        event = ParticipantsMerged(event_id=uuid4(), ended_id=ended.subject_id, kept_id=kept.subject_id)
        async with quiz.database.begin() as transaction:
            await subscriptions(DigestSchedule())[ParticipantsMerged](transaction, [event])
    await quiz.app.state.process.engine.merges.refresh()

    states = [(await quiz.client.get(f"/v1/certificates/{number}")).json()["state"] for number in numbers]
    assert states == ["valid", "revoked", "revoked", "valid"]
    assert (await _ask(quiz, contest, third)).json()["number"] == numbers[0]
    assert (await _ask(quiz, contest, other)).json()["number"] == numbers[3]
