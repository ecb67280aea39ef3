"""Participants whose account ended: the copy of each service, by which it refuses the tokens that are still out.

Who returns keeps the id, so what is refused are the tokens that were issued before the account ended.
"""

from collections.abc import Container, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.kit.database import Database

KEPT_FOR = timedelta(days=1)
"""No token lives longer; the settings of the directory see to it."""
REFRESH_S = 0.5
LATEST_COMMIT = timedelta(minutes=1)
"""A row is dated when its transaction begins, and so may come to light after younger ones."""


def table(metadata: sa.MetaData) -> sa.Table:
    """`erased_at` is when the account ended, `kept_at` when this service heard of it."""
    now = sa.func.now()
    return sa.Table(
        "erasures",
        metadata,
        sa.Column("participant_id", sa.Uuid, primary_key=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False, server_default=now),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False, server_default=now, index=True),
    )


async def keep(transaction: AsyncConnection, erasures: sa.Table, ended: Mapping[UUID, datetime | None]) -> None:
    """Take over what is new, in one order, so that two writers cannot deadlock. None stands for now."""
    for participant in sorted(ended):
        new = insert(erasures).values(participant_id=participant, erased_at=ended[participant] or sa.func.now())
        later = {"erased_at": new.excluded.erased_at, "kept_at": sa.func.now()}
        is_later = erasures.c.erased_at < new.excluded.erased_at
        await transaction.execute(
            new.on_conflict_do_update(index_elements=[erasures.c.participant_id], set_=later, where=is_later)
        )


async def read_all(transaction: AsyncConnection, erasures: sa.Table) -> dict[UUID, datetime]:
    """When each account ended."""
    rows = await transaction.execute(sa.select(erasures.c.participant_id, erasures.c.erased_at))
    return {row.participant_id: row.erased_at for row in rows}


async def forget_old(transaction: AsyncConnection, erasures: sa.Table) -> None:
    await transaction.execute(erasures.delete().where(erasures.c.erased_at < sa.func.now() - KEPT_FOR))


class Erased:
    """Whom a process refuses, in memory: a look-up costs a request nothing."""

    def __init__(self, database: Database, erasures: sa.Table) -> None:
        self._database = database
        columns = "participant_id::text AS subject, erased_at, kept_at"
        self._query = f"SELECT {columns} FROM {erasures.fullname} WHERE kept_at > $1 ORDER BY kept_at"  # noqa: S608
        self._since = datetime.fromtimestamp(0, UTC)
        self._ended_at: dict[str, float] = {}

    @property
    def subjects(self) -> Container[str]:
        return self._ended_at.keys()

    @property
    def ended_at(self) -> Mapping[str, float]:
        """Subject → seconds since the epoch. The same object at all times, whatever is refreshed."""
        return self._ended_at

    async def refresh(self) -> float:
        """Read what is new, and drop whom no token can name any more. A background step: the seconds to rest."""
        rows = await self._database.fetch(self._query, self._since)
        for row in rows:
            self._ended_at[row["subject"]] = row["erased_at"].timestamp()
        if rows:
            newest: datetime = rows[-1]["kept_at"]
            self._since = newest - LATEST_COMMIT
            oldest = max(self._ended_at.values()) - KEPT_FOR.total_seconds()
            for subject in [each for each, at in self._ended_at.items() if at < oldest]:
                del self._ended_at[subject]
        return REFRESH_S
