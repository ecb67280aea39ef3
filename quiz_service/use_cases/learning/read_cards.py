"""Knowledge cards: what the bank explains, to learn from before answering (R6.10, docs/decisions/0052)."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestOutOfQuestions
from quiz_service.domain.learning import Withheld
from quiz_service.domain.question import Question
from quiz_service.domain.rules import Pools
from quiz_service.memory.engine import QuizEngine
from quiz_service.use_cases.steps.draw_paper import draw_paper
from quiz_service.use_cases.steps.read_record import Record
from quiz_service.use_cases.steps.recall import recall

DRAWING = asyncio.Semaphore(4)
"""Of one process: those who ask for cards wait for each other, and nobody else does."""
OF_EACH_CATEGORY = 6
"""A day's cards are a small part of the bank: who collects them learns it as slowly as who plays."""


async def read_cards(
    engine: QuizEngine, record: Record, contest: Contest, participant_id: UUID, now: datetime
) -> Sequence[Question]:
    """The cards of the contest day, by category; other ones each day, the same for everybody but for their own draw.

    None of them stands in a session of the participant that runs, or in one that today may still bring (I7). Where each
    day has a pool that is shown afterwards, they are of days that have ended.
    """
    async with DRAWING:
        drawn = [each async for each in _drawn_today(engine, participant_id, now)]
    withheld = Withheld(await recall(engine, record.closed), drawn)
    key, day = engine.draw_key(contest.id), contest.day_of(now)
    by_category: defaultdict[str, list[Question]] = defaultdict(list)
    questions = _open_to_all(engine, contest, day, key)
    for question in sorted(questions, key=lambda each: _place(each, key, day)):
        if question.explanation and not withheld.hides(contest.bank_id, question):
            by_category[question.category].append(question)
    return [each for category in sorted(by_category) for each in by_category[category][:OF_EACH_CATEGORY]]


def _open_to_all(engine: QuizEngine, contest: Contest, day: date, key: bytes) -> Sequence[Question]:
    bank = engine.catalogue.banks[contest.bank_id]
    if contest.rules.pools is Pools.WHOLE_BANK or contest.reveal_at(day) is None:
        drawn = bank.drawn_on(day, contest.rules.audience)
        return [question for name, question in bank.by_id.items() if name in drawn]
    ended = [contest.first_day + timedelta(days=back) for back in range((day - contest.first_day).days)]
    served = {name for each in ended for source in bank.sources(contest, each, key) for name in source.ring.names}
    return [question for name, question in bank.by_id.items() if name in served]


async def _drawn_today(engine: QuizEngine, participant_id: UUID, now: datetime) -> AsyncIterator[tuple[str, Question]]:
    """What every contest that is open asks the participant today, under any of their accounts.

    There may be many, so whoever plays goes first: each paper is drawn in a turn of its own.
    """
    persons = (participant_id, *engine.merges.ended_into(participant_id))
    for contest in list(engine.catalogue.contests.values()):
        if not contest.is_open(now):
            continue
        for person in persons:
            for ordinal in range(1, contest.rules.sessions_per_day + 1):
                try:
                    paper = draw_paper(engine, contest, person, contest.day_of(now), ordinal)
                except ContestOutOfQuestions:
                    break
                for each in paper:
                    yield contest.bank_id, each.question
                await asyncio.sleep(0)


def _place(question: Question, key: bytes, day: date) -> bytes:
    return hashlib.blake2b(f"{day} {question.id}".encode(), key=key, digest_size=8, person=b"cards").digest()
