"""Likes: once for each person, exact under races, in order, and frozen at the end (R6.11)."""

import asyncio
import json
import random
from urllib.parse import quote

import sqlalchemy as sa

from services.camp import tables
from services.camp.queries import finals
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.works.freeze_top import PURPOSE, freeze_top
from services.kit import cursors
from services.kit.signatures import Signet, is_signed, payload_of
from tests.camp.camp_system import CAMP, CampSystem, camp_body
from tests.support import tokens

SECRET = "5a" * 32
FAR, BACK = cursors.encode("9" * 23), cursors.encode("-1")
"""Made up: beyond what a database counts, and before the beginning."""


async def test_r6_11_a_like_counts_once_for_each_person(camp: CampSystem) -> None:
    work_id = await camp.published(await camp.learner())
    first, second = tokens.participant(), tokens.participant()

    replies = [await camp.like(work_id, caller) for caller in (first, first, second)]
    gone = [await camp.like(work_id, first, "DELETE") for _ in range(2)]

    assert replies == [{"likes": 1, "liked": True}, {"likes": 1, "liked": True}, {"likes": 2, "liked": True}]
    assert gone == [{"likes": 1, "liked": False}] * 2
    own = (await camp.ask("GET", f"/v1/camps/{CAMP}/me", second)).json()
    assert own["liked_works"] == [work_id]


async def test_no_race_loses_a_like_or_counts_it_twice(camp: CampSystem) -> None:
    work_id = await camp.published(await camp.learner())
    people = [tokens.participant() for _ in range(12)]
    wanted = [(caller, random.choice(["PUT", "DELETE"])) for caller in people for _ in range(6)]

    await asyncio.gather(*(camp.like(work_id, caller, method) for caller, method in wanted))
    for number, caller in enumerate(people):
        await camp.like(work_id, caller, "PUT" if number % 3 else "DELETE")

    assert (await camp.listed())[0]["likes"] == 8
    assert await _stored(camp) == (8, 8)


async def test_a_hundred_likes_of_one_person_at_once_count_once(camp: CampSystem) -> None:
    work_id = await camp.published(await camp.learner())
    fan = tokens.participant()

    replies = await asyncio.gather(*(camp.like(work_id, fan) for _ in range(100)))

    assert {(each["likes"], each["liked"]) for each in replies} == {(1, True)}
    assert await _stored(camp) == (1, 1)


async def test_many_people_who_like_one_film_share_no_row(camp: CampSystem) -> None:
    work_id = await camp.published(await camp.learner())

    await asyncio.gather(*(camp.like(work_id, tokens.participant()) for _ in range(60)))

    async with camp.database.begin() as transaction:
        buckets = (await transaction.execute(sa.select(tables.like_counts.c.likes))).scalars().all()
    assert sum(buckets) == 60
    assert len(buckets) > 8


async def test_works_are_listed_by_likes_with_shared_ranks_or_the_newest_first(camp: CampSystem) -> None:
    ids = await _three_works(camp, likes=(1, 2, 1))

    by_likes, newest = await camp.listed(), await camp.listed("?order=newest")

    assert [(each["rank"], each["id"]) for each in by_likes] == [(1, ids[1]), (2, ids[0]), (2, ids[2])]
    assert [each["id"] for each in newest] == ids[::-1]


async def test_lists_are_chosen_by_topic_and_unit_and_paged(camp: CampSystem) -> None:
    ids = await _three_works(camp, likes=(0, 0, 0))

    school = await camp.listed(f"?topic={quote('校园逃生演练')}")
    shandong, beijing = await camp.listed("?unit=370000"), await camp.listed("?unit=110000")
    first = (await camp.ask("GET", f"/v1/camps/{CAMP}/works?limit=2")).json()
    second = await camp.listed(f"?limit=2&cursor={first['next_cursor']}")

    assert [each["id"] for each in school] == [ids[2]]
    assert ({each["id"] for each in shandong}, beijing) == (set(ids), [])
    assert [each["id"] for each in first["items"] + second] == ids
    for query in ("?order=best", "?limit=0", "?limit=x", "?cursor=x", f"?cursor={FAR}", f"?cursor={BACK}"):
        assert (await camp.ask("GET", f"/v1/camps/{CAMP}/works{query}")).status_code == 422


