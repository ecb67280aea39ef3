"""Before the opening people rehearse: a paper with its answers, which counts for nothing (R6.10)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import NotRehearsed
from quiz_service.domain.question import Question
from quiz_service.memory.engine import QuizEngine


def rehearse(engine: QuizEngine, contest: Contest, now: datetime, random: Random) -> Sequence[Question]:
    """As many questions of the rehearsal's bank as a session has, other ones each time; fewer where there are fewer.

    None of them stands in the bank of a contest that is not over: whatever a session that runs or a
    day that is yet to end may ask has no key here (I7). Raises `NotRehearsed`.
    """
    rule = contest.rules.rehearsal
    if rule is None or not contest.is_rehearsed(now):
        raise NotRehearsed(extra={"opens_at": contest.opens_at.astimezone(contest.zone).isoformat()})
    asked = frozenset(_asked(engine, now))
    bank = engine.catalogue.banks.get(rule.bank_id)
    pool = [] if bank is None else [each for each in bank.by_id.values() if each.stem not in asked]
    return random.sample(pool, min(contest.rules.questions_per_session, len(pool)))


def _asked(engine: QuizEngine, now: datetime) -> Iterator[str]:
    """The stems of whatever may be asked, or has been and is not shown yet."""
    for bank_id in {each.bank_id for each in engine.catalogue.contests.values() if not each.is_over(now)}:
        for question in engine.catalogue.banks[bank_id].by_id.values():
            yield question.stem
