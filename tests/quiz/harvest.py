"""What friends who share everything they see know of the papers to come, for each pair of rules (R1.8, R1.12).

`python -m tests.quiz.harvest` prints the tables of docs/guides/fair-papers.md; the same draw as in a contest, and a
fixed seed.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from random import Random

from quiz_service.domain.ring import BankSeat, Ring
from quiz_service.domain.rules import Pools, Reveal
from quiz_service.domain.strata import pool_of

SEED = 20260601
DAYS, PER_PAPER = 30, 5
HOURS = 12
"""In which the sessions of a day are spread evenly."""
SIZES = (400, 720, 3000)
"""Too few for a nation, the shipped bank, and a bank that costs a season of work."""
FRIENDS = (10, 100, 500)
STRANGERS = 200
"""Papers over which what is known is averaged."""
INSTANTS = ("day 1, an hour in", "day 1, the last", "day 2, the first", "day 7, the last", "day 8, the first")
BEGINNING = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Papers:
    """The papers of a contest of 30 days."""

    seats: Sequence[BankSeat]
    pools: Pools
    key: bytes

    def rings(self) -> list[Ring]:
        """One for each day."""
        if self.pools is Pools.WHOLE_BANK:
            return [self._ring(self.seats)] * DAYS
        return [self._ring(pool_of(self.seats, self.key, DAYS, day)) for day in range(DAYS)]

    def _ring(self, seats: Sequence[BankSeat]) -> Ring:
        return Ring.of(seats, BEGINNING, {seat.question_id for seat in seats})


def bank_of(size: int) -> list[BankSeat]:
    return [BankSeat(f"c{number % 6}", f"q{number}", BEGINNING) for number in range(size)]


def known(size: int, friends: int, pools: Pools, reveal: Reveal) -> list[float]:
    """The share of a fresh paper whose keys the friends have been shown, at each of the `INSTANTS`."""
    random = Random(f"{SEED} {size} {friends}")
    papers = Papers(bank_of(size), pools, random.randbytes(32))
    rings = papers.rings()
    group, strangers = ([uuid.UUID(bytes=random.randbytes(16)) for _ in range(n)] for n in (friends, STRANGERS))

    def paper(person: uuid.UUID, day: int) -> list[str]:
        slot = 0 if pools is Pools.BY_DAY else day * PER_PAPER
        drawn = rings[day].draw(papers.key, person, slot, PER_PAPER)
        assert drawn is not None
        return drawn

    def share(day: int, played: int) -> float:
        """Known on `day` after so many of the group have handed in on it, and all on the days before."""
        shown = {each for earlier in range(day) for friend in group for each in paper(friend, earlier)}
        if reveal is Reveal.AT_HAND_IN:
            shown.update(each for friend in group[:played] for each in paper(friend, day))
        asked = [each for stranger in strangers for each in paper(stranger, day)]
        return sum(each in shown for each in asked) / len(asked)

    moments = [(0, max(1, friends // HOURS)), (0, friends), (1, 0), (6, friends), (7, 0)]
    return [share(day, played) for day, played in moments]


def rows(size: int) -> Iterator[str]:
    yield f"| n | rules | {' | '.join(INSTANTS)} |"
    yield "|---|---|" + "---|" * len(INSTANTS)
    for friends, (pools, reveal) in product(FRIENDS, product(Pools, Reveal)):
        shares = " | ".join(f"{share:.1%}" for share in known(size, friends, pools, reveal))
        yield f"| {friends} | `{pools}` `{reveal}` | {shares} |"


if __name__ == "__main__":
    for each in SIZES:
        print(f"{each} questions", *rows(each), "", sep="\n")
