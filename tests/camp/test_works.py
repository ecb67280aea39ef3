"""Works from their draft to the public, and who decides about them (R6.11)."""

import asyncio
from uuid import uuid4

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from services.camp import tables
from services.camp.subscriptions import SUBSCRIPTIONS
from services.chassis import access
from services.chassis.access import Access
from services.contracts.events import ParticipantErased
from tests.camp.camp_system import CAMP, CampSystem
from tests.support import tokens

SUBMISSIONS = f"/v1/camps/{CAMP}/submissions"
NOWHERE = "00000000-0000-7000-8000-000000000000"


async def test_r6_11_a_work_goes_from_its_draft_to_the_public(camp: CampSystem) -> None:
    author = await camp.learner()

    draft = (await camp.offer(author)).json()
    hidden = await camp.listed()
    submitted = await camp.act(draft["id"], "submit", author)
    published = await camp.act(draft["id"], "publish", tokens.organiser("reviewer", "371000"))

    assert (draft["state"], draft["unit"]["code"], hidden) == ("draft", "371002", [])
    assert (submitted.json()["state"], published.json()["state"]) == ("submitted", "published")
    shown = (await camp.listed())[0]
    assert (shown["id"], shown["likes"], shown["rank"]) == (draft["id"], 0, 1)
    assert "participant" not in str(shown)
    own = (await camp.ask("GET", f"/v1/camps/{CAMP}/me", author)).json()
    assert [each["state"] for each in own["works"]] == ["published"]


async def test_what_the_notice_demands_is_asked_of_every_work(camp: CampSystem) -> None:
    author = await camp.learner()
    work_id = (await camp.offer(author, media=None, consent=False, original=False)).json()["id"]

    refused = await camp.act(work_id, "submit", author)
    body = {"title": "改过的题目", "topic": "校园逃生演练", "media": {"url": "https://films.example/2"}}
    await camp.ask("PUT", f"/v1/works/{work_id}", author, body | {"consent": True, "original": True})
    submitted = await camp.act(work_id, "submit", author)

    assert (refused.status_code, refused.json()["code"]) == (409, "work-incomplete")
    assert refused.json()["missing"] == ["media", "consent", "original"]
    assert (submitted.json()["state"], submitted.json()["title"]) == ("submitted", "改过的题目")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"media": {"provider": "example", "url": "no link"}}, "/media/url"),
        ({"topic": "没有的话题"}, "/topic"),
        ({"title": ""}, "/title"),
        ({"likes": 5}, "/likes"),
    ],
)
async def test_a_faulty_work_is_refused_with_its_place(camp: CampSystem, changes: object, pointer: str) -> None:
    author = await camp.learner()

    reply = await camp.offer(author, **changes)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_nobody_has_more_works_than_the_rules_allow_however_fast(camp: CampSystem) -> None:
    author = await camp.learner()

    replies = await asyncio.gather(*(camp.offer(author) for _ in range(5)))

    assert sorted(each.status_code for each in replies) == [201, 201, 409, 409, 409]
    assert {each.json()["code"] for each in replies if each.status_code == 409} == {"too-many-works"}
    work_id = next(each.json()["id"] for each in replies if each.status_code == 201)
    await camp.act(work_id, "withdraw", author)
    assert (await camp.offer(author)).status_code == 201


async def test_a_work_takes_an_enrolment_and_an_open_camp(camp: CampSystem) -> None:
    author, stranger = await camp.learner(), tokens.participant()
    work_id = (await camp.offer(author)).json()["id"]
    await camp.wait(6 * 86_400)

    assert (await camp.offer(stranger)).json()["code"] == "not-enrolled"
    assert (await camp.offer(author)).json()["code"] == "camp-not-open"
    assert (await camp.act(work_id, "submit", author)).json()["code"] == "camp-not-open"


