"""Question banks as their editors and reviewers work on them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored, State
from quiz_service.domain.question import Audience, Question
from quiz_service.queries.rows import authored_of, question_of
from quiz_service.tables import banks, questions, seats, withdrawals

SEATED_AFTER_S = 5
"""A question that is published so shortly before a contest opens does not enter it: a process may not know it yet."""

_published = questions.alias("published")
_newest = (
    sa.select(questions)
    .ext(distinct_on(questions.c.bank_id, questions.c.id))
    .order_by(questions.c.bank_id, questions.c.id, questions.c.version.desc())
    .subquery()
)
_authored = (
    sa.select(
        _newest,
        _published.c.version.label("published_version"),
        *[each.label(f"withdrawal_{each.name}") for each in withdrawals.c],
    )
    .outerjoin(
        _published,
        sa.and_(_published.c.bank_id == _newest.c.bank_id, _published.c.id == _newest.c.id, _published.c.is_current),
    )
    .outerjoin(
        withdrawals,
        sa.and_(withdrawals.c.bank_id == _newest.c.bank_id, withdrawals.c.question_id == _newest.c.id),
    )
)


async def lock_bank(connection: AsyncConnection, bank_id: str) -> int | None:
    """The version of the bank, which others cannot change until the transaction ends."""
    wanted = sa.select(banks.c.version).where(banks.c.id == bank_id).with_for_update()
    version: int | None = (await connection.execute(wanted)).scalar_one_or_none()
    return version


async def count_questions(connection: AsyncConnection, bank_id: str, audience: Audience) -> int:
    """Those in use that contests for this audience draw."""
    count = sa.select(sa.func.count()).select_from(questions)
    drawn = questions.c.audience.in_([Audience.PUBLIC, audience])
    current = count.where(questions.c.bank_id == bank_id, questions.c.is_current, drawn)
    return int((await connection.execute(current)).scalar_one())


async def make_bank(connection: AsyncConnection, bank_id: str, title: str, owner_unit: str) -> None:
    """Make the bank where there is none of this id yet."""
    row = {"id": bank_id, "title": title, "version": 1, "owner_unit": owner_unit}
    await connection.execute(insert(banks).values(row).on_conflict_do_nothing())


async def renew_bank(connection: AsyncConnection, bank_id: str) -> None:
    """Have every process read the bank again."""
    await connection.execute(banks.update().where(banks.c.id == bank_id).values(version=banks.c.version + 1))


async def read_bank(connection: AsyncConnection, bank_id: str) -> list[Authored]:
    """The newest version of every question."""
    wanted = _authored.where(_newest.c.bank_id == bank_id).order_by(_newest.c.id)
    return [authored_of(row) for row in (await connection.execute(wanted)).mappings()]


async def list_questions(
    connection: AsyncConnection,
    bank_id: str,
    *,
    state: State | None,
    category: str | None,
    text: str | None,
    after: str | None,
    limit: int,
) -> list[Authored]:
    """A page of newest versions in the order of their ids. `text` is looked for in id and stem."""
    wanted = _authored.where(_newest.c.bank_id == bank_id).order_by(_newest.c.id).limit(limit)
    if state is not None:
        is_withdrawn = withdrawals.c.id.is_not(None)
        is_approved = _newest.c.approved_at.is_not(None)
        wanted = wanted.where(
            is_withdrawn if state is State.WITHDRAWN else ~is_withdrawn,
            sa.true() if state is State.WITHDRAWN else is_approved == (state is State.PUBLISHED),
        )
    if category is not None:
        wanted = wanted.where(_newest.c.category == category)
    if text is not None:
        wanted = wanted.where(
            _newest.c.stem.icontains(text, autoescape=True) | _newest.c.id.icontains(text, autoescape=True)
        )
    if after is not None:
        wanted = wanted.where(_newest.c.id > after)
    return [authored_of(row) for row in (await connection.execute(wanted)).mappings()]


async def find_questions(connection: AsyncConnection, question_id: str, bank_id: str | None) -> list[Authored]:
    """The questions of this id, of one bank or of all."""
    wanted = _authored.where(_newest.c.id == question_id)
    if bank_id is not None:
        wanted = wanted.where(_newest.c.bank_id == bank_id)
    return [authored_of(row) for row in (await connection.execute(wanted)).mappings()]


async def read_versions(
    connection: AsyncConnection, bank_id: str, ids: Collection[str]
) -> Mapping[str, Sequence[tuple[int, Question]]]:
    """By question every version that was ever published, the newest first."""
    wanted = (
        sa.select(questions)
        .where(questions.c.bank_id == bank_id, questions.c.id.in_(ids), questions.c.approved_at.is_not(None))
        .order_by(questions.c.version.desc())
    )
    found: dict[str, list[tuple[int, Question]]] = {each: [] for each in ids}
    for row in (await connection.execute(wanted)).mappings():
        found[row["id"]].append((row["version"], question_of(row)))
    return found


async def read_authors(connection: AsyncConnection, bank_id: str, question_id: str, after_version: int) -> set[str]:
    """Who wrote the versions after this one."""
    wanted = sa.select(questions.c.author).where(
        questions.c.bank_id == bank_id, questions.c.id == question_id, questions.c.version > after_version
    )
    return set((await connection.execute(wanted)).scalars())


async def write_drafts(
    connection: AsyncConnection, bank_id: str, rows: Sequence[Mapping[str, Any]], author: str
) -> None:
    """Add versions that nobody has approved yet. Their predecessors stay for the papers that name them."""
    if rows:
        added = [{**row, "bank_id": bank_id, "is_current": False, "author": author} for row in rows]
        await connection.execute(questions.insert(), added)


async def publish(connection: AsyncConnection, bank_id: str, versions: Mapping[str, int], approved_by: str) -> None:
    """Put these versions of questions into use everywhere, each in the seat of the question or in a new one."""
    ids = list(versions)
    replaced = questions.update().where(questions.c.bank_id == bank_id, questions.c.id.in_(ids), questions.c.is_current)
    await connection.execute(replaced.values(is_current=False))
    is_meant = sa.tuple_(questions.c.id, questions.c.version).in_(list(versions.items()))
    approved = questions.update().where(questions.c.bank_id == bank_id, is_meant)
    await connection.execute(
        approved.values(is_current=True, approved_by=approved_by, approved_at=sa.func.clock_timestamp())
    )
    seated = sa.select(
        questions.c.bank_id,
        questions.c.id,
        questions.c.category,
        sa.func.kit.contest_now() + sa.func.make_interval(0, 0, 0, 0, 0, 0, SEATED_AFTER_S),
    ).where(questions.c.bank_id == bank_id, questions.c.is_current, questions.c.id.in_(ids))
    await connection.execute(
        insert(seats).from_select(["bank_id", "question_id", "category", "seated_at"], seated).on_conflict_do_nothing()
    )
    await renew_bank(connection, bank_id)
