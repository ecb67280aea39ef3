"""Statements about organisers."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.organisers import Organiser
from services.directory.tables import organisers


async def add_client(transaction: AsyncConnection, organiser: Organiser, client_id: str, secret_digest: bytes) -> None:
    row = {
        "id": organiser.id,
        "name": organiser.name,
        "unit": organiser.unit,
        "role": organiser.role,
        "kind": organiser.kind,
        "client_id": client_id,
        "secret_digest": secret_digest,
        "is_active": True,
        "version": 1,
    }
    await transaction.execute(organisers.insert().values(row))


async def find_client(
    transaction: AsyncConnection, client_id: str, secret_digest: bytes
) -> tuple[Organiser, datetime] | None:
    """The active client with these credentials, and the database's real time."""
    organiser = organisers.c
    query = sa.select(
        organiser.id, organiser.name, organiser.unit, organiser.role, organiser.kind, sa.func.now()
    ).where(organiser.client_id == client_id, organiser.secret_digest == secret_digest, organiser.is_active)
    row = (await transaction.execute(query)).first()
    return None if row is None else (Organiser(UUID(str(row[0])), row[1], row[2], row[3], row[4]), row[5])
