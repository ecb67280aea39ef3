"""Organisers see their own unit and what is below it, never a foreign one (R2.6, I8)."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from scoring_service.wire.progress import ProgressReply
from services.chassis.tokens import Caller
from tests.scoring.builders import BEIJING, CONTEST, DAY, LIXIA, QINGDAO, SHIZHONG, finished, new_id
from tests.scoring.scoring_system import ScoringSystem
from tests.support import tokens

ONE_DAY = timedelta(days=1)
SHANDONG = tokens.organiser("organiser", "370000")


async def progress(scoring: ScoringSystem, unit: str, caller: Caller = SHANDONG, **query: Any) -> dict[str, Any]:
    reply = await scoring.get(f"/v1/progress/{CONTEST}/{unit}", caller, **query)
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    TypeAdapter(ProgressReply).validate_python(body)
    return body


async def test_r2_6_totals_days_children_and_silent_children(scoring: ScoringSystem) -> None:
    person = new_id()
    await scoring.record(
        finished(person, 5, path=SHIZHONG),
        finished(person, 2, path=SHIZHONG, day=DAY + ONE_DAY),
        finished(path=BEIJING),
    )

    seen = await progress(scoring, "370000")

    assert seen["unit"] == {"code": "370000", "name": "山东省"}
    assert seen["totals"] == {"points": 7, "participants": 1, "sessions": 2, "average_score": 3.5}
    assert seen["by_day"] == [
        {"date": "2026-06-10", "points": 5, "participants": 1, "sessions": 1, "average_score": 5.0},
        {"date": "2026-06-11", "points": 2, "participants": 1, "sessions": 1, "average_score": 2.0},
    ]
    assert [(child["unit"]["code"], child["points"]) for child in seen["children"]] == [("370100", 7), ("370200", 0)]
    assert seen["silent_children"] == [{"code": "370200", "name": "青岛市"}]


async def test_r2_6_a_range_of_days_counts_each_person_once(scoring: ScoringSystem) -> None:
    person = new_id()
    await scoring.record(
        *[finished(person, 3, path=LIXIA, day=DAY + days * ONE_DAY) for days in range(4)],
        finished(score=1, path=QINGDAO, day=DAY),
    )

    seen = await progress(scoring, "370000", **{"from": DAY + ONE_DAY, "to": DAY + 2 * ONE_DAY})
    until = await progress(scoring, "370000", to=DAY)

    assert seen["totals"] == {"points": 6, "participants": 1, "sessions": 2, "average_score": 3.0}
    assert [day["date"] for day in seen["by_day"]] == ["2026-06-11", "2026-06-12"]
    assert [(c["unit"]["code"], c["participants"], c["sessions"]) for c in seen["children"]] == [
        ("370100", 1, 2),
        ("370200", 0, 0),
    ]
    assert [child["code"] for child in seen["silent_children"]] == ["370200"]
    assert until["totals"] == {"points": 4, "participants": 2, "sessions": 2, "average_score": 2.0}


async def test_r2_6_the_last_seven_days_stand_beside_the_seven_before(scoring: ScoringSystem) -> None:
    await scoring.record(
        *[finished(score=2, path=SHIZHONG, day=DAY + days * ONE_DAY) for days in (0, 1, 6, 7, 13)],
    )

    seen = await progress(scoring, "370000")

    assert seen["trend"] == {
        "latest": {"first": "2026-06-17", "last": "2026-06-23", "points": 4, "sessions": 2},
        "previous": {"first": "2026-06-10", "last": "2026-06-16", "points": 6, "sessions": 3},
    }


async def test_r2_6_a_unit_is_compared_with_its_siblings_over_the_same_days(scoring: ScoringSystem) -> None:
    await scoring.record(
        finished(score=5, path=SHIZHONG), finished(score=2, path=QINGDAO, day=DAY + ONE_DAY), finished(path=BEIJING)
    )

    always = await progress(scoring, "370200")
    second_day = await progress(scoring, "370200", **{"from": DAY + ONE_DAY})
    root = await progress(scoring, "CN", tokens.organiser("organiser", "CN"))

    assert always["siblings"] == {"rank": 2, "of": 2, "mean_points": 3.5, "mean_sessions": 1.0}
    assert second_day["siblings"] == {"rank": 1, "of": 2, "mean_points": 1.0, "mean_sessions": 0.5}
    assert root["siblings"] is None


async def test_a_unit_without_any_session_has_zeros(scoring: ScoringSystem) -> None:
    seen = await progress(scoring, "370000")

    assert seen["totals"] == {"points": 0, "participants": 0, "sessions": 0, "average_score": 0.0}
    assert len(seen["silent_children"]) == 2
    assert (seen["trend"], seen["siblings"]["rank"]) == (None, 1)


@pytest.mark.parametrize(
    ("role", "at", "unit", "status"),
    [
        ("organiser", "370000", "370000", 200),
        ("organiser", "370000", "370103", 200),
        ("administrator", "370000", "370100", 200),
        ("administrator", "CN", "CE-020", 200),
        ("organiser", "CE", "CE-020", 200),
        ("organiser", "370000", "CN", 404),
        ("organiser", "370000", "110000", 404),
        ("organiser", "370100", "370000", 404),
        ("organiser", "370100", "370200", 404),
        ("organiser", "CN", "CE-020", 404),
        ("administrator", "CE", "CN", 404),
        ("reporter", "370000", "370000", 404),
        ("editor", "CN", "370000", 404),
        ("organiser", "CN", "999999", 404),
    ],
)
async def test_i8_only_the_own_subtree_is_seen(
    scoring: ScoringSystem, role: str, at: str, unit: str, status: int
) -> None:
    reply = await scoring.get(f"/v1/progress/{CONTEST}/{unit}", tokens.organiser(role, at))

    assert reply.status_code == status


async def test_i8_a_foreign_unit_and_one_that_does_not_exist_look_the_same(scoring: ScoringSystem) -> None:
    foreign, unknown = [
        (await scoring.get(f"/v1/progress/{CONTEST}/{unit}", SHANDONG)).json() for unit in ("110000", "999999")
    ]

    for body in (foreign, unknown):
        del body["instance"], body["request_id"]
    assert foreign == unknown


async def test_participants_and_strangers_see_no_progress(scoring: ScoringSystem) -> None:
    participant = await scoring.get(f"/v1/progress/{CONTEST}/370000", tokens.participant())
    stranger = await scoring.client.get(f"/v1/progress/{CONTEST}/370000")

    assert (participant.status_code, stranger.status_code) == (403, 401)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "2026-06-11", "to": "2026-06-10"}, "/to"),
        ({"from": "yesterday"}, "/from"),
        ({"to": "2026-06-31"}, "/to"),
    ],
)
async def test_a_wrong_range_is_named_to_those_who_may_see_the_unit(
    scoring: ScoringSystem, query: dict[str, str], pointer: str
) -> None:
    reply = await scoring.get(f"/v1/progress/{CONTEST}/370000", SHANDONG, **query)
    foreign = await scoring.get(f"/v1/progress/{CONTEST}/110000", SHANDONG, **query)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
    assert foreign.status_code == 404
