"""Certificates of completion (R6.10, R6.11)."""

import asyncio
from uuid import uuid4

import sqlalchemy as sa

from services.camp import tables
from services.camp.subscriptions import SUBSCRIPTIONS
from services.contracts.events import ParticipantErased
from tests.camp.camp_system import CampSystem
from tests.support import tokens


async def test_r6_11_a_certificate_takes_its_hours(camp: CampSystem) -> None:
    learner = await camp.learner()

    early = await camp.certificate(learner)
    await camp.learn(learner)
    issued = await camp.certificate(learner)
    again = await camp.certificate(learner, "另一个名字")

    assert (early.status_code, early.json()["code"]) == (409, "hours-missing")
    assert early.json()["missing_ms"] == 60_000
    assert (issued.status_code, set(issued.json())) == (201, {"number", "issued_at"})
    assert (again.status_code, again.json()) == (200, issued.json())


async def test_two_requests_at_once_get_one_certificate(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.learn(learner)

    replies = await asyncio.gather(*(camp.certificate(learner) for _ in range(6)))

    assert sorted(reply.status_code for reply in replies) == [200, 200, 200, 200, 200, 201]
    assert len({reply.json()["number"] for reply in replies}) == 1


async def test_r6_10_a_stranger_sees_number_day_and_validity_and_nothing_more(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.learn(learner)
    issued = (await camp.certificate(learner)).json()

    shown = await camp.ask("GET", f"/v1/certificates/{issued['number']}")
    unknown = await camp.ask("GET", "/v1/certificates/XLY0000000000000000")

    assert shown.json() == {
        "number": issued["number"],
        "kind": "camp",
        "issued_on": issued["issued_at"][:10],
        "state": "valid",
    }
    assert (unknown.status_code, unknown.json()["code"]) == (404, "certificate-not-found")


async def test_the_paper_is_for_its_owner_alone(camp: CampSystem) -> None:
    learner = await camp.learner()
    await camp.learn(learner)
    number = (await camp.certificate(learner)).json()["number"]
    path = f"/v1/certificates/{number}/certificate.pdf"

    own = await camp.ask("GET", path, learner)
    foreign = await camp.ask("GET", path, tokens.participant())

    assert (own.status_code, own.headers["content-type"]) == (200, "application/pdf")
    assert own.content.startswith(b"%PDF-")
    assert foreign.status_code == 404
    assert (await camp.ask("GET", path)).status_code == 401


async def test_the_certificate_of_an_erased_person_names_nobody(camp: CampSystem) -> None:
    """R4.4"""
    learner = await camp.learner()
    await camp.learn(learner)
    number = (await camp.certificate(learner)).json()["number"]
    erased = ParticipantErased(event_id=uuid4(), participant_id=learner.subject_id)

    async with camp.database.begin() as transaction:
        await SUBSCRIPTIONS[ParticipantErased](transaction, [erased])

    assert (await camp.ask("GET", f"/v1/certificates/{number}")).json()["state"] == "revoked"
    own = await camp.ask("GET", f"/v1/certificates/{number}/certificate.pdf", learner)
    assert own.status_code in (401, 404)
    await camp.count()
    board = (await camp.ask("GET", "/v1/camps/drill/board/region")).json()
    assert [(each["learners"], each["certificates"]) for each in board["items"]] == [(1, 0), (0, 0)]


async def test_a_certificate_stays_good_by_its_number_where_its_owner_wants_it(camp: CampSystem) -> None:
    """R4.4: without a name on it, and for nobody to download."""
    learner = await camp.learner()
    await camp.learn(learner)
    number = (await camp.certificate(learner)).json()["number"]
    body = {"name": "王小安", "keep": True}
    again = await camp.ask("POST", "/v1/camps/drill/certificate", learner, body)
    erased = ParticipantErased(event_id=uuid4(), participant_id=learner.subject_id)

    async with camp.database.begin() as transaction:
        await SUBSCRIPTIONS[ParticipantErased](transaction, [erased])
        name = (await transaction.execute(sa.select(tables.certificates.c.name))).scalar_one()

    assert again.json()["number"] == number
    assert ((await camp.ask("GET", f"/v1/certificates/{number}")).json()["state"], name) == ("valid", "")
