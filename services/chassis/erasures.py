"""Participants who were erased: the copy of each service, by which it refuses the tokens that are still out."""

from collections.abc import Container, Iterable
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
    return sa.Table(
        "erasures",
        metadata,
        sa.Column("participant_id", sa.Uuid, primary_key=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
        sa.Column("is_returned", sa.Boolean, nullable=False, server_default=sa.false()),
    )


async def keep(transaction: AsyncConnection, erasures: sa.Table, participants: Iterable[UUID]) -> None:
    """Take over those that are new, in one order, so that two writers cannot deadlock."""
    rows = [{"participant_id": each} for each in sorted(set(participants))]
    again = {"erased_at": sa.func.now(), "is_returned": False}
    is_returned = erasures.c.is_returned
    await transaction.execute(
        insert(erasures).on_conflict_do_update(
            index_elements=[erasures.c.participant_id], set_=again, where=is_returned
        ),
        rows,
    )


async def admit_again(transaction: AsyncConnection, erasures: sa.Table, participants: Iterable[UUID]) -> None:
    """Refuse those no more: they have come back under the same id. The row tells every process to forget them."""
    rows = [{"participant_id": each, "is_returned": True} for each in sorted(set(participants))]
    back = {"erased_at": sa.func.now(), "is_returned": True}
    await transaction.execute(
        insert(erasures).on_conflict_do_update(index_elements=[erasures.c.participant_id], set_=back), rows
    )


async def read_all(transaction: AsyncConnection, erasures: sa.Table) -> list[UUID]:
    return list(
        (await transaction.execute(sa.select(erasures.c.participant_id).where(~erasures.c.is_returned))).scalars()
    )


async def forget_old(transaction: AsyncConnection, erasures: sa.Table) -> None:
    await transaction.execute(erasures.delete().where(erasures.c.erased_at < sa.func.now() - KEPT_FOR))


class Erased:
    """Whom a process refuses, in memory: a look-up costs a request nothing."""

    def __init__(self, database: Database, erasures: sa.Table) -> None:
        self._database = database
        self._query = (
            f"SELECT participant_id::text AS subject, erased_at, is_returned FROM {erasures.fullname} "  # noqa: S608 - our own table
            "WHERE erased_at > $1 ORDER BY erased_at"
        )
        self._since = datetime.fromtimestamp(0, UTC)
        self._erased_at: dict[str, datetime] = {}

    @property
    def subjects(self) -> Container[str]:
        """The same object at all times, whatever is refreshed."""
        return self._erased_at.keys()

    async def refresh(self) -> float:
        """Read what is new, and drop whom no token can name any more. A background step: the seconds to rest."""
        rows = await self._database.fetch(self._query, self._since)
        for row in rows:
            if row["is_returned"]:
                self._erased_at.pop(row["subject"], None)
            else:
                self._erased_at[row["subject"]] = row["erased_at"]
        if rows:
            newest: datetime = rows[-1]["erased_at"]
            self._since = newest - LATEST_COMMIT
            for subject in [each for each, at in self._erased_at.items() if at < newest - KEPT_FOR]:
                del self._erased_at[subject]
        return REFRESH_S
