"""The ring that a contest draws from: seats of its bank that were taken in time (R1.8, docs/decisions/0026)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quiz_service.domain.draw import Seat, draw, draw_standing, ring_of
from quiz_service.domain.question import Kind


@dataclass(frozen=True)
class BankSeat:
    """A question keeps its seat, as what it was when it was first published, whatever becomes of its text."""

    category: str
    question_id: str
    seated_at: datetime
    kind: Kind = Kind.SINGLE_CHOICE
    difficulty: int = 1


@dataclass(frozen=True)
class Ring:
    """`late` are questions that stand in the bank by now and have no seat here."""

    seats: Sequence[Seat]
    ids: Mapping[str, Sequence[str]]
    gone: frozenset[tuple[str, int]]
    late: Sequence[str]

    @classmethod
    def of(cls, bank: Iterable[BankSeat], until: datetime, available: Collection[str]) -> "Ring":
        """The seats taken up to `until`; those whose question is not `available` any more are gone."""
        ids: defaultdict[str, list[str]] = defaultdict(list)
        for seat in bank:
            if seat.seated_at <= until:
                ids[seat.category].append(seat.question_id)
        seated = {question_id for of_category in ids.values() for question_id in of_category}
        gone = {
            (category, index)
            for category, of_category in ids.items()
            for index, question_id in enumerate(of_category)
            if question_id not in available
        }
        sizes = {category: len(of_category) for category, of_category in ids.items()}
        return cls(ring_of(sizes), ids, frozenset(gone), sorted(set(available) - seated))

    def draw(self, key: bytes, participant: UUID, first_slot: int, count: int) -> list[str] | None:
        """Ids of different questions; late ones only where withdrawals have left too few. None where there are none."""
        if len(self.seats) < count:
            return None
        late = iter(self.late)
        ids: list[str] = []
        for place in draw_standing(self.seats, key, participant, first_slot, count, self.gone):
            question_id = next(late, None) if place is None else self.ids[place[0]][place[1]]
            if question_id is None:
                return None
            ids.append(question_id)
        return ids

    @property
    def names(self) -> Iterator[str]:
        """The ids of all questions that have a seat here."""
        return (name for of_category in self.ids.values() for name in of_category)

    def at(self, key: bytes, participant: UUID, slot: int) -> str | None:
        """The question at this place of the participant's walk, or None where it has gone."""
        [place] = draw(self.seats, key, participant, slot, 1)
        return None if place in self.gone else self.ids[place[0]][place[1]]
