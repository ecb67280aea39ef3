"""Statements about organisers."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.organisers import Organiser
from services.directory.tables import organisers

_LIST = sa.text("""
    SELECT organiser.id, organiser.name, organiser.unit, organiser.role, organiser.kind, organiser.version
    FROM directory.organisers AS organiser JOIN directory.units AS unit ON unit.code = organiser.unit
    WHERE organiser.is_active
        AND (CAST(:own AS text[]) IS NULL OR trim_array(unit.path, 1) && CAST(:own AS text[]))
        AND (CAST(:after AS uuid) IS NULL OR organiser.id > CAST(:after AS uuid))
    ORDER BY organiser.id LIMIT :limit
""")
_COLUMNS = [organisers.c[name] for name in ("id", "name", "unit", "role", "kind", "version")]


async def add_client(transaction: AsyncConnection, organiser: Organiser, client_id: str, secret_digest: bytes) -> None:
    await transaction.execute(
        organisers.insert().values(_row(organiser) | {"client_id": client_id, "secret_digest": secret_digest})
    )


async def add_person(
    transaction: AsyncConnection, organiser: Organiser, username: str, setup_digest: bytes, lifetime: timedelta
) -> datetime:
    """Returns when the set-up link expires."""
    way_in = {"username": username, "setup_digest": setup_digest, "setup_expires_at": sa.func.now() + lifetime}
    added = organisers.insert().values(_row(organiser) | way_in).returning(organisers.c.setup_expires_at)
    expires_at: datetime = (await transaction.execute(added)).scalar_one()
    return expires_at


async def lock_organiser(transaction: AsyncConnection, organiser_id: UUID) -> Organiser | None:
    """One who was removed too."""
    query = sa.select(*_COLUMNS).where(organisers.c.id == organiser_id).with_for_update()
    row = (await transaction.execute(query)).first()
    return None if row is None else _organiser(row)


async def deactivate(transaction: AsyncConnection, organiser_id: UUID) -> int | None:
    """Forget every way in of an active organiser; returns the new version, or None when there was nothing to do."""
    gone = {"secret_digest": None, "password_hash": None, "setup_digest": None, "is_active": False}
    changed = (
        organisers.update()
        .where(organisers.c.id == organiser_id, organisers.c.is_active)
        .values(gone | {"version": organisers.c.version + 1})
        .returning(organisers.c.version)
    )
    version: int | None = (await transaction.execute(changed)).scalar_one_or_none()
    return version


async def list_below(
    transaction: AsyncConnection, own: Sequence[str] | None, after: UUID | None, limit: int
) -> list[Organiser]:
    """Active organisers of units below one of `own`, or of all units."""
    rows = await transaction.execute(_LIST, {"own": own, "after": after, "limit": limit})
    return [_organiser(row) for row in rows]


async def find_client(
    transaction: AsyncConnection, client_id: str, secret_digest: bytes
) -> tuple[Organiser, datetime] | None:
    """The active client with these credentials, and the database's real time."""
    organiser = organisers.c
    query = sa.select(*_COLUMNS, sa.func.now().label("at")).where(
        organiser.client_id == client_id, organiser.secret_digest == secret_digest, organiser.is_active
    )
    row = (await transaction.execute(query)).first()
    return None if row is None else (_organiser(row), row.at)


def _row(organiser: Organiser) -> dict[str, object]:
    return {**asdict(organiser), "is_active": True}


def _organiser(row: Any) -> Organiser:
    return Organiser(UUID(str(row.id)), row.name, row.unit, row.role, row.kind, row.version)
