"""One person who had two accounts, and who left and came back (I19, R4.4)."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from services.camp import tables
from services.camp.subscriptions import SUBSCRIPTIONS
from services.chassis.tokens import Caller
from services.contracts.events import ParticipantErased, ParticipantReturned, ParticipantsMerged
from tests.camp.camp_system import CAMP, OTHER_LESSON, CampSystem
from tests.support import tokens

BEIJING = tokens.UnitPath(("CN", "110000"), "北京市")


async def test_i19_hours_of_two_accounts_are_one_persons(camp: CampSystem) -> None:
    kept, ended = await camp.learner(), tokens.participant(region=BEIJING)
    await camp.enrol(ended)
    await camp.learn(kept)
    await camp.learn(ended)
    for position in (0, 15):
        await camp.beat(ended, position, lesson=OTHER_LESSON)
        await camp.wait(15)
    before = [await _own(camp, each) for each in (kept, ended)]

    for _ in range(2):
        await _hear(camp, ParticipantsMerged(event_id=uuid4(), ended_id=ended.subject_id, kept_id=kept.subject_id))
    after = await _own(camp, kept)
    await camp.count()

    own, other = ({each["id"]: each["counted_ms"] for each in shown["lessons"]} for shown in before)
    assert {each["id"]: each["counted_ms"] for each in after["lessons"]} == {
        name: max(own[name], other[name]) for name in own
    }
    assert after["total_counted_ms"] == sum(max(own[name], other[name]) for name in own) > sum(own.values())
    board = (await camp.ask("GET", f"/v1/camps/{CAMP}/board/region")).json()["items"]
    assert [(each["unit"]["code"], each["learners"], each["hours"] > 0) for each in board] == [
        ("370000", 1, True),
        ("110000", 0, False),
    ]


async def test_who_enrolled_under_the_account_that_ended_goes_on_where_they_were(camp: CampSystem) -> None:
    kept, ended = tokens.participant(), await camp.learner()
    await camp.learn(ended)
    number = (await camp.certificate(ended)).json()["number"]
    work_id = await camp.published(ended)

    await _hear(camp, ParticipantsMerged(event_id=uuid4(), ended_id=ended.subject_id, kept_id=kept.subject_id))
    own = await _own(camp, kept)

    assert (own["enrolled"], own["lesson_hours"] >= 1, own["certificate"]["number"]) == (True, True, number)
    assert [each["id"] for each in own["works"]] == [work_id]
    assert (await camp.certificate(kept)).json()["number"] == number


async def test_of_two_certificates_of_one_person_one_stays_good(camp: CampSystem) -> None:
    kept, ended = await camp.learner(), await camp.learner()
    numbers = []
    for each in (kept, ended):
        await camp.learn(each)
        numbers.append((await camp.certificate(each)).json()["number"])

    await _hear(camp, ParticipantsMerged(event_id=uuid4(), ended_id=ended.subject_id, kept_id=kept.subject_id))

    states = [(await camp.ask("GET", f"/v1/certificates/{number}")).json()["state"] for number in numbers]
    assert states == ["valid", "revoked"]


async def test_what_one_person_liked_under_two_accounts_is_liked_once(camp: CampSystem) -> None:
    first, second = [await camp.published(await camp.learner()) for _ in range(2)]
    kept, ended = tokens.participant(), tokens.participant()
    for work_id, caller in ((first, kept), (first, ended), (second, ended)):
        await camp.like(work_id, caller)

    for _ in range(2):
        await _hear(camp, ParticipantsMerged(event_id=uuid4(), ended_id=ended.subject_id, kept_id=kept.subject_id))

    assert {each["id"]: each["likes"] for each in await camp.listed()} == {first: 1, second: 1}
    assert set((await _own(camp, kept))["liked_works"]) == {first, second}
    async with camp.database.begin() as transaction:
        rows = (await transaction.execute(sa.select(sa.func.count()).select_from(tables.likes))).scalar_one()
    assert rows == 2


async def test_who_comes_back_after_an_erasure_keeps_the_hours_and_earns_a_new_certificate(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.learn(learner)
    old = (await camp.certificate(learner)).json()["number"]

    await _hear(camp, ParticipantErased(event_id=uuid4(), participant_id=learner.subject_id))
    await _hear(camp, ParticipantReturned(event_id=uuid4(), participant_id=learner.subject_id))
    new = (await camp.certificate(learner, "王小安")).json()["number"]

    assert new != old
    states = [(await camp.ask("GET", f"/v1/certificates/{number}")).json()["state"] for number in (old, new)]
    assert states == ["revoked", "valid"]


async def _own(camp: CampSystem, caller: Caller) -> dict[str, Any]:
    shown: dict[str, Any] = (await camp.ask("GET", f"/v1/camps/{CAMP}/me", caller)).json()
    return shown


async def _hear(camp: CampSystem, event: Any) -> None:
    async with camp.database.begin() as transaction:
        await SUBSCRIPTIONS[type(event)](transaction, [event])
