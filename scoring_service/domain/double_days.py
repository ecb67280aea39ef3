"""Days that one person played under several accounts (I19)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from scoring_service.domain.integrity import Attempt, Signal, Suspicion
from scoring_service.domain.ledger import Entry

MILLISECOND = timedelta(milliseconds=1)


def double_days(sessions: Iterable[Entry]) -> Iterator[Suspicion]:
    """Suspects every session of such a day but the first. `sessions` are one person's in one contest."""
    days: dict[date, list[Entry]] = defaultdict(list)
    for each in sessions:
        days[each.contest_day].append(each)
    for of_day in days.values():
        accounts = {each.participant_id for each in of_day}
        if len(accounts) > 1:
            yield from _suspicions(sorted(of_day, key=lambda each: (each.started_at, each.session_id)), len(accounts))


def _suspicions(of_day: Sequence[Entry], accounts: int) -> Iterator[Suspicion]:
    ids = [each.session_id for each in of_day]
    figures = {"sessions": len(of_day), "accounts": accounts}
    for each in of_day[1:]:
        duration_ms = (each.finished_at - each.started_at) // MILLISECOND
        attempt = Attempt(each.contest_id, each.contest_day, each.session_id, each.unit_path, duration_ms, None)
        yield Suspicion(Signal.DOUBLE_DAY, attempt, ids, figures)
