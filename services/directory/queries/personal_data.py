"""Everything that the directory holds of one participant: read whole, or removed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.tables import identities, merges, participants, refresh_families, unit_changes

_OF_PARTICIPANT: Mapping[str, "sa.Select[Any]"] = {
    "identities": sa.select(identities.c.method, identities.c.key_id).order_by(identities.c.method),
    "unit_changes": sa.select(
        *[unit_changes.c[name] for name in ("entry", "from_unit", "to_unit", "changed_at", "is_counted")]
    ).order_by(unit_changes.c.id),
    "sign_ins": sa.select(
        refresh_families.c.created_at.label("signed_in_at"), refresh_families.c.revoked_at.label("ended_at")
    ).order_by(refresh_families.c.created_at),
}


async def read_participant(transaction: AsyncConnection, participant_id: UUID) -> dict[str, Any] | None:
    row = (
        (await transaction.execute(sa.select(participants).where(participants.c.id == participant_id)))
        .mappings()
        .first()
    )
    return None if row is None else dict(row)


async def read_traces(transaction: AsyncConnection, participant_id: UUID) -> dict[str, Sequence[Mapping[str, Any]]]:
    """By name: what stands in the other tables."""
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    for name, query in _OF_PARTICIPANT.items():
        owner = query.get_final_froms()[0].c.participant_id
        found[name] = [
            dict(row) for row in (await transaction.execute(query.where(owner == participant_id))).mappings()
        ]
    merged = sa.select(merges.c.ended_id, merges.c.merged_at).where(merges.c.kept_id == participant_id)
    found["merges"] = [dict(row) for row in (await transaction.execute(merged)).mappings()]
    return found


async def delete_participant(transaction: AsyncConnection, participant_id: UUID) -> bool:
    """With all that hangs on it: identities, sign-ins, the log of units. False when there was nobody."""
    gone = participants.delete().where(participants.c.id == participant_id).returning(participants.c.id)
    return (await transaction.execute(gone)).first() is not None
