"""Buckets of finished sessions: ten minutes of the time inside their UUIDv7 ids (RFC 9562 §5.7).

Quiz and scoring compare count and hash of a bucket instead of every session.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

BUCKET_MS = 600_000

BUCKET_SQL = f"('x' || substr(replace({{session_id}}::text, '-', ''), 1, 12))::bit(48)::bigint / {BUCKET_MS}"
"""The bucket of a session id."""

HASH_SQL = """hashtextextended(
    concat_ws('|', {session_id}, {score}, contest_day, participant_id, entry, array_to_string(unit_path, '/')), 0)"""
"""Hash of a session: of all that counts. Both sides compute it with these words."""

DIGEST_SQL = f"count(*), coalesce(bit_xor({HASH_SQL}), 0)"
"""Count and order-free hash over rows."""


def milliseconds_of(session_id: UUID) -> int:
    return session_id.int >> 80


def bucket_of(session_id: UUID) -> int:
    return milliseconds_of(session_id) // BUCKET_MS


def bucket_at(instant: datetime) -> int:
    """Of the sessions that start then."""
    return int(instant.timestamp() * 1000) // BUCKET_MS


def bounds(bucket: int) -> tuple[UUID, UUID]:
    """The smallest and the largest id that a bucket can hold."""
    return UUID(int=bucket * BUCKET_MS << 80), UUID(int=((bucket + 1) * BUCKET_MS << 80) - 1)


def day_of(session_id: UUID) -> date:
    """The UTC day inside the id. The contest day differs from it by at most one."""
    return datetime.fromtimestamp(milliseconds_of(session_id) / 1000, UTC).date()


def days_around(bucket: int) -> tuple[date, date]:
    """The first and the last of the contest days on which sessions of this bucket can lie."""
    yesterday, _, tomorrow = each_day_around(bucket)
    return yesterday, tomorrow


def each_day_around(bucket: int) -> tuple[date, date, date]:
    day = datetime.fromtimestamp(bucket * BUCKET_MS / 1000, UTC).date()
    return day - timedelta(days=1), day, day + timedelta(days=1)
