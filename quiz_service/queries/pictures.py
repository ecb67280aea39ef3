"""Pictures of questions: kept once each, and for as long as a question wants them."""

from collections.abc import Collection, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.picture import Drawn
from quiz_service.tables import pictures

GRACE = timedelta(days=7)
MOST_SWEPT = 100

# A picture is wanted by versions that were ever in use, since papers name them, and by the newest one of a question.
# After a withdrawal whoever had the question may look at it for as long again; then its words alone stay.
SWEEP = sa.text("""
DELETE FROM quiz.pictures WHERE name IN (
    SELECT p.name FROM quiz.pictures AS p
    WHERE p.wanted_at < now() - CAST(:grace AS interval) AND NOT EXISTS (
        SELECT FROM quiz.questions AS q
        LEFT JOIN quiz.withdrawals AS w ON w.bank_id = q.bank_id AND w.question_id = q.id
        WHERE q.picture = p.name AND (w.id IS NULL OR w.withdrawn_at > kit.contest_now() - CAST(:grace AS interval))
            AND (q.approved_at IS NOT NULL OR NOT EXISTS (
                SELECT FROM quiz.questions AS o WHERE o.bank_id = q.bank_id AND o.id = q.id AND o.version > q.version)))
    LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING name
""")


async def keep(connection: AsyncConnection, name: str, drawn: Drawn, digest: str, account: str) -> str:
    """The name of the picture: the one that its content has already, or this one."""
    row = {"name": name, "digest": digest, "media_type": drawn.media_type, "content": drawn.content}
    added = insert(pictures).values({**row, "uploaded_by": account})
    again = added.on_conflict_do_update(index_elements=[pictures.c.digest], set_={"wanted_at": sa.func.now()})
    kept: str = (await connection.execute(again.returning(pictures.c.name))).scalar_one()
    return kept


async def count_of_a_day(connection: AsyncConnection, account: str) -> int:
    """Pictures that this account has sent within a day."""
    since = sa.func.now() - timedelta(days=1)
    sent = sa.select(sa.func.count()).where(pictures.c.uploaded_by == account, pictures.c.uploaded_at > since)
    return int((await connection.execute(sent)).scalar_one())


async def read(connection: AsyncConnection, name: str) -> Drawn | None:
    wanted = sa.select(pictures.c.content, pictures.c.media_type).where(pictures.c.name == name)
    row = (await connection.execute(wanted)).first()
    return None if row is None else Drawn(row.content, row.media_type)


async def read_names(connection: AsyncConnection) -> frozenset[str]:
    return frozenset((await connection.execute(sa.select(pictures.c.name))).scalars())


async def missing(connection: AsyncConnection, names: Collection[str]) -> set[str]:
    """Which of these names nothing has; the others are kept for a while from now on."""
    if not names:
        return set()
    # In one order, or two files that name the same pictures could wait for each other.
    locked = sa.select(pictures.c.name).where(pictures.c.name.in_(names)).order_by(pictures.c.name).with_for_update()
    found = (await connection.execute(locked)).scalars().all()
    await connection.execute(pictures.update().where(pictures.c.name.in_(found)).values(wanted_at=sa.func.now()))
    return set(names).difference(found)


async def sweep(connection: AsyncConnection) -> Sequence[str]:
    """Take away those that nothing has wanted for a while; their names."""
    return (await connection.execute(SWEEP, {"grace": GRACE, "most": MOST_SWEPT})).scalars().all()
