"""A month of 400 people: nothing repeats, blueprints hold, no enemies meet, and chance is fair (R1.2, R1.8, I14)."""

import uuid
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from random import Random

import pytest

from quiz_service.domain.drawable import Enemies
from quiz_service.domain.paper import Paper, Source
from quiz_service.domain.question import Kind
from quiz_service.domain.ring import BankSeat, Ring
from quiz_service.domain.rules import Blueprint, Pools
from quiz_service.domain.strata import pool_of, strata_of

PEOPLE, DAYS, PER_PAPER = 400, 30, 5
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SIZE = 720
KINDS = {Kind.SINGLE_CHOICE: 3, Kind.MULTIPLE_CHOICE: 1, Kind.TRUE_FALSE: 1}
BLUEPRINT = Blueprint(KINDS, (8, 11))
LIMIT_SIGMA = 4.0
"""How many standard deviations chi-square may lie above its degrees of freedom; chosen before the first run."""
CASES = [(kind, pools) for kind in ("free", "blueprint") for pools in Pools]


def bank() -> list[BankSeat]:
    kinds = [*[Kind.SINGLE_CHOICE] * 3, Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE]
    return [
        BankSeat(f"c{number % 6}", f"q{number}", NOW, kinds[number // 6 % 5], 1 + number // 30 % 3)
        for number in range(SIZE)
    ]


def enemies() -> Enemies:
    """Sixty groups of three, wherever they fall in kinds and categories."""
    ids = [f"q{number}" for number in range(SIZE)]
    Random(7).shuffle(ids)
    groups = [set(ids[at : at + 3]) for at in range(0, 180, 3)]
    return {each: frozenset(group - {each}) for group in groups for each in group}


@cache
def month(kind: str, pools: Pools) -> list[list[list[str]]]:
    """The papers of each person, day by day."""
    random, blueprint = Random(f"{kind} {pools}"), BLUEPRINT if kind == "blueprint" else None
    key, foes, seats = random.randbytes(32), enemies(), bank()
    sizes = Counter((seat.kind, seat.difficulty) for seat in seats)
    strata = strata_of(blueprint, PER_PAPER, sizes)
    assert strata is not None
    sources: list[list[Source]] = []
    for day in range(DAYS):
        sources.append([])
        for stratum in strata:
            held = [seat for seat in seats if stratum.holds(seat)]
            own = pool_of(held, key, DAYS, day) if pools is Pools.BY_DAY else held
            ring = Ring.of(own, NOW, {seat.question_id for seat in own})
            sources[day].append(Source(ring, stratum.count, 1 if pools is Pools.BY_DAY else DAYS))
    people = [uuid.UUID(bytes=random.randbytes(16)) for _ in range(PEOPLE)]
    before = [0 if pools is Pools.BY_DAY else day for day in range(DAYS)]
    papers = [[Paper(sources[day], key, who, foes).ids(before[day]) for day in range(DAYS)] for who in people]
    return [[paper for paper in own if paper is not None] for own in papers]


@pytest.mark.parametrize(("kind", "pools"), CASES)
def test_nobody_meets_a_question_twice(kind: str, pools: Pools) -> None:
    """R1.8"""
    met = [[each for paper in own for each in paper] for own in month(kind, pools)]
    repeats = [len(own) - len(set(own)) for own in met]

    assert (len(repeats), max(repeats)) == (PEOPLE, 0)


@pytest.mark.parametrize(("kind", "pools"), CASES)
def test_no_paper_has_two_enemies(kind: str, pools: Pools) -> None:
    foes = enemies()
    papers = [paper for own in month(kind, pools) for paper in own]

    assert len(papers) == PEOPLE * DAYS
    assert [paper for paper in papers if any(foes.get(each, frozenset()) & set(paper) for each in paper)] == []


@pytest.mark.parametrize("pools", list(Pools))
def test_every_paper_keeps_the_blueprint(pools: Pools) -> None:
    """R1.2"""
    seats = {seat.question_id: seat for seat in bank()}
    papers = [[seats[each] for each in paper] for own in month("blueprint", pools) for paper in own]

    assert {frozenset(Counter(seat.kind for seat in paper).items()) for paper in papers} == {frozenset(KINDS.items())}
    assert {8 <= sum(seat.difficulty for seat in paper) <= 11 for paper in papers} == {True}


@pytest.mark.parametrize("pools", list(Pools))
def test_every_question_comes_as_often_as_chance_has_it(pools: Pools) -> None:
    """I14: 60,000 draws; those of a pool against the size of that pool."""
    counts = Counter(each for own in month("free", pools) for paper in own for each in paper)
    by_day = [Counter(each for own in month("free", pools) for each in own[day]) for day in range(DAYS)]
    groups = [counts] if pools is Pools.WHOLE_BANK else by_day

    chi_square = 0.0
    for group in groups:
        expected = group.total() / len(group)
        chi_square += sum((count - expected) ** 2 / expected for count in group.values())
    freedom = sum(len(group) - 1 for group in groups)

    assert len(counts) == SIZE
    assert chi_square < freedom + LIMIT_SIGMA * (2 * freedom) ** 0.5
