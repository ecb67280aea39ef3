"""Boards of units, and the totals that other services hear of (R6.11)."""

import sqlalchemy as sa

from services.camp import tables
from tests.camp.camp_system import CampSystem
from tests.support import tokens

BOARD = "/v1/camps/drill/board/region"


async def test_r6_11_units_are_ranked_by_what_their_people_did(camp: CampSystem) -> None:
    first, _ = await camp.learner(), await camp.learner()
    beijing = tokens.participant(region=tokens.UnitPath(("CN", "110000"), "北京市"))
    await camp.enrol(beijing)
    await camp.learn(first)
    await camp.certificate(first)
    await camp.count()

    shown = (await camp.ask("GET", f"{BOARD}?metric=learners")).json()
    below = (await camp.ask("GET", f"{BOARD}?parent=370000&metric=hours")).json()

    rows = [(each["rank"], each["unit"]["code"], each["learners"], each["certificates"]) for each in shown["items"]]
    assert rows == [(1, "370000", 2, 1), (2, "110000", 1, 0)]
    assert [(each["unit"]["code"], each["hours"] >= 1) for each in below["items"]] == [("371000", True)]
    assert (below["parent"], below["metric"], below["camp_id"], below["entry"]) == (
        "370000",
        "hours",
        "drill",
        "region",
    )


async def test_equal_units_share_a_rank_and_zeros_are_listed(camp: CampSystem) -> None:
    shown = (await camp.ask("GET", BOARD)).json()

    assert [(each["rank"], each["unit"]["code"]) for each in shown["items"]] == [(1, "110000"), (1, "370000")]


async def test_a_board_that_did_not_change_keeps_its_tag(camp: CampSystem) -> None:
    before = await camp.ask("GET", BOARD)
    same = await camp.ask("GET", BOARD, **{"If-None-Match": before.headers["ETag"]})
    await camp.learner()
    await camp.count()
    after = await camp.ask("GET", BOARD, **{"If-None-Match": before.headers["ETag"]})

    assert (before.status_code, same.status_code, after.status_code) == (200, 304, 200)
    assert not before.headers["ETag"].startswith("W/")


async def test_what_is_no_board_is_not_found(camp: CampSystem) -> None:
    paths = ("/v1/camps/drill/board/enterprise", "/v1/camps/none/board/region", f"{BOARD}?parent=CE-001")

    assert [(await camp.ask("GET", path)).status_code for path in paths] == [404, 404, 404]
    assert (await camp.ask("GET", f"{BOARD}?metric=points")).status_code == 422


async def test_totals_that_changed_are_published_once(camp: CampSystem) -> None:
    await camp.learner()
    for _ in range(2):
        await camp.count()

    async with camp.database.begin() as transaction:
        events = (await transaction.execute(sa.select(tables.outbox.c.event))).scalars().all()

    told = {each["unit"]: (each["type"], each["learners"], each["version"]) for each in events}
    assert len(events) == len(told)
    assert told == dict.fromkeys(("CN", "370000", "371000", "371002"), ("camp.unit_totals_changed.v1", 1, 1))