async def test_reviewers_meet_the_works_of_their_units_only(camp: CampSystem) -> None:
    author = await camp.learner()
    work_id = (await camp.offer(author)).json()["id"]
    early = await camp.act(work_id, "publish", camp.administrator)
    await camp.act(work_id, "submit", author)

    replies = [
        (await camp.act(work_id, "publish", tokens.organiser(*who))).status_code
        for who in (("reviewer", "110000"), ("editor", "CN"), ("reporter", "370000"), ("organiser", "370000"))
    ]
    lists = [
        [each["id"] for each in (await _submissions(camp, *who))]
        for who in (("organiser", "371002"), ("organiser", "110000"), ("administrator", "CN"))
    ]

    assert early.status_code == 404
    assert replies == [404, 403, 403, 200]
    assert lists == [[work_id], [], [work_id]]
    foreign = tokens.organiser("reviewer", "110000")
    assert (await camp.ask("GET", f"{SUBMISSIONS}?unit=371002", foreign)).status_code == 404


async def test_a_published_work_is_taken_down_after_a_report(camp: CampSystem) -> None:
    author, reader, reviewer = await camp.learner(), tokens.participant(), tokens.organiser("reviewer", "370000")
    work_id = await camp.published(author, reviewer)

    told = [await camp.act(work_id, "report", reader, {"reason": "不是原创"}) for _ in range(2)]
    shown = (await _submissions(camp, "reviewer", "370000"))[0]
    down = await camp.act(work_id, "return", reviewer, {"reason": "经核实并非原创"})

    assert [each.status_code for each in told] == [200, 200]
    assert shown["complaints"] == ["不是原创"]
    assert (down.json()["state"], down.json()["reason"]) == ("returned", "经核实并非原创")
    assert await camp.listed() == []
    assert (await camp.ask("PUT", f"/v1/works/{work_id}/like", reader)).status_code == 404
    assert (await _submissions(camp, "reviewer", "370000"))[0]["complaints"] == []


async def test_a_long_list_of_works_is_reviewed_page_by_page(camp: CampSystem) -> None:
    """What is decided meanwhile makes the next page neither lose a work nor show one twice."""
    waiting = [await _waiting(camp) for _ in range(5)]
    first, following = await _page(camp, "?state=submitted&limit=2")
    await camp.act(first[0], "publish", camp.administrator)

    second, last = await _page(camp, f"?state=submitted&limit=2&cursor={following}")
    third, end = await _page(camp, f"?state=submitted&limit=2&cursor={last}")

    assert [*first, *second, *third] == waiting
    assert (len(second), len(third), end) == (2, 1, None)
    for query, pointer in (("cursor=x", "/cursor"), ("cursor=MjAyNi0wMS0wMQ", "/cursor"), ("reported=1", "/reported")):
        refused = await camp.ask("GET", f"{SUBMISSIONS}?{query}", camp.administrator)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_reviewers_ask_for_the_works_that_were_reported(camp: CampSystem) -> None:
    author = await camp.learner()
    fine, bad = await camp.published(author), await camp.published(author)
    await camp.act(bad, "report", tokens.participant(), {"reason": "不是原创"})

    assert (await _page(camp, "?reported=true"))[0] == [bad]
    assert (await _page(camp, "?reported=true&state=submitted"))[0] == []
    assert (await _page(camp, "?reported=false"))[0] == [fine, bad]


async def test_a_work_is_recommended_by_a_second_person_unit_by_unit(camp: CampSystem) -> None:
    author = await camp.learner()
    publisher, city = tokens.organiser("reviewer", "371002"), tokens.organiser("reviewer", "371000")
    helper = tokens.organiser("reviewer", "370000")
    work_id = await camp.published(author, publisher)
    async with camp.database.begin() as transaction:
        made = Access(helper.subject_id, 1, helper.grants, publisher.subject_id, "")
        await access.keep(transaction, tables.access, [made])

    own = await camp.act(work_id, "select", publisher)
    same_person = await camp.act(work_id, "select", replace(helper, access_version=1))
    for caller in (city, city, tokens.organiser("administrator", "CN")):
        assert (await camp.act(work_id, "select", caller, {"comment": "内容实用"})).status_code == 200

    assert (own.status_code, own.json()["code"]) == (403, "own-publication")
    assert same_person.json()["code"] == "own-publication"
    selected = (await _submissions(camp, "administrator", "CN"))[0]["selected_by"]
    assert [each["unit"] for each in selected] == ["371000", "CN"]


