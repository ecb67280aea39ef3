"""UUIDs as the database driver makes them: equal to all others, read, hashed and written in a fraction of the time."""

from uuid import UUID

from asyncpg.pgproto import pgproto


def uuid_of(text: str) -> UUID:
    """Raises `ValueError` for what is none."""
    found: UUID = pgproto.UUID(text)
    return found


def uuid_from(content: bytes) -> UUID:
    """Of its sixteen bytes."""
    found: UUID = pgproto.UUID(content)
    return found
