"""Contests and question banks: what every process keeps in memory."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.question import Question
from quiz_service.queries.rows import contest_of, question_of
from quiz_service.tables import banks, contests, questions, sessions


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
    """The current questions of a bank in a lasting order: by category, then in the order in which they were added."""
    wanted = (
        sa.select(questions)
        .where(questions.c.bank_id == bank_id, questions.c.is_current)
        .order_by(questions.c.category, questions.c.id)
    )
    return [question_of(row) for row in (await connection.execute(wanted)).mappings()]


async def read_revisions(connection: AsyncConnection, revisions: Sequence[int]) -> list[Question]:
    wanted = sa.select(questions).where(questions.c.revision.in_(revisions))
    return [question_of(row) for row in (await connection.execute(wanted)).mappings()]


async def read_contents(connection: AsyncConnection, bank_id: str) -> dict[str, tuple[int, dict[str, Any]]]:
    """Version and content of every current question of a bank, by id."""
    names = ("id", "category", "kind", "difficulty", "stem", "explanation", "source", "options", "right_options")
    wanted = sa.select(questions).where(questions.c.bank_id == bank_id, questions.c.is_current)
    rows = (await connection.execute(wanted)).mappings()
    return {row["id"]: (row["version"], {name: row[name] for name in names}) for row in rows}


async def lock_bank(connection: AsyncConnection, bank_id: str) -> int | None:
    wanted = sa.select(banks.c.version).where(banks.c.id == bank_id).with_for_update()
    version: int | None = (await connection.execute(wanted)).scalar_one_or_none()
    return version


async def count_questions(connection: AsyncConnection, bank_id: str) -> int:
    count = sa.select(sa.func.count()).select_from(questions)
    current = count.where(questions.c.bank_id == bank_id, questions.c.is_current)
    return int((await connection.execute(current)).scalar_one())


async def write_bank(connection: AsyncConnection, bank_id: str, title: str, version: int) -> None:
    row = {"id": bank_id, "title": title, "version": version}
    written = insert(banks).values(row)
    await connection.execute(written.on_conflict_do_update(index_elements=["id"], set_={"version": version}))


async def write_questions(connection: AsyncConnection, bank_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add new versions of questions; their predecessors stay for the papers that name them."""
    if not rows:
        return
    replaced = questions.update().where(questions.c.bank_id == bank_id, questions.c.id.in_([row["id"] for row in rows]))
    await connection.execute(replaced.values(is_current=False))
    await connection.execute(questions.insert(), [{**row, "bank_id": bank_id, "is_current": True} for row in rows])


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
    }
