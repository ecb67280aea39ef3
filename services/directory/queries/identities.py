"""Statements about how people are known."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.credentials import KeyedDigest
from services.directory.tables import identities, participants, refresh_families, refresh_tokens, used_assertions

Known = Mapping[tuple[str, KeyedDigest], UUID]


async def lock_identities(transaction: AsyncConnection, digests: Collection[KeyedDigest]) -> None:
    """Let sign-ins with the same identities take turns, the first ones included."""
    for key in sorted(int.from_bytes(each.digest[:8], "big", signed=True) for each in digests):
        await transaction.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def find_identities(
    transaction: AsyncConnection, wanted: Collection[tuple[str, KeyedDigest]]
) -> dict[tuple[str, KeyedDigest], UUID]:
    """The accounts of those that are known, locked against being erased meanwhile."""
    identity = identities.c
    keys = [(method, digest.key_id, digest.digest) for method, digest in wanted]
    query = (
        sa.select(identity.method, identity.key_id, identity.digest, participants.c.id)
        .join(participants, participants.c.id == identity.participant_id)
        .where(sa.tuple_(identity.method, identity.key_id, identity.digest).in_(keys))
        .order_by(participants.c.id)
        .with_for_update()
    )
    return {(row[0], KeyedDigest(row[1], row[2])): UUID(str(row[3])) for row in await transaction.execute(query)}


async def add_participant(transaction: AsyncConnection, participant_id: UUID) -> bool:
    """False when there is one of this id, who is locked against being erased meanwhile then."""
    same = {"id": participants.c.id}
    new = insert(participants).values(id=participant_id)
    added = new.on_conflict_do_update(index_elements=[participants.c.id], set_=same)
    return bool((await transaction.execute(added.returning(sa.literal_column("xmax = 0")))).scalar_one())


async def note_phone(transaction: AsyncConnection, participant_id: UUID) -> None:
    is_new = sa.and_(participants.c.id == participant_id, ~participants.c.has_phone)
    await transaction.execute(participants.update().where(is_new).values(has_phone=True))


async def write_identities(
    transaction: AsyncConnection, participant_id: UUID, added: Sequence[tuple[str, KeyedDigest]], outdated: Known
) -> None:
    """Add identities under the present key, and forget those under a former one."""
    rows = [
        {"method": method, "key_id": each.key_id, "digest": each.digest, "participant_id": participant_id}
        for method, each in added
    ]
    if rows:
        await transaction.execute(insert(identities).on_conflict_do_nothing(), rows)
    for method, each in outdated:
        same = sa.and_(identities.c.key_id == each.key_id, identities.c.digest == each.digest)
        await transaction.execute(identities.delete().where(identities.c.method == method, same))


async def open_family(
    transaction: AsyncConnection, participant_id: UUID, family_id: UUID, digest: bytes, lifetime: timedelta
) -> datetime:
    """A family of refresh tokens with its first one; returns the real time."""
    await transaction.execute(refresh_families.insert().values(id=family_id, participant_id=participant_id))
    first = {"digest": digest, "family_id": family_id, "expires_at": sa.func.now() + lifetime}
    statement = refresh_tokens.insert().values(first).returning(sa.func.now())
    now: datetime = (await transaction.execute(statement)).scalar_one()
    return now


async def revoke_families(transaction: AsyncConnection, participant_id: UUID) -> None:
    family = refresh_families.c
    still_open = sa.and_(family.participant_id == participant_id, family.revoked_at.is_(None))
    await transaction.execute(refresh_families.update().where(still_open).values(revoked_at=sa.func.now()))


async def use_assertion(transaction: AsyncConnection, digest: bytes, expires_at: datetime) -> bool:
    """False when it was used before. Of two at once one waits for the other."""
    used = insert(used_assertions).values(digest=digest, expires_at=expires_at).on_conflict_do_nothing()
    return (await transaction.execute(used.returning(used_assertions.c.digest))).first() is not None
