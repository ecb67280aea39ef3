"""Certificates of completion (R6.10, R6.11)."""

import asyncio
import json
import re
from uuid import uuid4

import httpx
import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp

from services.camp import tables
from services.camp.subscriptions import SUBSCRIPTIONS
from services.camp.use_cases.verify import verify
from services.chassis.tokens import Caller
from services.contracts.events import ParticipantErased
from services.kit.signatures import is_signed, payload_of
from tests.access.scope.matrix import counted
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
    assert [(each["learners"], each["certificates"]) for each in board["items"]] == [(1, 1), (0, 0)]


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


async def _earned(camp: CampSystem, name: str = "王小安") -> tuple[Caller, str]:
    learner = await camp.learner()
    await camp.learn(learner)
    return learner, (await camp.certificate(learner, name)).json()["number"]


async def _revoke(camp: CampSystem, number: str, caller: Caller, **body: str) -> httpx.Response:
    return await camp.ask("POST", f"/v1/certificates/{number}/revoke", caller, body or {"reason": "冒名学习"})


async def _reissue(camp: CampSystem, number: str, caller: Caller, name: str) -> httpx.Response:
    return await camp.ask("POST", f"/v1/certificates/{number}/reissue", caller, {"name": name})


async def test_the_owner_of_a_camp_revokes_a_certificate_with_a_reason_on_record(camp: CampSystem) -> None:
    learner, number = await _earned(camp)

    ended = [await _revoke(camp, number, tokens.organiser(role, "CN")) for role in ("organiser", "administrator")]
    again = await camp.certificate(learner)

    assert [each.status_code for each in ended] == [200, 200]
    assert ended[0].json() == ended[1].json() == (await camp.ask("GET", f"/v1/certificates/{number}")).json()
    assert ended[0].json()["state"] == "revoked"
    assert (again.status_code, again.json()["code"], again.json()["reason"]) == (409, "certificate-revoked", "冒名学习")
    assert (await camp.ask("GET", f"/v1/certificates/{number}/certificate.pdf", learner)).status_code == 404
    async with camp.database.begin() as transaction:
        rows = (await transaction.execute(sa.select(tables.audit).order_by(tables.audit.c.number))).all()
    acts = [(row.target, row.outcome, json.loads(row.change)) for row in rows if row.act == "certificate.revoke"]
    assert acts[0] == (number, "done", {"reason": ["", "冒名学习"]})
    await camp.count()
    assert await verify(camp.database, None, 0) == []


@pytest.mark.parametrize("who", [("organiser", "370000"), ("administrator", "370000"), ("reviewer", "CN")])
async def test_only_the_owner_of_the_camp_revokes(camp: CampSystem, who: tuple[str, str]) -> None:
    _, number = await _earned(camp)

    reply = await _revoke(camp, number, tokens.organiser(*who))

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert (await camp.ask("GET", f"/v1/certificates/{number}")).json()["state"] == "valid"


async def test_a_revocation_takes_a_reason_and_a_certificate(camp: CampSystem) -> None:
    _, number = await _earned(camp)

    without = await _revoke(camp, number, camp.administrator, reason=" ")
    unknown = await _revoke(camp, "XLY0000000000000000", camp.administrator)

    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "certificate-not-found")


async def test_a_changed_name_gets_another_number_and_ends_the_former(camp: CampSystem) -> None:
    learner, number = await _earned(camp)

    new = await _reissue(camp, number, learner, "王大安")
    same = await _reissue(camp, new.json()["number"], learner, "王大安")
    former = await _reissue(camp, number, learner, "王中安")
    foreign = await _reissue(camp, new.json()["number"], tokens.participant(), "李四")

    assert (new.status_code, same.status_code, same.json()) == (201, 200, new.json())
    assert new.json()["number"] != number
    assert (former.status_code, former.json()["code"]) == (409, "certificate-revoked")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "certificate-not-found")
    states = [
        (await camp.ask("GET", f"/v1/certificates/{each}")).json()["state"] for each in (number, same.json()["number"])
    ]
    assert states == ["revoked", "valid"]
    own = (await camp.ask("GET", "/v1/camps/drill/me", learner)).json()["certificate"]
    assert own["number"] == new.json()["number"]
    await camp.count()
    board = (await camp.ask("GET", "/v1/camps/drill/board/region?metric=certificates")).json()
    assert board["items"][0]["certificates"] == 1
    assert await verify(camp.database, None, 0) == []


