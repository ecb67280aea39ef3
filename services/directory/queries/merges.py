"""Statements about accounts that turned out to be one person's."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.tables import identities, merges, participants, refresh_families

# What the account that stays has chosen itself is never overwritten, nor is what it has cleared.
_TAKE_OVER = sa.text("""
    UPDATE directory.participants AS kept SET
        nickname = coalesce(kept.nickname, gone.nickname),
        has_phone = kept.has_phone OR gone.has_phone,
        region_unit = CASE WHEN EXISTS (SELECT FROM directory.unit_changes
            WHERE participant_id = :kept AND entry = 'region') THEN kept.region_unit ELSE gone.region_unit END,
        enterprise_unit = CASE WHEN EXISTS (SELECT FROM directory.unit_changes
            WHERE participant_id = :kept AND entry = 'enterprise') THEN kept.enterprise_unit ELSE gone.enterprise_unit
            END
    FROM directory.participants AS gone WHERE kept.id = :kept AND gone.id = :gone
""")
_TAKE_OVER_CHANGES = sa.text("""
    UPDATE directory.unit_changes SET participant_id = :kept WHERE participant_id = :gone AND entry NOT IN (
        SELECT entry FROM directory.unit_changes WHERE participant_id = :kept)
""")


async def merge_into(transaction: AsyncConnection, kept: UUID, gone: UUID) -> None:
    """Everything that `gone` was known by leads to `kept` now. What it scored stays where it is (R2.3)."""
    both = {"kept": kept, "gone": gone}
    for table in (identities, refresh_families):
        moved = table.update().where(table.c.participant_id == gone).values(participant_id=kept)
        await transaction.execute(moved)
    await transaction.execute(_TAKE_OVER, both)
    await transaction.execute(_TAKE_OVER_CHANGES, both)
    await transaction.execute(participants.delete().where(participants.c.id == gone))


async def log_merge(transaction: AsyncConnection, kept: UUID, gone: UUID) -> datetime:
    """Returns the real time."""
    row = {"ended_id": gone, "kept_id": kept, "merged_at": sa.func.now()}
    logged = merges.insert().values(row).returning(merges.c.merged_at)
    at: datetime = (await transaction.execute(logged)).scalar_one()
    return at


async def read_merges(transaction: AsyncConnection) -> list[tuple[UUID, UUID, datetime]]:
    """Who ended, who goes on, and since when, in this order."""
    query = sa.select(merges.c.ended_id, merges.c.kept_id, merges.c.merged_at).order_by(merges.c.merged_at)
    return [(row[0], row[1], row[2]) for row in await transaction.execute(query)]