async def test_a_reviewer_of_whom_no_news_came_publishes_and_recommends_nothing(camp: CampSystem) -> None:
    """I21: the second person is found out by who made whose account."""
    work_id = await camp.published(await camp.learner())
    stranger = replace(tokens.organiser("reviewer", "370000"), access_version=1)

    replies = [await camp.act(work_id, act, stranger) for act in ("publish", "select")]

    assert [(each.status_code, each.headers["Retry-After"]) for each in replies] == [(503, "1")] * 2


@pytest.mark.parametrize(
    ("act", "code"), [("publish", "wrong-work-state"), ("select", "wrong-work-state"), ("return", "wrong-work-state")]
)
async def test_a_withdrawn_work_comes_back_by_no_act(camp: CampSystem, act: str, code: str) -> None:
    author = await camp.learner()
    work_id = await camp.published(author)
    withdrawn = await camp.act(work_id, "withdraw", author)

    reply = await camp.act(work_id, act, tokens.organiser(), {"reason": "不符"} if act == "return" else None)

    assert withdrawn.json()["state"] == "withdrawn"
    assert (reply.status_code, reply.json()["code"], reply.json()["state"]) == (409, code, "withdrawn")
    assert (await camp.act(work_id, "submit", author)).json()["code"] == "wrong-work-state"


async def test_the_works_of_others_do_not_exist_for_their_acts(camp: CampSystem) -> None:
    author, other = await camp.learner(), await camp.learner()
    work_id = (await camp.offer(author)).json()["id"]

    for wanted in (work_id, NOWHERE, "none"):
        for act in ("submit", "withdraw"):
            assert (await camp.act(wanted, act, other)).json()["code"] == "work-not-found"
        assert (await camp.act(wanted, "report", other, {"reason": "不符"})).status_code == 404
        assert (await camp.act(wanted, "publish", camp.administrator)).status_code == 404


async def test_an_act_that_is_repeated_gets_what_is_stored(camp: CampSystem) -> None:
    author = await camp.learner()
    work_id = await camp.published(author)

    again = await camp.act(work_id, "publish", tokens.organiser())

    assert (again.status_code, again.json()["state"]) == (200, "published")
    async with camp.database.begin() as transaction:
        by = (await transaction.execute(sa.select(tables.works.c.published_by))).scalar_one()
    assert by == camp.administrator.subject_id


async def test_works_count_on_boards_and_after_an_erasure(camp: CampSystem) -> None:
    """R4.4"""
    author = await camp.learner()
    await camp.published(author)
    await camp.offer(author)
    await camp.count()
    before = (await camp.ask("GET", f"/v1/camps/{CAMP}/board/region?metric=works")).json()["items"]

    erased = ParticipantErased(event_id=uuid4(), participant_id=author.subject_id)
    async with camp.database.begin() as transaction:
        await SUBSCRIPTIONS[ParticipantErased](transaction, [erased])
    await camp.count()
    after = (await camp.ask("GET", f"/v1/camps/{CAMP}/board/region?metric=works")).json()["items"]

    assert [(each["unit"]["code"], each["works"]) for each in before] == [("370000", 1), ("110000", 0)]
    assert before == after
    assert await camp.listed() == []
    async with camp.database.begin() as transaction:
        rows = (await transaction.execute(sa.select(tables.works.c.title, tables.works.c.url))).all()
    assert {tuple(row) for row in rows} == {("", "")}


async def _submissions(camp: CampSystem, role: str, unit: str) -> list[dict[str, object]]:
    reply = await camp.ask("GET", SUBMISSIONS, tokens.organiser(role, unit))
    assert reply.status_code == 200, reply.text
    items: list[dict[str, object]] = reply.json()["items"]
    return items


async def _page(camp: CampSystem, query: str) -> tuple[list[str], str | None]:
    """The ids of a page of works to be reviewed, and the cursor of the next."""
    reply = await camp.ask("GET", SUBMISSIONS + query, camp.administrator)
    assert reply.status_code == 200, reply.text
    return [each["id"] for each in reply.json()["items"]], reply.json()["next_cursor"]


async def _waiting(camp: CampSystem) -> str:
    author = await camp.learner()
    work_id: str = (await camp.offer(author)).json()["id"]
    assert (await camp.act(work_id, "submit", author)).status_code == 200
    return work_id
