"""Boards by shares of the registered base and by the composite, with the smallest base that counts (R2.7)."""

import json
from typing import Any

import msgspec
import pytest

from scoring_service import tables
from scoring_service.domain.ranking import SMALLEST_BASE, Metric, Scale, UnitFigures, Weights, place
from services.contracts.values import CompositeWeights, ContestRules
from tests.scoring.builders import BEIJING, QINGDAO, contest, finished, unit
from tests.scoring.scoring_system import ScoringSystem

SCALE = Scale(max_score=5, weights=Weights(0.4, 0.3, 0.3))
SHANDONG = ("CN", "370000")
GUANGDONG = ("CN", "440000")


def figures(code: str, base: int | None, *, participants: int = 10, points: int = 40, full: int = 5) -> UnitFigures:
    return UnitFigures(code, code, points, participants, 10, full, base)


def codes(units: list[UnitFigures], metric: Metric) -> list[tuple[int, str]]:
    return [(placed.rank or 0, placed.unit.code) for placed in place(units, metric, SCALE)]


@pytest.mark.parametrize("metric", [Metric.PARTICIPATION_RATE, Metric.PER_CAPITA])
def test_r2_7_units_below_the_smallest_base_stand_last_and_share_that_rank(metric: Metric) -> None:
    units = [figures("few", SMALLEST_BASE - 1), figures("many", 1000), figures("none", None), figures("enough", 30)]

    assert codes(units, metric) == [(1, "enough"), (2, "many"), (3, "few"), (3, "none")]


def test_a_base_below_the_smallest_gives_no_share() -> None:
    assert figures("few", SMALLEST_BASE - 1).participation_rate(SCALE) is None
    assert figures("none", None).per_capita(SCALE) is None
    assert (figures("a", 100).participation_rate(SCALE), figures("a", 100).per_capita(SCALE)) == (0.1, 0.4)


def test_r2_7_the_composite_weighs_three_shares() -> None:
    whole = UnitFigures("a", "a", 50, 10, 10, 10, 40)

    assert whole.composite(SCALE) == pytest.approx(100 * (0.4 * 0.25 + 0.3 + 0.3))
    assert figures("b", None).composite(SCALE) == pytest.approx(100 * (0.3 * 0.8 + 0.3 * 0.5))
    assert UnitFigures("c", "c", 0, 0, 0, 0, 500).composite(SCALE) == 0


def test_more_participants_than_registered_count_as_all_of_them() -> None:
    assert figures("a", 40, participants=80).composite(SCALE) == figures("b", 40, participants=40).composite(SCALE)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("participation_rate", [(1, "110000", 0.02), (2, "370000", 0.01), (3, "440000", None)]),
        ("per_capita", [(1, "110000", 0.1), (2, "370000", 0.03), (3, "440000", None)]),
        ("composite", [(1, "110000", 60.8), (2, "440000", 60.0), (3, "370000", 18.4)]),
    ],
)
async def test_r2_7_each_share_has_its_board(scoring: ScoringSystem, metric: str, expected: list[Any]) -> None:
    await scoring.keep(
        unit(("CN", "110000"), version=2, registered_base=50),
        unit(SHANDONG, version=2, registered_base=100),
        unit(GUANGDONG, version=2, registered_base=5),
    )
    await scoring.record(
        finished(score=5, path=BEIJING), finished(score=3, path=QINGDAO), finished(score=5, path=GUANGDONG)
    )

    items = (await scoring.board(metric=metric))["items"]

    assert [(item["rank"], item["unit"]["code"], item[metric]) for item in items] == expected


async def test_r2_7_weights_belong_to_the_contest_and_no_event_takes_them_back(scoring: ScoringSystem) -> None:
    weights = '{"participation_rate": 0, "average_score": 1, "full_mark_rate": 0}'
    async with scoring.owner.begin() as transaction:
        await transaction.execute(tables.contests.update().values(composite_weights=json.loads(weights)))
    await scoring.keep(contest(version=2))
    await scoring.record(finished(score=4, path=BEIJING))

    board = await scoring.board(metric="composite")

    assert board["items"][0]["composite"] == 80.0


def test_a_composite_with_points_weighs_them_against_the_most_on_the_board() -> None:
    scale = Scale(5, Weights(participation_rate=1, average_score=0, points=3))
    best, half = figures("best", 100, points=40), figures("half", 100, points=20, participants=100)

    found = {each.unit.code: each.composite for each in place([best, half], Metric.COMPOSITE, scale)}

    assert found == {"best": pytest.approx(100 * (3 + 0.1) / 4), "half": pytest.approx(100 * (1.5 + 1) / 4)}


@pytest.mark.parametrize("metric", ["average_score", "full_mark_rate"])
async def test_r2_7_fewer_sessions_than_the_smallest_sample_have_no_average_and_no_rank(
    scoring: ScoringSystem, metric: str
) -> None:
    rules = ContestRules(5, 1, 150, 1, smallest_sample=3)
    await scoring.keep(msgspec.structs.replace(contest(version=2), rules=rules))
    await scoring.record(
        *[finished(score=5, path=BEIJING) for _ in range(2)], *[finished(score=2, path=QINGDAO) for _ in range(3)]
    )

    board = await scoring.board(metric=metric)

    shown = [(row["rank"], row["unit"]["code"], row[metric]) for row in board["items"]]
    value = 2.0 if metric == "average_score" else 0.0
    assert shown == [(1, "370000", value), (None, "110000", None), (None, "440000", None)]
    assert board["smallest_sample"] == 3
    by_points = (await scoring.board())["items"]
    assert [(row["rank"], row["average_score"]) for row in by_points] == [(1, None), (2, 2.0), (3, None)]


@pytest.mark.parametrize(("metric", "value"), [("participation_rate", 0.03), ("per_capita", 0.06)])
async def test_r2_7_no_rate_says_more_of_few_sessions_than_their_average_does(
    scoring: ScoringSystem, metric: str, value: float
) -> None:
    """A unit without a base has no rate either, but its sessions count: it stands last, before those without a rank."""
    rules = ContestRules(5, 1, 150, 1, smallest_sample=3)
    bases = [unit(path, version=2, registered_base=100) for path in (SHANDONG, ("CN", "110000"))]
    await scoring.keep(msgspec.structs.replace(contest(version=2), rules=rules), *bases)
    few, enough = (
        [finished(score=5, path=BEIJING) for _ in range(2)],
        [finished(score=2, path=QINGDAO) for _ in range(3)],
    )
    await scoring.record(*few, *enough, *[finished(score=2, path=GUANGDONG) for _ in range(3)])

    items = (await scoring.board(metric=metric))["items"]

    shown = [(row["rank"], row["unit"]["code"], row[metric]) for row in items]
    assert shown == [(1, "370000", value), (2, "440000", None), (None, "110000", None)]


async def test_r2_7_weights_are_rules_of_the_contest_and_shown_on_the_board(scoring: ScoringSystem) -> None:
    rules = ContestRules(5, 1, 150, 1, composite=CompositeWeights(points=2, participation_rate=1, average_score=1))
    await scoring.keep(msgspec.structs.replace(contest(version=2), rules=rules))
    await scoring.record(finished(score=5, path=BEIJING), finished(score=2, path=QINGDAO))

    board = await scoring.board(metric="composite")

    weights = {"points": 2, "participation_rate": 1, "average_score": 1, "full_mark_rate": 0}
    assert board["composite"] == weights
    assert [(row["unit"]["code"], row["composite"]) for row in board["items"]] == [
        ("110000", 75.0),
        ("370000", 30.0),
        ("440000", 0.0),
    ]
