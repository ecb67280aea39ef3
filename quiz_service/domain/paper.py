"""A paper: so many questions of each ring, no two of them enemies (R1.2, R1.8, docs/decisions/0051).

Where two enemies fall on one paper, one of them is replaced by a question that the participant's walk does not reach in
this contest. Which of those earlier papers have used is found by drawing them again: no history is read, and a paper
without enemies costs nothing more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from quiz_service.domain.drawable import Enemies
from quiz_service.domain.ring import Ring

MOST_DRAWN_AGAIN = 400
"""Papers; a month of a dozen sessions a day. It takes some 30 ms."""


@dataclass(frozen=True)
class Source:
    """A ring, how many questions of it stand on each paper, and how many papers one person can draw."""

    ring: Ring
    count: int
    papers: int

    @property
    def reached(self) -> int:
        """From this place on, nobody's walk comes to the rest of the ring."""
        return min(self.count * self.papers, len(self.ring.seats))

    @property
    def spare(self) -> int:
        return len(self.ring.seats) - self.reached


class Paper:
    """The papers of one participant. `sources` together make one paper, in this order."""

    def __init__(self, sources: Sequence[Source], key: bytes, participant: UUID, enemies: Enemies) -> None:
        self._sources, self._key, self._participant, self._enemies = sources, key, participant, enemies
        self._used: set[str] = set()

    def ids(self, papers_before: int) -> list[str] | None:
        """Of the paper that comes after so many. None where the rings have too few questions, or only enemies."""
        plain = self._plain(papers_before)
        if plain is None or not self._enemies or not self._clashes(plain):
            return None if plain is None else [each for part in plain for each in part]
        has_spare = any(source.spare for source in self._sources)
        for earlier in range(max(0, papers_before - MOST_DRAWN_AGAIN), papers_before) if has_spare else ():
            self._resolved(self._plain(earlier) or [])
        resolved = self._resolved(plain)
        return None if resolved is None else [each for part in resolved for each in part]

    def _plain(self, papers_before: int) -> list[list[str]] | None:
        parts = []
        for source in self._sources:
            drawn = source.ring.draw(self._key, self._participant, papers_before * source.count, source.count)
            if drawn is None:
                return None
            parts.append(drawn)
        return parts

    def _clashes(self, parts: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
        """Ring and place of those to be replaced; the ring that has most to spare gives way."""
        beside: set[str] = set()
        found = set()
        for number in sorted(range(len(parts)), key=lambda each: self._sources[each].spare):
            for place, question_id in enumerate(parts[number]):
                if beside.isdisjoint(self._enemies.get(question_id, ())):
                    beside.add(question_id)
                else:
                    found.add((number, place))
        return found

    def _resolved(self, parts: list[list[str]]) -> list[list[str]] | None:
        clashes = self._clashes(parts)
        beside = {
            question_id
            for number, part in enumerate(parts)
            for place, question_id in enumerate(part)
            if (number, place) not in clashes
        }
        for number, place in sorted(clashes):
            found = self._replacement(self._sources[number], beside)
            if found is None:
                return None
            beside.add(found)
            self._used.add(found)
            parts[number][place] = found
        return parts

    def _replacement(self, source: Source, beside: Collection[str]) -> str | None:
        """Of what is never reached, else of all: a repeat on another day is better than an enemy or no paper."""
        for slot in [*range(source.reached, len(source.ring.seats)), *range(source.reached)]:
            found = source.ring.at(self._key, self._participant, slot)
            if found is None or found in beside or (found in self._used and slot >= source.reached):
                continue
            if self._enemies.get(found, frozenset()).isdisjoint(beside):
                return found
        return None
