"""What a participant has met, and what may be shown of it again (R1.11, I7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from quiz_service.domain.question import Question, indexes_of

_YEARS = range(2000, 9000)
"""Of cursors that may be ours; outside them days and zones overflow."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a participant's history; what came later is greater. A whole session is position 0."""

    started_at: datetime
    session_id: UUID
    position: int = 0

    def __str__(self) -> str:
        return f"{self.started_at.isoformat()} {self.session_id} {self.position}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """What `str` made. Raises ValueError for anything else."""
        started_at, session_id, position = text.split(" ")
        instant = datetime.fromisoformat(started_at)
        if instant.tzinfo is None or instant.year not in _YEARS:
            raise ValueError(text)
        return cls(instant.astimezone(UTC), UUID(session_id), int(position))


@dataclass(frozen=True)
class Asked:
    """One position of a session. `chosen` and the question's `right` are bit masks over the options of this revision.

    `chosen` is None where nothing was saved and 0 where the answer was cleared.
    """

    place: Place
    contest_day: date
    bank_id: str
    question: Question
    chosen: int | None

    @property
    def is_right(self) -> bool:
        return self.chosen == self.question.right

    @property
    def chosen_texts(self) -> Sequence[str]:
        return [self.question.options[index] for index in indexes_of(self.chosen or 0)]


@dataclass(frozen=True)
class Missed:
    """A question of the wrong-question book: how it was answered last when it was wrong, and how often it was."""

    last: Asked
    times: int


class Withheld:
    """The questions of running sessions, and those still to be drawn today, whose key nobody may be told (I7).

    Another revision or the same stem in another bank is the same question: its key would be as good.
    """

    def __init__(self, running: Iterable[Asked], drawn: Iterable[tuple[str, Question]] = ()) -> None:
        """`drawn` names the bank of each question."""
        closed = [*((each.bank_id, each.question) for each in running), *drawn]
        self._ids = {(bank_id, question.id) for bank_id, question in closed}
        self._stems = {question.stem for _, question in closed}

    def hides(self, bank_id: str, question: Question) -> bool:
        return (bank_id, question.id) in self._ids or question.stem in self._stems


def wrong_book(finished: Iterable[Asked]) -> list[Missed]:
    """Every question that was answered wrongly or left out, once, the latest miss first."""
    book: dict[tuple[str, str], Missed] = {}
    for asked in sorted((each for each in finished if not each.is_right), key=lambda each: each.place):
        name = (asked.bank_id, asked.question.id)
        times = book[name].times if name in book else 0
        book[name] = Missed(asked, times + 1)
    return sorted(book.values(), key=lambda missed: missed.last.place, reverse=True)
