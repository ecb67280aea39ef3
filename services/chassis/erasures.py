"""Participants who were erased: the copy of each service, by which it refuses the tokens that are still out."""

from collections.abc import Container, Iterable, Mapping
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


def table(metadata: sa.MetaData, name: str = "erasures") -> sa.Table:
    """`ended_at` is when the account ended, `erased_at` when this service heard of its end or its return.

    A service may keep another list of tokens that are good no more under another name.
    """
    return sa.Table(
        name,
        metadata,
        sa.Column("participant_id", sa.Uuid, primary_key=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
        sa.Column("is_returned", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


async def keep(
    transaction: AsyncConnection, erasures: sa.Table, participants: Iterable[UUID] | Mapping[UUID, datetime | None]
) -> None:
    """Take over those that are new, in one order, so that two writers cannot deadlock.

    A mapping tells when each account ended; None stands for now.
    """
    ended_at = participants if isinstance(participants, Mapping) else dict.fromkeys(participants)
    for each in sorted(ended_at):
        new = insert(erasures).values(participant_id=each, ended_at=ended_at[each] or sa.func.now())
        again = {"erased_at": sa.func.now(), "is_returned": False, "ended_at": new.excluded.ended_at}
        is_news = erasures.c.is_returned | (erasures.c.ended_at < new.excluded.ended_at)
        await transaction.execute(
            new.on_conflict_do_update(index_elements=[erasures.c.participant_id], set_=again, where=is_news)
        )


async def admit_again(transaction: AsyncConnection, erasures: sa.Table, participants: Iterable[UUID]) -> None:
    """Refuse those no more: they have come back under the same id. The row tells every process to forget them."""
    rows = [{"participant_id": each, "is_returned": True} for each in sorted(set(participants))]
    back = {"erased_at": sa.func.now(), "is_returned": True}
    await transaction.execute(
        insert(erasures).on_conflict_do_update(index_elements=[erasures.c.participant_id], set_=back), rows
    )


async def read_all(transaction: AsyncConnection, erasures: sa.Table) -> dict[UUID, datetime]:
    """Who is refused, and when their account ended."""
    refused = sa.select(erasures.c.participant_id, erasures.c.ended_at).where(~erasures.c.is_returned)
    return {row.participant_id: row.ended_at for row in await transaction.execute(refused)}


async def forget_old(transaction: AsyncConnection, erasures: sa.Table) -> None:
    await transaction.execute(erasures.delete().where(erasures.c.erased_at < sa.func.now() - KEPT_FOR))


class Erased:
    """Whom a process refuses, in memory: a look-up costs a request nothing."""

    def __init__(self, database: Database, erasures: sa.Table) -> None:
        self._database = database
        self._query = (
            f"SELECT participant_id::text AS subject, erased_at, is_returned, ended_at FROM {erasures.fullname} "  # noqa: S608 - our own table
            "WHERE erased_at > $1 ORDER BY erased_at"
        )
        self._since = datetime.fromtimestamp(0, UTC)
        self._erased_at: dict[str, datetime] = {}
        self._ended_at: dict[str, float] = {}

    @property
    def subjects(self) -> Container[str]:
        """The same object at all times, whatever is refreshed."""
        return self._erased_at.keys()

    @property
    def ended_at(self) -> Mapping[str, float]:
        """Until when issued tokens of a subject are refused, as seconds since the epoch. The same object at all times.

        Whoever returns is known by their new tokens before any service hears of it.
        """
        return self._ended_at

    async def refresh(self) -> float:
        """Read what is new, and drop whom no token can name any more. A background step: the seconds to rest."""
        rows = await self._database.fetch(self._query, self._since)
        for row in rows:
            if row["is_returned"]:
                self._erased_at.pop(row["subject"], None)
                self._ended_at.pop(row["subject"], None)
            else:
                self._ended_at[row["subject"]] = row["ended_at"].timestamp()
                self._erased_at[row["subject"]] = row["erased_at"]
        if rows:
            newest: datetime = rows[-1]["erased_at"]
            self._since = newest - LATEST_COMMIT
            for subject in [each for each, at in self._erased_at.items() if at < newest - KEPT_FOR]:
                del self._erased_at[subject], self._ended_at[subject]
        return REFRESH_S
