"""Statements of signing in and refreshing: one each, in autocommit, because thousands sign in within a minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.directory.domain.credentials import REPEATED_FOR, KeyedDigest
from services.directory.domain.participants import Participant
from services.directory.queries.participants import attributions
from services.kit.database import Database

_PROFILE = """
    SELECT signed.participant_id, signed.at, participant.nickname, participant.has_phone,
           region.code AS region_code, region.name AS region_name, region.path AS region_path,
           enterprise.code AS enterprise_code, enterprise.name AS enterprise_name, enterprise.path AS enterprise_path
    FROM signed
    LEFT JOIN directory.participants AS participant ON participant.id = signed.participant_id
    LEFT JOIN directory.units AS region ON region.code = participant.region_unit
    LEFT JOIN directory.units AS enterprise ON enterprise.code = participant.enterprise_unit
"""

# The update that changes nothing makes the statement return the identity that a simultaneous first sign-in has just
# made and that this snapshot cannot see. Its participant is as new as the identity, so the profile is rightly empty.
_SIGN_IN = f"""
    WITH signed AS (
        INSERT INTO directory.identities AS known (method, key_id, digest, participant_id) VALUES ($1, $2, $3, $4)
        ON CONFLICT (method, key_id, digest) DO UPDATE SET participant_id = known.participant_id
        RETURNING participant_id, now() AS at
    ), newcomer AS (
        INSERT INTO directory.participants (id) SELECT participant_id FROM signed WHERE participant_id = $4
    ), family AS (
        INSERT INTO directory.refresh_families (id, participant_id) SELECT $5, participant_id FROM signed
    ), token AS (
        INSERT INTO directory.refresh_tokens (digest, family_id, expires_at) VALUES ($6, $5, now() + $7::interval)
    )
    {_PROFILE}
"""  # noqa: S608 - constants only

_ROTATE = f"""
    WITH signed AS (
        UPDATE directory.refresh_tokens AS token SET used_at = coalesce(token.used_at, now())
        FROM directory.refresh_families AS family
        WHERE token.digest = $1 AND family.id = token.family_id AND family.revoked_at IS NULL
          AND token.expires_at > now() AND (token.used_at IS NULL OR token.used_at > now() - $3::interval)
        RETURNING token.family_id, token.used_at AS at, family.participant_id
    ), successor AS (
        INSERT INTO directory.refresh_tokens (digest, family_id, expires_at)
        SELECT $2, family_id, at + $4::interval FROM signed
        ON CONFLICT (digest) DO NOTHING
    )
    {_PROFILE}
"""  # noqa: S608 - constants only

_REVOKE_REUSED = """
    UPDATE directory.refresh_families AS family SET revoked_at = coalesce(family.revoked_at, now())
    FROM directory.refresh_tokens AS token
    WHERE token.digest = $1 AND family.id = token.family_id
      AND (token.used_at IS NOT NULL OR family.revoked_at IS NOT NULL)
    RETURNING family.id
"""


_IS_BURIED = "SELECT FROM directory.tombstones WHERE method = $1 AND key_id = $2 AND digest = $3"


@dataclass(frozen=True)
class SignedIn:
    """A participant and the database's real time at which the answer was first given."""

    participant: Participant
    at: datetime


async def sign_in(
    database: Database,
    method: str,
    subject: KeyedDigest,
    *,
    newcomer_id: UUID,
    family_id: UUID,
    refresh_digest: bytes,
    refresh_lifetime: timedelta,
) -> SignedIn:
    """The participant of this subject, made under `newcomer_id` at the first sign-in, with a new refresh family."""
    rows = await database.fetch(
        _SIGN_IN, method, subject.key_id, subject.digest, newcomer_id, family_id, refresh_digest, refresh_lifetime
    )
    return _signed_in(rows[0])


async def is_buried(database: Database, method: str, subject: KeyedDigest) -> bool:
    """Whether an account of this subject was erased and is still remembered."""
    return bool(await database.fetch(_IS_BURIED, method, subject.key_id, subject.digest))


async def rotate(
    database: Database, refresh_digest: bytes, successor_digest: bytes, refresh_lifetime: timedelta
) -> SignedIn | None:
    """Use a refresh token, or repeat its use within the window. None when it is unknown, expired, revoked or reused."""
    rows = await database.fetch(_ROTATE, refresh_digest, successor_digest, REPEATED_FOR, refresh_lifetime)
    return _signed_in(rows[0]) if rows else None


async def revoke_reused(database: Database, refresh_digest: bytes) -> bool:
    """End the family of a token that was used before. False when the token is unknown or was never used."""
    return bool(await database.fetch(_REVOKE_REUSED, refresh_digest))


def _signed_in(row: Mapping[str, Any]) -> SignedIn:
    participant = Participant(row["participant_id"], row["nickname"], attributions(row), bool(row["has_phone"]))
    return SignedIn(participant, row["at"])
