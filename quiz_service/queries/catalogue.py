"""Contests and question banks: what every process keeps in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Withdrawal
from quiz_service.domain.contest import Contest
from quiz_service.domain.question import Kind, Question
from quiz_service.domain.ring import BankSeat
from quiz_service.queries.rows import contest_of, question_of, withdrawal_of
from quiz_service.tables import banks, contests, questions, seats, sessions, withdrawals


async def read_versions(connection: AsyncConnection) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Versions of all contests and of all banks, by id."""
    kinds = sa.union_all(
        sa.select(sa.true().label("is_contest"), contests.c.id, contests.c.version),
        sa.select(sa.false(), banks.c.id, banks.c.version),
    )
    rows = (await connection.execute(kinds)).all()
    return (
        {row.id: row.version for row in rows if row.is_contest},
        {row.id: row.version for row in rows if not row.is_contest},
    )


async def read_contests(connection: AsyncConnection, ids: Sequence[str] | None = None) -> list[Contest]:
    wanted = sa.select(contests).order_by(contests.c.opens_at, contests.c.id)
    if ids is not None:
        wanted = wanted.where(contests.c.id.in_(ids))
    return [contest_of(row) for row in (await connection.execute(wanted)).mappings()]


async def lock_contest(connection: AsyncConnection, contest_id: str) -> Contest | None:
    wanted = sa.select(contests).where(contests.c.id == contest_id).with_for_update()
    row = (await connection.execute(wanted)).mappings().first()
    return None if row is None else contest_of(row)


async def write_contest(connection: AsyncConnection, contest: Contest) -> bool:
    """Insert the contest, or replace the one with the version before. False when the id is taken already."""
    row = _contest_row(contest)
    if contest.version > 1:
        await connection.execute(contests.update().where(contests.c.id == contest.id).values(row))
        return True
    written = insert(contests).values(row).on_conflict_do_nothing().returning(contests.c.id)
    return (await connection.execute(written)).first() is not None


async def create_partitions(connection: AsyncConnection, first: date, last: date) -> None:
    await connection.execute(sa.select(sa.func.quiz.create_session_partitions(first, last)))


async def has_sessions(connection: AsyncConnection, contest_id: str) -> bool:
    """Whether anybody has started; then papers depend on the contest's rules."""
    return bool(
        (await connection.execute(sa.select(sa.exists().where(sessions.c.contest_id == contest_id)))).scalar_one()
    )


async def read_questions(connection: AsyncConnection, bank_id: str) -> list[Question]:
    """The current questions of a bank."""
    wanted = sa.select(questions).where(questions.c.bank_id == bank_id, questions.c.is_current).order_by(questions.c.id)
    return [question_of(row) for row in (await connection.execute(wanted)).mappings()]


async def read_revisions(connection: AsyncConnection, revisions: Sequence[int]) -> list[Question]:
    wanted = sa.select(questions).where(questions.c.revision.in_(revisions))
    return [question_of(row) for row in (await connection.execute(wanted)).mappings()]


async def read_seats(connection: AsyncConnection, bank_id: str) -> list[BankSeat]:
    """Every question that was ever published, in a lasting order: by category, then by id."""
    first = (
        sa.select(questions.c.id, questions.c.kind, questions.c.difficulty)
        .ext(distinct_on(questions.c.id))
        .where(questions.c.bank_id == bank_id, questions.c.approved_at.is_not(None))
        .order_by(questions.c.id, questions.c.version)
        .subquery()
    )
    wanted = (
        sa.select(seats, first.c.kind, first.c.difficulty)
        .join(first, first.c.id == seats.c.question_id)
        .where(seats.c.bank_id == bank_id)
        .order_by(seats.c.category, seats.c.question_id)
    )
    return [
        BankSeat(row.category, row.question_id, row.seated_at, Kind(row.kind), row.difficulty)
        for row in await connection.execute(wanted)
    ]


async def read_withdrawals(connection: AsyncConnection, bank_id: str) -> dict[int, Withdrawal]:
    """The withdrawal of each revision that a paper may name of a question that has been withdrawn."""
    is_of = sa.and_(questions.c.bank_id == withdrawals.c.bank_id, questions.c.id == withdrawals.c.question_id)
    wanted = (
        sa.select(withdrawals, questions.c.revision)
        .join(questions, is_of)
        .where(withdrawals.c.bank_id == bank_id, questions.c.approved_at.is_not(None))
    )
    return {row["revision"]: withdrawal_of(row) for row in (await connection.execute(wanted)).mappings()}


async def newest_seat(connection: AsyncConnection, bank_id: str) -> datetime:
    """When the last question of the bank took its seat, or the clock's present if that is later."""
    latest = sa.select(sa.func.max(seats.c.seated_at)).where(seats.c.bank_id == bank_id).scalar_subquery()
    wanted = sa.select(sa.func.greatest(latest, sa.func.kit.contest_now()))
    found: datetime = (await connection.execute(wanted)).scalar_one()
    return found


def _contest_row(contest: Contest) -> dict[str, Any]:
    return {
        "id": contest.id,
        "version": contest.version,
        "title": contest.title,
        "opens_at": contest.opens_at,
        "closes_at": contest.closes_at,
        "time_zone": contest.time_zone,
        "questions_per_session": contest.rules.questions_per_session,
        "points_per_question": contest.rules.points_per_question,
        "time_limit_seconds": contest.rules.time_limit_seconds,
        "sessions_per_day": contest.rules.sessions_per_day,
        "entries": list(contest.entries),
        "bank_id": contest.bank_id,
        "eligible_units": None if contest.eligible_units is None else list(contest.eligible_units),
        "bank_as_of": contest.bank_as_of,
        "measured": dict(contest.measured),
        "owner_unit": contest.owner_unit,
        "contacts": [asdict(each) for each in contest.contacts],
        "guide": contest.guide,
        "identity": contest.rules.identity,
        "smallest_sample": contest.rules.smallest_sample,
        "composite": None if contest.rules.composite is None else asdict(contest.rules.composite),
        "pools": contest.rules.pools,
        "reveal": contest.rules.reveal,
        "blueprint": None if contest.rules.blueprint is None else asdict(contest.rules.blueprint),
        "certificate": None if contest.rules.certificate is None else asdict(contest.rules.certificate),
        "audience": contest.rules.audience,
        "rehearsal": None if contest.rules.rehearsal is None else asdict(contest.rules.rehearsal),
    }
