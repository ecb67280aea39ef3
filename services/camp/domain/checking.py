"""Questions at random moments of a lesson, so that whoever learns is there (R6.11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from random import Random

from services.camp.domain.camp import MS_PER_MINUTE

EARLIEST_MS, LATEST_MS = 4 * MS_PER_MINUTE, 9 * MS_PER_MINUTE
"""How much counts between one question and the next."""


@dataclass(frozen=True)
class CheckQuestion:
    """`right` are places among the options. A new one has no id yet."""

    question: str
    options: tuple[str, ...]
    right: frozenset[int]
    id: int = 0


@dataclass(frozen=True)
class Attention:
    """`asked` waits for its answer: until then nothing counts. `next_at_ms` of the time that counts brings the next.

    `right` and `wrong` are how often was answered so.
    """

    asked: CheckQuestion | None = None
    next_at_ms: int | None = None
    right: int = 0
    wrong: int = 0

    def answered(self, check_id: int, chosen: Collection[int], counted_ms: int, random: Random) -> "Attention":
        """Rightly, learning goes on; wrongly, the next beat draws anew. Another question's answer changes nothing."""
        if self.asked is None or self.asked.id != check_id:
            return self
        if frozenset(chosen) != self.asked.right:
            return replace(self, asked=None, next_at_ms=counted_ms, wrong=self.wrong + 1)
        next_at_ms = counted_ms + random.randint(EARLIEST_MS, LATEST_MS)
        return replace(self, asked=None, next_at_ms=next_at_ms, right=self.right + 1)

    def due(self, questions: Sequence[CheckQuestion], counted_ms: int, random: Random) -> "Attention":
        """With a question drawn where it is time for one; a lesson without questions asks none."""
        if self.asked is not None or not questions:
            return self
        if self.next_at_ms is None:
            return replace(self, next_at_ms=counted_ms + random.randint(EARLIEST_MS, LATEST_MS))
        return replace(self, asked=random.choice(questions)) if counted_ms >= self.next_at_ms else self
