"""Contests and question banks in memory, prepared for replies; refreshed when their versions change."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Withdrawal
from quiz_service.domain.contest import Contest
from quiz_service.domain.drawable import Enemies, enemies_of, is_drawn_on
from quiz_service.domain.errors import ContestNotFound
from quiz_service.domain.paper import Source
from quiz_service.domain.picture import address_of
from quiz_service.domain.question import Audience, Question
from quiz_service.domain.ring import BankSeat, Ring
from quiz_service.domain.rules import Pools
from quiz_service.domain.strata import pool_of, strata_of
from quiz_service.queries import catalogue as queries
from services.chassis.clock import EstimatedClock, contest_now
from services.kit.database import Database

REFRESH_REST_S = 0.5
STALE_AFTER_S = 3.0
"""A process that has heard nothing for so long asks before it draws: a question may have been withdrawn."""


@dataclass(frozen=True)
class PreparedQuestion:
    """A question with the parts of its reply that are the same for everybody, as JSON text."""

    question: Question
    head: str = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)
    tail: str = field(repr=False)
    """What only a finished session shows (I7)."""
    withdrawn: str = field(default="", repr=False)
    """What is added where the session was scored again for its withdrawal."""

    @classmethod
    def of(cls, question: Question, withdrawal: Withdrawal | None = None) -> "PreparedQuestion":
        head = f'"kind":{_json(question.kind)},"category":{_json(question.category)},"stem":{_json(question.stem)}'
        if question.picture:
            shown = {"url": address_of(question.picture), "alt": question.picture_alt}
            head += f',"picture":{json.dumps(shown, ensure_ascii=False)}'
        tail = f'"explanation":{_json(question.explanation)},"source":{_json(question.source)}'
        withdrawn = ""
        if withdrawal is not None:
            at = withdrawal.withdrawn_at.isoformat(timespec="milliseconds")
            told = {"decision": withdrawal.decision.value, "reason": withdrawal.reason, "withdrawn_at": at}
            withdrawn = f',"withdrawn":{json.dumps(told, ensure_ascii=False)}'
        return cls(question, head, tuple(_json(text) for text in question.options), tail, withdrawn)


@dataclass(frozen=True)
class Bank:
    """The questions in use by id, and where they and their predecessors have their seats."""

    version: int
    prepared: Mapping[str, PreparedQuestion] = field(repr=False)
    seats: Sequence[BankSeat] = field(repr=False)
    _rings: dict[tuple[datetime, date | None, Audience], Ring] = field(default_factory=dict, repr=False)
    _sources: dict[tuple[str, int, date | None, date | None], Sequence[Source]] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {question_id: each.question for question_id, each in self.prepared.items()}

    @cached_property
    def categories(self) -> frozenset[str]:
        return frozenset(question.category for question in self.by_id.values())

    @cached_property
    def enemies(self) -> Enemies:
        return enemies_of(self.by_id.values())

    @cached_property
    def _differs_by_day(self) -> bool:
        return any(each.valid_from or each.valid_until for each in self.by_id.values())

    def drawn_on(self, day: date, audience: Audience) -> frozenset[str]:
        return frozenset(name for name, each in self.by_id.items() if is_drawn_on(each, day, audience))

    def ring(self, contest: Contest, day: date) -> Ring:
        audience = contest.rules.audience
        name = (contest.draws_until, day if self._differs_by_day else None, audience)
        if name not in self._rings:
            self._rings[name] = Ring.of(self.seats, contest.draws_until, self.drawn_on(day, audience))
        return self._rings[name]

    def sources(self, contest: Contest, day: date, key: bytes) -> Sequence[Source]:
        """What a paper of that day is drawn from."""
        rules = contest.rules
        pool_day = day if rules.pools is Pools.BY_DAY else None
        if rules.blueprint is None and pool_day is None:
            return [Source(self.ring(contest, day), rules.questions_per_session, contest.papers_drawn)]
        name = (contest.id, contest.version, pool_day, day if self._differs_by_day else None)
        if name not in self._sources:
            self._sources[name] = self._drawn_from(contest, pool_day, day, key)
        return self._sources[name]

    def _drawn_from(self, contest: Contest, pool_day: date | None, day: date, key: bytes) -> Sequence[Source]:
        until, rules = contest.draws_until, contest.rules
        seated = [
            replace(seat, difficulty=contest.measured.get(seat.question_id, seat.difficulty))
            for seat in self.seats
            if seat.seated_at <= until
        ]
        sizes = Counter((seat.kind, seat.difficulty) for seat in seated)
        sources = []
        for stratum in strata_of(rules.blueprint, rules.questions_per_session, sizes) or ():
            seats = [seat for seat in seated if stratum.holds(seat)]
            if pool_day is not None:
                days = (contest.last_day - contest.first_day).days + 1
                seats = pool_of(seats, key, days, (pool_day - contest.first_day).days)
            available = self.drawn_on(day, rules.audience) & {seat.question_id for seat in seats}
            sources.append(Source(Ring.of(seats, until, available), stratum.count, contest.papers_drawn))
        return sources


class Catalogue:
    """What a process needs to know to open a session without asking anybody."""

    def __init__(self, database: Database, clock: EstimatedClock) -> None:
        self._database = database
        self._clock = clock
        self.contests: dict[str, Contest] = {}
        self.banks: dict[str, Bank] = {}
        self._by_revision: dict[int, PreparedQuestion] = {}
        self._withdrawn: dict[int, Withdrawal] = {}
        self._refreshed_at = -STALE_AFTER_S
        self._freshening = asyncio.Lock()

    async def refresh(self) -> float:
        """Take over what has changed, the clock included. A background step: returns the seconds to rest."""
        asked_at = time.monotonic()
        async with self._database.begin() as connection:
            self._clock.adjust(await contest_now(connection))
            known = set(self.contests)
            contest_versions, bank_versions = await queries.read_versions(connection)
            for removed in known - contest_versions.keys():
                del self.contests[removed]
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
        self._refreshed_at = asked_at
        return REFRESH_REST_S

    @property
    def is_stale(self) -> bool:
        return time.monotonic() - self._refreshed_at > STALE_AFTER_S

    async def freshen(self) -> None:
        """Know what was true a moment ago. Raises `Unavailable`."""
        async with self._freshening:
            if self.is_stale:
                await self.refresh()

    async def contest(self, contest_id: str) -> Contest:
        """The contest, also one that was created a moment ago, with its bank. Raises `ContestNotFound`."""
        if contest_id not in self.contests and contest_id.isprintable():
            async with self._database.begin() as connection:
                await self._load_contests(connection, [contest_id])
            if contest_id in self.contests:
                await self.refresh()
        if contest_id not in self.contests:
            raise ContestNotFound
        return self.contests[contest_id]

    async def questions(self, revisions: Sequence[int]) -> list[PreparedQuestion]:
        """The questions of a paper in its order; older revisions are read once and kept."""
        missing = [revision for revision in revisions if revision not in self._by_revision]
        if missing:
            async with self._database.begin() as connection:
                for question in await queries.read_revisions(connection, missing):
                    withdrawal = self._withdrawn.get(question.revision)
                    self._by_revision[question.revision] = PreparedQuestion.of(question, withdrawal)
        return [self._by_revision[revision] for revision in revisions]

    async def _load_contests(self, connection: AsyncConnection, ids: Sequence[str]) -> None:
        for contest in await queries.read_contests(connection, ids):
            self.contests[contest.id] = contest

    async def _load_bank(self, connection: AsyncConnection, bank_id: str, version: int) -> None:
        for revision, withdrawal in (await queries.read_withdrawals(connection, bank_id)).items():
            if revision not in self._withdrawn:
                self._withdrawn[revision] = withdrawal
                self._by_revision.pop(revision, None)
        prepared = {}
        for question in await queries.read_questions(connection, bank_id):
            known = self._by_revision.get(question.revision) or PreparedQuestion.of(question)
            self._by_revision[question.revision] = prepared[question.id] = known
        self.banks[bank_id] = Bank(version, prepared, await queries.read_seats(connection, bank_id))


def _json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