async def test_the_list_keeps_its_tag_until_somebody_likes(camp: CampSystem) -> None:
    path = f"/v1/camps/{CAMP}/works"
    work_id = await camp.published(await camp.learner())
    tag = (await camp.ask("GET", path)).headers["ETag"]

    same = await camp.ask("GET", path, **{"If-None-Match": tag})
    await camp.like(work_id, tokens.participant())
    changed = await camp.ask("GET", path, **{"If-None-Match": tag})

    assert (same.status_code, changed.status_code) == (304, 200)


async def test_the_top_is_frozen_and_signed_when_the_camp_has_closed(camp: CampSystem) -> None:
    ids = await _three_works(camp, likes=(1, 1, 0))
    early = await camp.ask("GET", f"/v1/camps/{CAMP}/final")
    await camp.wait(6 * 86_400)
    late = await camp.ask("PUT", f"/v1/works/{ids[2]}/like", tokens.participant())
    await _freeze(camp)

    final = (await camp.ask("GET", f"/v1/camps/{CAMP}/final")).json()
    key = (await camp.ask("GET", "/v1/camps/jwks.json")).json()["keys"][0]

    assert (early.status_code, early.json()["code"]) == (404, "camp-not-final")
    assert late.json()["code"] == "camp-not-open"
    assert is_signed(final["jws"], key)
    assert json.loads(payload_of(final["jws"])) == final["results"]
    assert [(each["rank"], each["is_tied"], each["work_id"]) for each in final["results"]["works"]] == [
        (1, True, ids[0]),
        (1, True, ids[1]),
    ]
    changed = camp_body(closes_at="2050-01-01T00:00:00Z", opens_at="2049-12-01T00:00:00Z")
    moved = await camp.ask("PUT", f"/v1/camps/{CAMP}", camp.administrator, changed)
    assert (moved.status_code, moved.json()["code"]) == (409, "camp-final")


async def test_what_was_frozen_stays_when_a_work_is_withdrawn(camp: CampSystem) -> None:
    author = await camp.learner()
    work_id = await camp.published(author)
    await camp.like(work_id, tokens.participant())
    await camp.wait(6 * 86_400)
    await _freeze(camp)
    before = (await camp.ask("GET", f"/v1/camps/{CAMP}/final")).json()

    await camp.act(work_id, "withdraw", author)
    await _freeze(camp)

    assert (await camp.ask("GET", f"/v1/camps/{CAMP}/final")).json() == before


async def _three_works(camp: CampSystem, likes: tuple[int, ...]) -> list[str]:
    ids = []
    for number, count in enumerate(likes):
        topic = "校园逃生演练" if number == 2 else "家庭逃生演练"
        ids.append(await camp.published(await camp.learner(), topic=topic))
        for caller in [tokens.participant() for _ in range(count)]:
            await camp.like(ids[-1], caller)
    return ids


async def _freeze(camp: CampSystem) -> None:
    """What the worker does with camps that have closed."""
    async with camp.database.begin() as transaction:
        await finals.thaw_open(transaction)
        for camp_id in await finals.read_closed(transaction):
            await freeze_top(transaction, await find_camp(transaction, camp_id), Signet(SECRET, PURPOSE))


async def _stored(camp: CampSystem) -> tuple[int, int]:
    """Rows of likes, and what their buckets say."""
    async with camp.database.begin() as transaction:
        rows = (await transaction.execute(sa.select(sa.func.count()).select_from(tables.likes))).scalar_one()
        counted = (await transaction.execute(sa.select(sa.func.sum(tables.like_counts.c.likes)))).scalar_one()
    return rows, int(counted)
