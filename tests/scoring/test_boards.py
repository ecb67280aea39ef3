"""Leaderboards of units by entry, polled by everybody (R2.1, R2.2, R2.5, R2.7, R2.9)."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from scoring_service.wire.boards import BoardReply
from tests.scoring.builders import (
    BEIJING,
    CONTEST,
    DAY,
    LIXIA,
    QINGDAO,
    SHIZHONG,
    STATE_GRID,
    contest,
    finished,
    new_id,
    unit,
)
from tests.scoring.scoring_system import ScoringSystem


def places(board: dict[str, Any], *figures: str) -> list[tuple[Any, ...]]:
    return [(item["rank"], item["unit"]["code"], *[item[name] for name in figures]) for item in board["items"]]


async def test_r2_1_each_entry_has_its_own_board(scoring: ScoringSystem) -> None:
    await scoring.record(finished(score=3, path=BEIJING), finished(score=5, path=STATE_GRID))

    regions, enterprises = await scoring.board("region"), await scoring.board("enterprise")

    assert places(regions, "points")[0] == (1, "110000", 3)
    assert places(enterprises, "points") == [(1, "CE-020", 5)]


async def test_r2_5_every_active_child_is_listed_zeros_included(scoring: ScoringSystem) -> None:
    await scoring.record(finished(score=3, path=BEIJING))

    board = await scoring.board()

    assert places(board, "points", "sessions", "average_score", "full_mark_rate") == [
        (1, "110000", 3, 1, 3.0, 0.0),
        (2, "370000", 0, 0, 0.0, 0.0),
        (2, "440000", 0, 0, 0.0, 0.0),
    ]


async def test_a_board_has_the_shape_of_the_contract(scoring: ScoringSystem) -> None:
    await scoring.record(finished(score=5))

    board = await scoring.board()

    TypeAdapter(BoardReply).validate_python(board)
    assert list(board) == [
        *("contest_id", "entry", "parent", "metric", "period", "as_of", "version"),
        *("smallest_sample", "composite", "items", "next_cursor", "moved"),
    ]
    assert (board["contest_id"], board["entry"], board["parent"]) == (CONTEST, "region", None)
    assert (board["metric"], board["period"], board["next_cursor"]) == ("points", "total", None)
    assert board["as_of"].endswith("+08:00")
    assert board["items"][0]["unit"] == {"code": "370000", "name": "山东省"}


async def test_r2_7_equal_values_share_a_rank_ordered_by_sessions_then_code(scoring: ScoringSystem) -> None:
    await scoring.keep(unit(("CN", "120000")), unit(("CN", "130000")))
    await scoring.record(
        finished(score=5, path=("CN", "440000")),
        finished(score=4, path=("CN", "120000")),
        finished(score=2, path=("CN", "130000")),
        finished(score=2, path=("CN", "130000")),
        finished(score=4, path=("CN", "110000")),
        finished(score=1, path=("CN", "370000")),
    )

    board = await scoring.board()

    assert places(board, "points", "sessions") == [
        (1, "440000", 5, 1),
        (2, "130000", 4, 2),
        (2, "110000", 4, 1),
        (2, "120000", 4, 1),
        (5, "370000", 1, 1),
    ]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("points", [(1, "370000", 9), (2, "110000", 5), (3, "440000", 0)]),
        ("participants", [(1, "370000", 2), (2, "110000", 1), (3, "440000", 0)]),
        ("sessions", [(1, "370000", 3), (2, "110000", 1), (3, "440000", 0)]),
        ("average_score", [(1, "110000", 5.0), (2, "370000", 3.0), (3, "440000", 0.0)]),
        ("full_mark_rate", [(1, "110000", 1.0), (2, "370000", 0.3333), (3, "440000", 0.0)]),
    ],
)
async def test_r2_7_each_metric_orders_by_its_own_figure(
    scoring: ScoringSystem, metric: str, expected: list[Any]
) -> None:
    person = new_id()
    await scoring.record(
        finished(person, 5, path=SHIZHONG),
        finished(person, 3, path=SHIZHONG, day=DAY + timedelta(days=1)),
        finished(score=1, path=QINGDAO),
        finished(score=5, path=BEIJING),
    )

    board = await scoring.board(metric=metric)

    assert places(board, metric) == expected


async def test_r2_2_a_parent_opens_the_units_below_it(scoring: ScoringSystem) -> None:
    await scoring.record(finished(score=4, path=SHIZHONG), finished(score=5, path=LIXIA), finished(path=QINGDAO))

    province, city = await scoring.board(parent="370000"), await scoring.board(parent="370100")
    county = await scoring.board(parent="370103")

    assert places(province, "points") == [(1, "370100", 9), (2, "370200", 4)]
    assert places(city, "points") == [(1, "370102", 5), (2, "370103", 4)]
    assert county["items"] == []
    assert city["parent"] == "370100"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/leaderboards/unknown/region", "contest-not-found"),
        ("/v1/leaderboards/%00/region", "contest-not-found"),
        (f"/v1/leaderboards/{CONTEST}/elsewhere", "board-not-found"),
        (f"/v1/leaderboards/{CONTEST}/region?parent=999999", "unit-not-found"),
        (f"/v1/leaderboards/{CONTEST}/region?parent=CE-020", "unit-not-found"),
        (f"/v1/leaderboards/{CONTEST}/region?parent=%00", "unit-not-found"),
        (f"/v1/leaderboards/{CONTEST}/elsewhere?metric=none", "board-not-found"),
    ],
)
async def test_what_does_not_exist_is_404(scoring: ScoringSystem, path: str, code: str) -> None:
    reply = await scoring.client.get(path)

    assert (reply.status_code, reply.json()["code"]) == (404, code)


async def test_an_entry_that_the_contest_does_not_offer_is_404(scoring: ScoringSystem) -> None:
    await scoring.keep(contest("regions-only", entries=("region",)))

    reply = await scoring.ask("enterprise", contest_id="regions-only")

    assert reply.status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "metric=popularity",
        "period=month",
        "date=2026-6-1",
        "date=20260601",
        "date=2026-02-30",
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=ten",
        "cursor=x",
        "cursor=%E4%B8%AD",
    ],
)
async def test_a_wrong_parameter_is_named(scoring: ScoringSystem, query: str) -> None:
    reply = await scoring.client.get(f"/v1/leaderboards/{CONTEST}/region?{query}")

    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/" + query.partition("=")[0]]


async def test_a_retired_unit_stays_listed_only_while_it_counts(scoring: ScoringSystem) -> None:
    await scoring.record(finished(score=4, path=QINGDAO))

    await scoring.keep(unit(QINGDAO, version=2, is_active=False), unit(("CN", "440000"), version=2, is_active=False))

    assert [code for _, code in places(await scoring.board())] == ["370000", "110000"]
    assert places(await scoring.board(parent="370000"), "points") == [(1, "370200", 4), (2, "370100", 0)]


async def test_r1_6_a_contest_for_some_units_lists_those_and_the_way_to_them(scoring: ScoringSystem) -> None:
    await scoring.keep(contest("jinan", eligible_units=("370100",)))

    tops = await scoring.board(contest_id="jinan")
    cities = await scoring.board(contest_id="jinan", parent="370000")
    counties = await scoring.board(contest_id="jinan", parent="370100")

    assert [code for _, code in places(tops)] == ["370000"]
    assert [code for _, code in places(cities)] == ["370100"]
    assert [code for _, code in places(counties)] == ["370102", "370103"]
    assert (await scoring.board("enterprise", contest_id="jinan"))["items"] == []


async def test_r2_7_a_day_is_its_own_board_and_today_by_default(scoring: ScoringSystem) -> None:
    await scoring.set_today(DAY)
    await scoring.record(finished(score=4, path=BEIJING), finished(score=5, path=LIXIA, day=DAY - timedelta(days=1)))

    today = await scoring.board(period="day")
    yesterday = await scoring.board(period="day", date=DAY - timedelta(days=1))

    assert places(today, "points") == [(1, "110000", 4), (2, "370000", 0), (2, "440000", 0)]
    assert places(yesterday, "points")[0] == (1, "370000", 5)


async def test_r2_7_a_week_counts_each_person_once(scoring: ScoringSystem) -> None:
    person, sunday = new_id(), date(2026, 6, 14)
    await scoring.record(
        *[finished(person, 2, path=BEIJING, day=day) for day in (date(2026, 6, 8), DAY, sunday)],
        finished(person, 5, path=BEIJING, day=sunday + timedelta(days=1)),
    )

    week = await scoring.board(period="week", date=DAY)
    next_week = await scoring.board(period="week", date="2026-06-15")

    assert places(week, "points", "sessions", "participants")[0] == (1, "110000", 6, 3, 1)
    assert places(next_week, "points", "sessions", "participants")[0] == (1, "110000", 5, 1, 1)
