"""Contests and question banks in memory, prepared for replies; refreshed when their versions change."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.draw import Seat, ring_of
from quiz_service.domain.errors import ContestNotFound
from quiz_service.domain.question import Question
from quiz_service.queries import catalogue as queries
from services.kit.clock import EstimatedClock, contest_now
from services.kit.database import Database

REFRESH_REST_S = 0.5


@dataclass(frozen=True)
class PreparedQuestion:
    """A question with the parts of its reply that are the same for everybody, as JSON text."""

    question: Question
    head: str = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)
    tail: str = field(repr=False)
    """What only a finished session shows (I7)."""

    @classmethod
    def of(cls, question: Question) -> "PreparedQuestion":
        head = f'"kind":{_json(question.kind)},"category":{_json(question.category)},"stem":{_json(question.stem)}'
        tail = f'"explanation":{_json(question.explanation)},"source":{_json(question.source)}'
        return cls(question, head, tuple(_json(text) for text in question.options), tail)


@dataclass(frozen=True)
class Bank:
    version: int
    ring: tuple[Seat, ...]
    by_category: dict[str, list[PreparedQuestion]] = field(repr=False)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {each.question.id: each.question for questions in self.by_category.values() for each in questions}


class Catalogue:
    """What a process needs to know to open a session without asking anybody."""

    def __init__(self, database: Database, clock: EstimatedClock) -> None:
        self._database = database
        self._clock = clock
        self.contests: dict[str, Contest] = {}
        self.banks: dict[str, Bank] = {}
        self._by_revision: dict[int, PreparedQuestion] = {}

    async def refresh(self) -> float:
        """Take over what has changed, the clock included. A background step: returns the seconds to rest."""
        async with self._database.begin() as connection:
            self._clock.adjust(await contest_now(connection))
            contest_versions, bank_versions = await queries.read_versions(connection)
            for bank_id, version in bank_versions.items():
                if bank_id not in self.banks or self.banks[bank_id].version != version:
                    await self._load_bank(connection, bank_id, version)
            changed = [
                contest_id
                for contest_id, version in contest_versions.items()
                if contest_id not in self.contests or self.contests[contest_id].version != version
            ]
            if changed:
                await self._load_contests(connection, changed)
        return REFRESH_REST_S

    async def contest(self, contest_id: str) -> Contest:
        """The contest, also one that was created a moment ago. Raises `ContestNotFound`."""
        if contest_id not in self.contests and contest_id.isprintable():
            async with self._database.begin() as connection:
                await self._load_contests(connection, [contest_id])
        if contest_id not in self.contests:
            raise ContestNotFound
        contest = self.contests[contest_id]
        if contest.bank_id not in self.banks:
            await self.refresh()
        return contest

    async def questions(self, revisions: Sequence[int]) -> list[PreparedQuestion]:
        """The questions of a paper in its order; older revisions are read once and kept."""
        missing = [revision for revision in revisions if revision not in self._by_revision]
        if missing:
            async with self._database.begin() as connection:
                for question in await queries.read_revisions(connection, missing):
                    self._by_revision[question.revision] = PreparedQuestion.of(question)
        return [self._by_revision[revision] for revision in revisions]

    async def _load_contests(self, connection: AsyncConnection, ids: Sequence[str]) -> None:
        for contest in await queries.read_contests(connection, ids):
            self.contests[contest.id] = contest

    async def _load_bank(self, connection: AsyncConnection, bank_id: str, version: int) -> None:
        by_category: dict[str, list[PreparedQuestion]] = {}
        for question in await queries.read_questions(connection, bank_id):
            prepared = self._by_revision.get(question.revision) or PreparedQuestion.of(question)
            self._by_revision[question.revision] = prepared
            by_category.setdefault(question.category, []).append(prepared)
        sizes = Counter({category: len(questions) for category, questions in by_category.items()})
        self.banks[bank_id] = Bank(version, ring_of(sizes), by_category)


def _json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