async def test_a_name_is_changed_three_times_at_most_however_fast(camp: CampSystem) -> None:
    learner, number = await _earned(camp)
    at_once = await asyncio.gather(*(_reissue(camp, number, learner, f"名字{each}") for each in range(5)))
    for each in range(3):
        number = (await camp.ask("GET", "/v1/camps/drill/me", learner)).json()["certificate"]["number"]
        last = await _reissue(camp, number, learner, f"又名{each}")

    assert sorted(each.status_code for each in at_once) == [201, 409, 409, 409, 409]
    assert (last.status_code, last.json()["code"]) == (409, "too-many-names")


async def test_a_certificate_is_signed_like_results(camp: CampSystem) -> None:
    learner, number = await _earned(camp)

    keys = (await camp.ask("GET", "/v1/camps/jwks.json")).json()["keys"]
    paper = (await camp.ask("GET", f"/v1/certificates/{number}/certificate.pdf", learner)).content

    jws = pypdfium2.PdfDocument(paper).get_attachment(0).get_data()
    signed = bytes(jws).decode()
    assert [is_signed(signed, key) for key in keys] == [False, True]
    content = json.loads(payload_of(signed))
    assert (content["number"], content["name"], content["of"], content["kind"]) == (number, "王小安", "drill", "camp")
    await camp.count()
    assert await verify(camp.database, None, 0, keys[1]) == []
    assert any("was not signed" in line for line in await verify(camp.database, None, 0, keys[0]))


async def test_the_code_on_the_paper_leads_to_the_page_for_strangers(camp: CampSystem) -> None:
    learner, number = await _earned(camp)
    reply = await camp.ask("GET", f"/v1/certificates/{number}/certificate.pdf", learner, host="safety.example")

    picture = pypdfium2.PdfDocument(reply.content)[0].render(scale=3).to_numpy()
    found = zxingcpp.read_barcodes(picture)

    assert [each.text for each in found] == [f"https://safety.example/certificates/{number}"]


async def test_a_strangers_page_confirms_number_day_and_validity_alike_for_all(camp: CampSystem) -> None:
    """R6.10: valid, revoked and unknown differ in the truth only, and take the same look-up."""
    _, valid = await _earned(camp)
    _, ended = await _earned(camp)
    issued_on = (await camp.ask("GET", f"/v1/certificates/{valid}")).json()["issued_on"]
    await _revoke(camp, ended, camp.administrator)
    numbers = {"有效": valid, "已作废": ended, "没有此编号的证书": "XLY0000000000000000"}

    shapes, costs = set(), set()
    for state, number in numbers.items():
        with counted() as statements:
            page = await camp.ask("GET", f"/certificates/{number}")
        costs.add(tuple(statements))
        day = "—" if state.startswith("没有") else issued_on
        kind = {"有效": "valid", "已作废": "revoked"}.get(state, "unknown")
        texts = re.findall(r"<dd[^>]*>([^<]*)</dd>", page.text)
        assert texts == [number, day, state]
        assert "王小安" not in page.text
        shapes.add(re.sub(r"<dd[^>]*>[^<]*</dd>", "", page.text))
        assert f'class="state {kind}"' in page.text
        assert page.status_code == 200
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert page.headers["cache-control"] == "no-store"
    assert (len(shapes), len(costs)) == (1, 1)


async def test_the_page_speaks_the_strangers_language(camp: CampSystem) -> None:
    _, number = await _earned(camp)
    path = f"/certificates/{number}"

    english = await camp.ask("GET", path, **{"Accept-Language": "en-GB,en;q=0.9"})
    chosen = await camp.ask("GET", f"{path}?lang=zh", **{"Accept-Language": "en"})

    assert ("Valid" in english.text, english.headers["content-language"]) == (True, "en")
    assert ("有效" in chosen.text, chosen.headers["content-language"]) == (True, "zh-CN")


@pytest.mark.parametrize("number", ["%3Cscript%3Ealert(1)", "%00", "X" * 3000, "证书"])
async def test_nothing_of_an_odd_number_runs_on_the_page(camp: CampSystem, number: str) -> None:
    page = await camp.ask("GET", f"/certificates/{number}")

    assert page.status_code == 200
    assert "没有此编号的证书" in page.text
    assert "<script" not in page.text
    assert len(page.text) < 3000
