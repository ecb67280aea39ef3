"""Certificates in the table of a service: one that is good for each person and for each camp or contest."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.certificates import Certificate

NOW = sa.text("kit.contest_now()")
REISSUED = "reissued"
BATCH = 5_000


class CertificateStore:
    def __init__(self, table: sa.Table, of: str) -> None:
        """`of` is the column that names the camp or the contest."""
        self._table, self._of = table, table.c[of]
        self._is_good = table.c.revoked_at.is_(None)

    async def add(self, connection: AsyncConnection, certificate: Certificate, **more: object) -> bool:
        """Whether the person had no good one. `more` are columns of the service's own."""
        values = {name: value for name, value in vars(certificate).items() if name != "of"}
        new = insert(self._table).values(**values, **more, **{self._of.name: certificate.of})
        once = [self._of, self._table.c.participant_id]
        unless_there = new.on_conflict_do_nothing(index_elements=once, index_where=self._is_good)
        return bool((await connection.execute(unless_there)).rowcount)

    async def replace(self, connection: AsyncConnection, former: Certificate, new: Certificate) -> None:
        """The former one ends, and the new one takes over what it was issued for."""
        await self.revoke(connection, former.number, REISSUED)
        names = [name for name in vars(new) if name != "of"]
        rest = [column for column in self._table.c if column.name not in names]
        values = [sa.literal(getattr(new, name), self._table.c[name].type) for name in names]
        copied = sa.select(*values, *rest).where(self._table.c.number == former.number)
        await connection.execute(self._table.insert().from_select([*names, *[each.name for each in rest]], copied))

    async def read_own(self, connection: AsyncConnection, of: str, accounts: Collection[UUID]) -> Certificate | None:
        """The good one that was issued first to one of a person's accounts."""
        return await self._first(connection, self._own(of, accounts) & self._is_good)

    async def read_barred(self, connection: AsyncConnection, of: str, accounts: Collection[UUID]) -> Certificate | None:
        """One that an organiser revoked: there is no other for this person."""
        return await self._first(connection, self._own(of, accounts) & self._table.c.revoked_by.is_not(None))

    async def count_renamed(self, connection: AsyncConnection, of: str, accounts: Collection[UUID]) -> int:
        """How often the name was changed."""
        renamed = self._own(of, accounts) & (self._table.c.reason == REISSUED)
        return int((await connection.execute(sa.select(sa.func.count()).where(renamed))).scalar_one())

    async def read(self, connection: AsyncConnection, number: str, *, locked: bool = False) -> Certificate | None:
        """`locked` keeps every other change of it waiting until the transaction ends."""
        return await self._first(connection, self._table.c.number == number, locked=locked)

    async def revoke(
        self, connection: AsyncConnection, number: str, reason: str, revoked_by: UUID | None = None
    ) -> None:
        wanted = self._table.update().where(self._table.c.number == number, self._is_good)
        await connection.execute(wanted.values(revoked_at=NOW, reason=reason, revoked_by=revoked_by))

    async def end_for(self, connection: AsyncConnection, participants: Collection[UUID], reason: str) -> None:
        """Nobody's name stands on certificates of who is gone; those that shall not be kept are revoked."""
        c = self._table.c
        theirs = self._table.update().where(c.participant_id.in_(participants))
        await connection.execute(theirs.values(name="", jws=""))
        await connection.execute(theirs.where(self._is_good, ~c.is_kept).values(revoked_at=NOW, reason=reason))

    async def keep(self, connection: AsyncConnection, number: str, *, is_kept: bool) -> None:
        """What shall become of it when its owner is erased."""
        wanted = self._table.update().where(self._table.c.number == number)
        await connection.execute(wanted.values(is_kept=is_kept))

    async def read_after(self, connection: AsyncConnection, number: str) -> Sequence[Certificate]:
        """A batch of those with a name, in the order of their numbers; nothing is after the last one."""
        c = self._table.c
        wanted = sa.select(self._table).where(c.number > number, c.name != "").order_by(c.number).limit(BATCH)
        return [self._certificate(row) for row in (await connection.execute(wanted)).mappings()]

    def _own(self, of: str, accounts: Collection[UUID]) -> "sa.ColumnElement[bool]":
        return (self._of == of) & self._table.c.participant_id.in_(accounts)

    async def _first(
        self, connection: AsyncConnection, condition: "sa.ColumnElement[bool]", *, locked: bool = False
    ) -> Certificate | None:
        wanted = sa.select(self._table).where(condition).order_by(self._table.c.issued_at).limit(1)
        row = (await connection.execute(wanted.with_for_update() if locked else wanted)).mappings().first()
        return None if row is None else self._certificate(row)

    def _certificate(self, row: Any) -> Certificate:
        values = {name: row[name] for name in Certificate.__dataclass_fields__ if name != "of"}
        return Certificate(of=row[self._of.name], **values)
