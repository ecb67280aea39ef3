"""Who may act where: the copy of each service, against which the rights in a token are checked at every request."""

import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.tokens import Caller
from services.contracts.grants import Grant
from services.kit.database import Database
from services.kit.errors import Unavailable

ARRIVES_WITHIN_S = 2.0
"""A change of rights is in force everywhere within this time, unless the transport is away."""
LOOKS_EVERY_S = 0.05


@dataclass(frozen=True)
class Access:
    """All that an account may do since this version; nothing when it was removed.

    `created_by` is the account that made it, None where the operator did; `opened_by` are those that reset its password
    since. `name` stands in histories for the id.
    """

    account: UUID
    version: int
    grants: Sequence[Grant]
    created_by: UUID | None = None
    name: str = ""
    opened_by: Sequence[UUID] = ()


def table(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "access",
        metadata,
        sa.Column("account", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("grants", JSONB, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("opened_by", ARRAY(sa.Uuid), nullable=False, server_default="{}"),
    )


async def keep(transaction: AsyncConnection, access: sa.Table, changes: Iterable[Access]) -> None:
    """Take over what is newer than the copy, in one order of accounts, so that two writers cannot deadlock."""
    for each in sorted(changes, key=lambda change: change.account):
        grants = [[grant.role, grant.unit] for grant in each.grants]
        values = {
            "version": each.version,
            "grants": grants,
            "created_by": each.created_by,
            "name": each.name,
            "opened_by": list(each.opened_by),
        }
        new = insert(access).values(account=each.account, **values)
        newer = {name: new.excluded[name] for name in values}
        is_newer = access.c.version < new.excluded.version
        await transaction.execute(
            new.on_conflict_do_update(index_elements=[access.c.account], set_=newer, where=is_newer)
        )


async def read_all(transaction: AsyncConnection, access: sa.Table) -> list[Access]:
    rows = await transaction.execute(sa.select(access).order_by(access.c.account))
    return [
        Access(row.account, row.version, _grants(row.grants), row.created_by, row.name, row.opened_by) for row in rows
    ]


async def persons_of(transaction: AsyncConnection, access: sa.Table, account: UUID) -> set[UUID]:
    """The accounts that are one person with this one wherever a second person decides.

    Its maker, whoever reset its password, whose makers these are, and so on up and down: each of them has held a way
    into it, and with that into those which it makes. Who made it goes on counting when another resets its password.
    Two that one account made are not, or no office could have a second person.
    """
    query = sa.text(f"""
        WITH RECURSIVE held (account, maker) AS (
            SELECT account, unnest(created_by || opened_by) FROM {access.fullname}
        ), above (account) AS (
            SELECT CAST(:account AS uuid)
            UNION SELECT held.maker FROM above JOIN held ON held.account = above.account WHERE held.maker IS NOT NULL
        ), below (account) AS (
            SELECT CAST(:account AS uuid)
            UNION SELECT held.account FROM below JOIN held ON held.maker = below.account
        )
        SELECT account FROM above UNION SELECT account FROM below
    """)  # noqa: S608 - our own table
    rows = (await transaction.execute(query, {"account": account})).scalars()
    return {UUID(str(each)) for each in rows}


class AccessCopy:
    """Looks the caller up by key each time: what the copy has is in force at once, and nothing has to be refreshed."""

    def __init__(self, database: Database, access: sa.Table) -> None:
        self._database = database
        self._query = f"SELECT version, grants FROM {access.fullname} WHERE account = $1"  # noqa: S608 - our own table

    async def newest(self, caller: Caller) -> Caller:
        """The caller with the rights of the copy, unless the token was issued at a later version than it has.

        That is so for a moment, and while the transport is away; then the short life of the token bounds it.
        """
        rows = await self._database.fetch(self._query, UUID(caller.subject))
        if not rows or rows[0]["version"] < caller.access_version:
            return caller
        return replace(caller, grants=_grants(json.loads(rows[0]["grants"])))

    async def arrived(self, caller: Caller) -> None:
        """Wait until the copy is as new as the token, and so knows who made the account or opened it anew.

        An act that a second person has to follow would else be a stranger's, and its maker that second person. Raises
        `Unavailable` where the news does not come.
        """
        until = time.monotonic() + ARRIVES_WITHIN_S
        while await self._version(caller) < caller.access_version:
            if time.monotonic() >= until:
                raise Unavailable(retry_after_s=1)
            await asyncio.sleep(LOOKS_EVERY_S)

    async def _version(self, caller: Caller) -> int:
        rows = await self._database.fetch(self._query, UUID(caller.subject))
        return int(rows[0]["version"]) if rows else 0


def _grants(pairs: Iterable[Sequence[str]]) -> tuple[Grant, ...]:
    return tuple(Grant(role, unit) for role, unit in pairs)
