"""Statements about organisers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.organisers import HeldGrant, Organiser
from services.directory.queries.grants import read_held
from services.directory.tables import organisers, second_factors

# Nobody learns of rights outside the own subtree, so a page shows the grants that are below one's own unit only.
_LIST = sa.text("""
    WITH seen AS (
        SELECT organiser.id, organiser.name, organiser.kind, organiser.version, organiser.created_by,
            organiser.opened_by, held.id AS grant_id, held.role, held.unit
        FROM directory.organisers AS organiser
        JOIN directory.grants AS held ON held.organiser_id = organiser.id AND held.ended_at IS NULL
        JOIN directory.units AS unit ON unit.code = held.unit
        WHERE organiser.is_active
            AND (CAST(:own AS text[]) IS NULL OR trim_array(unit.path, 1) && CAST(:own AS text[]))
            AND (CAST(:after AS uuid) IS NULL OR organiser.id > CAST(:after AS uuid))
    ), page AS (
        SELECT DISTINCT id FROM seen ORDER BY id LIMIT :limit
    )
    SELECT seen.* FROM seen JOIN page USING (id) ORDER BY seen.id, seen.grant_id
""")
COLUMNS = [organisers.c[name] for name in ("id", "name", "kind", "version", "created_by", "opened_by")]


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
    """One who was removed too, with the grants that are held. As many statements for one who does not exist (I8)."""
    query = sa.select(*COLUMNS).where(organisers.c.id == organiser_id).with_for_update()
    row = (await transaction.execute(query)).first()
    held = await read_held(transaction, organiser_id)
    return None if row is None else organiser_of(row, held)


async def new_version(transaction: AsyncConnection, organiser_id: UUID) -> int:
    """Of what an organiser may do, when that changes."""
    changed = organisers.update().where(organisers.c.id == organiser_id).values(version=organisers.c.version + 1)
    return int((await transaction.execute(changed.returning(organisers.c.version))).scalar_one())


async def deactivate(transaction: AsyncConnection, organiser_id: UUID) -> None:
    """Forget every way in."""
    await transaction.execute(second_factors.delete().where(second_factors.c.organiser_id == organiser_id))
    gone = {"secret_digest": None, "password_hash": None, "setup_digest": None, "is_active": False}
    await transaction.execute(organisers.update().where(organisers.c.id == organiser_id).values(gone))


async def list_below(
    transaction: AsyncConnection, own: Sequence[str] | None, after: UUID | None, limit: int
) -> list[Organiser]:
    """Active organisers with the grants that they hold at units below one of `own`, or at all units."""
    rows = (await transaction.execute(_LIST, {"own": own, "after": after, "limit": limit})).all()
    found = []
    for _, of_one in groupby(rows, key=lambda row: row.id):
        held = list(of_one)
        grants = [HeldGrant(UUID(str(row.grant_id)), row.role, row.unit) for row in held]
        found.append(organiser_of(held[0], grants))
    return found


async def find_client(
    transaction: AsyncConnection, client_id: str, secret_digest: bytes
) -> tuple[Organiser, datetime] | None:
    """The active client with these credentials, and the database's real time."""
    organiser = organisers.c
    query = sa.select(*COLUMNS, sa.func.now().label("at")).where(
        organiser.client_id == client_id, organiser.secret_digest == secret_digest, organiser.is_active
    )
    row = (await transaction.execute(query)).first()
    return None if row is None else (await with_grants(transaction, row), row.at)


async def find_account(transaction: AsyncConnection, name: str) -> UUID | None:
    """Whose user name or client id this is; of one who was removed too."""
    query = sa.select(organisers.c.id).where(sa.or_(organisers.c.username == name, organisers.c.client_id == name))
    found = (await transaction.execute(query)).scalar()
    return None if found is None else UUID(str(found))


async def with_grants(transaction: AsyncConnection, row: Any) -> Organiser:
    return organiser_of(row, await read_held(transaction, UUID(str(row.id))))


def organiser_of(row: Any, grants: Sequence[HeldGrant]) -> Organiser:
    """From a row with the columns of `COLUMNS`."""
    return Organiser(UUID(str(row.id)), row.name, row.kind, grants, row.version, row.created_by, tuple(row.opened_by))


def _row(organiser: Organiser) -> dict[str, object]:
    names = ("id", "name", "kind", "version", "created_by")
    return {name: getattr(organiser, name) for name in names} | {"is_active": True}
