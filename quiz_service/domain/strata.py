"""What a paper is drawn from: strata of a blueprint, and the pools of single days (R1.2, R1.8).

A stratum holds the questions of one kind, and of one difficulty where their sum is bounded; a paper takes so many of
each. A day's pool is a keyed part of each stratum that serves no other day. Both are seats of the bank, so the ring of
each is walked like that of the whole bank: without history, and without repeats until it is used up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from quiz_service.domain.draw import permute
from quiz_service.domain.question import Kind
from quiz_service.domain.ring import BankSeat
from quiz_service.domain.rules import Blueprint

DIFFICULTIES = (1, 2, 3)
Sort = tuple[Kind, int]
"""Kind and difficulty of a question."""


@dataclass(frozen=True)
class Stratum:
    """`count` questions of each paper are of one of these sorts; all sorts where there is no blueprint."""

    count: int
    sorts: frozenset[Sort] | None = None

    def holds(self, seat: BankSeat) -> bool:
        return self.sorts is None or (seat.kind, seat.difficulty) in self.sorts


def strata_of(blueprint: Blueprint | None, count: int, sizes: Mapping[Sort, int]) -> Sequence[Stratum] | None:
    """The strata of papers of `count` questions from a bank with so many questions of each sort, in the order of kinds.

    None where the bank has none of something that every paper needs.
    """
    if blueprint is None:
        return [Stratum(count)]
    wanted = {kind: blueprint.kinds[kind] for kind in Kind if blueprint.kinds.get(kind)}
    if blueprint.difficulty_sum is None:
        strata = [Stratum(number, frozenset((kind, each) for each in DIFFICULTIES)) for kind, number in wanted.items()]
        is_there = all(sum(sizes.get((kind, each), 0) for each in DIFFICULTIES) >= n for kind, n in wanted.items())
        return strata if is_there else None
    least, most = blueprint.difficulty_sum
    fitting = [
        each
        for each in _compositions(wanted, sizes)
        if least <= sum(difficulty * number for (_, difficulty), number in each.items()) <= most
    ]
    if not fitting:
        return None
    # The one that the bank can serve for the most days.
    best = max(fitting, key=lambda each: (min(sizes[sort] / number for sort, number in each.items()), sorted(each)))
    kinds = list(Kind)
    in_order = sorted(best.items(), key=lambda each: (kinds.index(each[0][0]), each[0][1]))
    return [Stratum(number, frozenset([sort])) for sort, number in in_order]


def _compositions(wanted: Mapping[Kind, int], sizes: Mapping[Sort, int]) -> Iterator[Mapping[Sort, int]]:
    """Every way to fill a paper, by difficulty within each kind, that the bank can fill once."""
    ways = [
        [
            Counter({(kind, 1): easy, (kind, 2): number - easy - hard, (kind, 3): hard})
            for easy in range(number + 1)
            for hard in range(number + 1 - easy)
        ]
        for kind, number in wanted.items()
    ]
    possible = [[each for each in way if all(n <= sizes.get(sort, 0) for sort, n in each.items())] for way in ways]
    for chosen in product(*possible):
        yield {sort: n for each in chosen for sort, n in each.items() if n}


def pool_of(seats: Sequence[BankSeat], key: bytes, days: int, day: int) -> list[BankSeat]:
    """The seats that serve the `day`-th of `days` days alone: the pools differ in size by one at most.

    `seats` are in their lasting order; `key` is secret and differs by contest.
    """
    by_category: dict[str, list[BankSeat]] = {}
    for seat in seats:
        by_category.setdefault(seat.category, []).append(seat)
    chosen = []
    before = 0
    for category, of_category in sorted(by_category.items()):
        size = len(of_category)
        for index, seat in enumerate(of_category):
            if (before + permute(index, size, key + b" pools " + category.encode())) % days == day:
                chosen.append(seat)
        before += size
    return chosen
