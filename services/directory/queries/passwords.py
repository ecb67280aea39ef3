"""Statements about organisers who sign in with a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.organisers import Organiser
from services.directory.queries.organisers import COLUMNS, with_grants
from services.directory.tables import organisers, used_assertions


@dataclass(frozen=True)
class PasswordAccount:
    organiser: Organiser
    password_hash: str


async def find_password(transaction: AsyncConnection, username: str) -> tuple[PasswordAccount | None, datetime]:
    """The active organiser of this name who has a password, and the real time."""
    organiser = organisers.c
    has_password = sa.and_(organiser.is_active, organiser.password_hash.is_not(None))
    query = sa.select(*COLUMNS, organiser.password_hash).where(organiser.username == username, has_password)
    row = (await transaction.execute(query)).first()
    now: datetime = (await transaction.execute(sa.select(sa.func.now()))).scalar_one()
    if row is None:
        return None, now
    return PasswordAccount(await with_grants(transaction, row), row.password_hash), now


async def read_password(transaction: AsyncConnection, organiser_id: UUID) -> tuple[str, str] | None:
    """The name to sign in with and the hash of the password, of an active organiser who has one."""
    organiser = organisers.c
    query = sa.select(organiser.username, organiser.password_hash).where(
        organiser.id == organiser_id, organiser.is_active, organiser.password_hash.is_not(None)
    )
    row = (await transaction.execute(query)).first()
    return None if row is None else (row.username, row.password_hash)


async def replace_password(transaction: AsyncConnection, organiser_id: UUID, before: str, password_hash: str) -> bool:
    """False when the password is no longer the one whose hash is `before`. Ends a set-up link that is out."""
    organiser = organisers.c
    changed = (
        organisers.update()
        .where(organiser.id == organiser_id, organiser.is_active, organiser.password_hash == before)
        .values(password_hash=password_hash, setup_digest=None, setup_expires_at=None)
        .returning(organiser.id)
    )
    return (await transaction.execute(changed)).first() is not None


async def open_setup(
    transaction: AsyncConnection, organiser_id: UUID, setup_digest: bytes, lifetime: timedelta, opened_by: UUID
) -> tuple[str, datetime]:
    """A new set-up link, which ends the one before; returns the name to sign in with, and when the link expires.

    Who opened it is added to those who did before.
    """
    before = organisers.c.opened_by
    openers = sa.func.array_append(sa.func.array_remove(before, opened_by), opened_by)
    link = {"setup_digest": setup_digest, "setup_expires_at": sa.func.now() + lifetime, "opened_by": openers}
    opened = organisers.update().where(organisers.c.id == organiser_id).values(link)
    returned = opened.returning(organisers.c.username, organisers.c.setup_expires_at)
    row = (await transaction.execute(returned)).one()
    return row[0], row[1]


async def find_setup(transaction: AsyncConnection, digest: bytes) -> str | None:
    """The name to sign in with that belongs to a set-up link, while it is valid."""
    query = sa.select(organisers.c.username).where(_setup(digest))
    username: str | None = (await transaction.execute(query)).scalar_one_or_none()
    return username


async def set_password(
    transaction: AsyncConnection, setup_digest: bytes, password_hash: str
) -> tuple[UUID, str] | None:
    """Use up the set-up link; returns id and name of the account, or None when the link is no longer valid."""
    changed = (
        organisers.update()
        .where(_setup(setup_digest))
        .values(password_hash=password_hash, setup_digest=None, setup_expires_at=None)
        .returning(organisers.c.id, organisers.c.username)
    )
    row = (await transaction.execute(changed)).first()
    return None if row is None else (UUID(str(row[0])), row[1])


async def delete_expired_assertions(transaction: AsyncConnection, limit: int) -> int:
    used = used_assertions.c
    expired = sa.select(used.digest).where(used.expires_at < sa.func.now()).limit(limit)
    return (await transaction.execute(used_assertions.delete().where(used.digest.in_(expired)))).rowcount


def _setup(digest: bytes) -> "sa.ColumnElement[bool]":
    organiser = organisers.c
    return sa.and_(organiser.setup_digest == digest, organiser.setup_expires_at > sa.func.now(), organiser.is_active)
