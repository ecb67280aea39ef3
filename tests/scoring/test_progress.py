"""Organisers see their own unit and what is below it, never a foreign one (R2.6, I8)."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from pydantic import TypeAdapter
from python_calamine import CalamineWorkbook

from scoring_service.tables import unit_day_totals
from scoring_service.use_cases.read_progress import MOST_BY_HOUR
from scoring_service.wire.progress import ProgressReply
from services.chassis.tokens import Caller
from tests.scoring.builders import BEIJING, CONTEST, DAY, LIXIA, QINGDAO, SHIZHONG, finished, new_id, unit
from tests.scoring.scoring_system import ScoringSystem
from tests.support import tokens

ONE_DAY = timedelta(days=1)
SHANDONG = tokens.organiser("organiser", "370000")
NATION = tokens.organiser("organiser", "CN")


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
    assert seen["silent_children"] == [{"code": "370200", "name": "青岛市", "level": 2, "parent": "370000"}]
    assert seen["by_hour"] is None


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


async def test_r2_6_the_hours_of_a_day_are_those_of_the_hand_in_in_the_contests_time_zone(
    scoring: ScoringSystem,
) -> None:
    person = new_id()
    early, late = finished(score=5, path=SHIZHONG), finished(person, 2, path=QINGDAO)
    late = msgspec.structs.replace(late, finished_at=late.finished_at + timedelta(hours=9))
    await scoring.record(early, late, finished(person, 3, day=DAY + ONE_DAY), finished(path=BEIJING))

    seen = await progress(scoring, "370000", date=DAY)
    whole = await progress(scoring, "370000")

    hour = {"points": 5, "participants": 1, "sessions": 1, "average_score": 5.0, "hour": 12}
    assert seen["by_hour"] == [hour, hour | {"points": 2, "average_score": 2.0, "hour": 21}]
    assert seen["totals"] == whole["totals"]
    assert (await progress(scoring, "370000", date="9999-12-31"))["by_hour"] == []


async def test_a_day_of_too_many_sessions_is_shown_without_its_hours(scoring: ScoringSystem) -> None:
    """A nation's are not counted within a statement's time; everything else is told all the same."""
    await scoring.record(finished(path=SHIZHONG))
    async with scoring.database.begin() as connection:
        province = unit_day_totals.update().where(unit_day_totals.c.unit_code == SHIZHONG[0])
        await connection.execute(province.values(sessions=MOST_BY_HOUR + 1))

    seen = await progress(scoring, SHIZHONG[-1], date=DAY)

    assert seen["by_hour"] is None
    assert seen["totals"]["sessions"] == 1


async def test_r2_6_silent_units_are_listed_down_to_any_depth(scoring: ScoringSystem) -> None:
    await scoring.record(finished(path=SHIZHONG))

    listed = {
        depth: [each["code"] for each in (await progress(scoring, "370000", depth=depth))["silent_children"]]
        for depth in ("1", "2", "all")
    }
    nation = await progress(scoring, "CN", NATION, depth="all")

    assert listed == {"1": ["370200"], "2": ["370200", "370102"], "all": ["370200", "370102"]}
    assert [each["code"] for each in nation["silent_children"]] == ["110000", "440000", "110101", "370200", "370102"]


@pytest.mark.parametrize(
    "query", [{"depth": "0"}, {"depth": "21"}, {"depth": "x"}, {"date": "2026-6-1"}, {"format": "pdf"}, {"to": "x"}]
)
async def test_what_cannot_be_asked_of_progress_is_refused(scoring: ScoringSystem, query: dict[str, str]) -> None:
    reply = await scoring.get(f"/v1/progress/{CONTEST}/370000", SHANDONG, **query)

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid-request")


async def test_r2_6_progress_goes_out_as_workbook_and_as_csv(scoring: ScoringSystem) -> None:
    await scoring.keep(unit(QINGDAO, version=2, name="external:\\\\host\\share"))
    await scoring.record(finished(score=5, path=SHIZHONG))
    path = f"/v1/progress/{CONTEST}/370000"

    book = await scoring.get(path, SHANDONG, format="xlsx", date=DAY, depth="all")
    text = await scoring.get(path, SHANDONG, format="csv", date=DAY)
    foreign = await scoring.get(path, tokens.organiser("organiser", "110000"), format="csv")

    pages = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    assert pages.sheet_names == ["合计", "按日", "按时", "下级单位", "未参赛单位"]
    assert pages.get_sheet_by_name("合计").to_python()[1:] == [
        ["单位代码", "单位名称", "积分", "参赛人数", "答题次数", "场均得分"],
        ["370000", "山东省", 5.0, 1.0, 1.0, 5.0],
    ]
    assert [row[1] for row in pages.get_sheet_by_name("未参赛单位").to_python()[2:]] == [
        "external:\\\\host\\share",
        "历下区",
    ]
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        assert [name for name in archive.namelist() if "externalLink" in name or "_rels/sheet" in name] == []
    assert "attachment" in text.headers["content-disposition"]
    lines = text.content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["合计,单位代码,单位名称,积分,参赛人数,答题次数,场均得分", "合计,370000,山东省,5,1,1,5.0"]
    assert "按时,12:00,5,1,1,5.0" in lines
    assert foreign.status_code == 404
