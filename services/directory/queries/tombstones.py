"""Statements about what is left of erased accounts until the contests in which they may have played are final (I19)."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.credentials import KeyedDigest
from services.directory.domain.participants import ChoiceHistory
from services.directory.queries.contests import LONGEST_WAIT
from services.directory.queries.participants import lock_participant
from services.directory.tables import identities, tombstone_choices, tombstones

SHORTEST = timedelta(days=1)
"""So long every erased account is remembered: a contest that opened just then may not be known here yet."""

_BURY = sa.text("""
    INSERT INTO directory.tombstones (method, key_id, digest, participant_id, erased_at)
    SELECT method, key_id, digest, participant_id, kit.contest_now()
    FROM directory.identities WHERE participant_id = :id
    ON CONFLICT (method, key_id, digest)
        DO UPDATE SET participant_id = excluded.participant_id, erased_at = excluded.erased_at
""")
_TAKE_UP = (
    sa.text("""
        INSERT INTO directory.unit_changes (participant_id, entry, changed_at, is_counted)
        SELECT participant_id, entry, unnest(counted_at), true
        FROM directory.tombstone_choices WHERE participant_id = :id
    """),
    sa.text("""
        INSERT INTO directory.unit_changes (participant_id, entry, to_digest, changed_at, is_counted)
        SELECT participant_id, entry, last_unit, kit.contest_now(), false
        FROM directory.tombstone_choices WHERE participant_id = :id
    """),
    sa.text("DELETE FROM directory.tombstone_choices WHERE participant_id = :id"),
)
_FORGET = sa.text("""
    DELETE FROM directory.tombstones AS tombstone
    WHERE tombstone.erased_at < kit.contest_now() - CAST(:shortest AS interval) AND NOT EXISTS (
        SELECT FROM directory.contests AS contest
        WHERE contest.opens_at <= tombstone.erased_at AND contest.finalised_at IS NULL
            AND contest.closes_at > kit.contest_now() - CAST(:longest AS interval)
    )
""")
_FORGET_CHOICES = sa.text("""
    DELETE FROM directory.tombstone_choices AS choice WHERE NOT EXISTS (
        SELECT FROM directory.tombstones WHERE tombstones.participant_id = choice.participant_id)
""")


async def bury(
    transaction: AsyncConnection, participant_id: UUID, choices: Mapping[str, tuple[bytes, ChoiceHistory]]
) -> None:
    """Keep the digests of an account that is about to be deleted; `choices` holds the last unit's digest by entry."""
    await transaction.execute(_BURY, {"id": participant_id})
    rows = [
        {"participant_id": participant_id, "entry": entry, "last_unit": last, "counted_at": list(history.counted_at)}
        for entry, (last, history) in choices.items()
    ]
    if rows:
        await transaction.execute(tombstone_choices.delete().where(_of(tombstone_choices, participant_id)))
        await transaction.execute(tombstone_choices.insert(), rows)


async def identities_of(transaction: AsyncConnection, participant_id: UUID) -> set[KeyedDigest]:
    query = sa.select(identities.c.key_id, identities.c.digest).where(_of(identities, participant_id))
    return {KeyedDigest(row.key_id, row.digest) for row in await transaction.execute(query)}


async def lock_account(transaction: AsyncConnection, participant_id: UUID) -> None:
    """Identities before the account, as a sign-in locks them: the other way round they would wait for each other."""
    await transaction.execute(sa.select(identities.c.digest).where(_of(identities, participant_id)).with_for_update())
    await lock_participant(transaction, participant_id)


async def dig_up(
    transaction: AsyncConnection, wanted: Collection[tuple[str, KeyedDigest]]
) -> dict[tuple[str, KeyedDigest], UUID]:
    """The pseudonyms that these identities had; the digests are no longer kept then."""
    stone = tombstones.c
    keys = [(method, digest.key_id, digest.digest) for method, digest in wanted]
    found = (
        tombstones.delete()
        .where(sa.tuple_(stone.method, stone.key_id, stone.digest).in_(keys))
        .returning(stone.method, stone.key_id, stone.digest, stone.participant_id)
    )
    return {(row[0], KeyedDigest(row[1], row[2])): UUID(str(row[3])) for row in await transaction.execute(found)}


async def take_up_choices(transaction: AsyncConnection, participant_id: UUID) -> None:
    """The limit of unit changes goes on where it was."""
    for statement in _TAKE_UP:
        await transaction.execute(statement, {"id": participant_id})


async def follow_merge(transaction: AsyncConnection, kept: UUID, gone: UUID) -> None:
    moved = tombstones.update().where(_of(tombstones, gone)).values(participant_id=kept)
    await transaction.execute(moved)


async def forget_tombstones(transaction: AsyncConnection) -> None:
    """Those of whom no contest can know anything that is not final."""
    await transaction.execute(_FORGET, {"shortest": SHORTEST, "longest": LONGEST_WAIT})
    await transaction.execute(_FORGET_CHOICES)


def _of(table: sa.Table, participant_id: UUID) -> "sa.ColumnElement[bool]":
    return table.c.participant_id == participant_id
