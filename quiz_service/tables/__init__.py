"""The tables of the quiz service."""

from quiz_service.tables.bank import banks, item_statistics, pictures, proposals, questions, seats, withdrawals
from quiz_service.tables.contests import certificates, contests, merges, open_flags, units
from quiz_service.tables.schema import (
    access,
    audit,
    idempotency_keys,
    metadata,
    outbox,
    outdated_tokens,
    shared,
)
from quiz_service.tables.sessions import (
    counted_contests,
    crossed_out,
    finished_sessions,
    sessions,
    sweep,
    uncounted_sessions,
    watched_buckets,
)

__all__ = [
    "access",
    "audit",
    "banks",
    "certificates",
    "contests",
    "counted_contests",
    "crossed_out",
    "finished_sessions",
    "idempotency_keys",
    "item_statistics",
    "merges",
    "metadata",
    "open_flags",
    "outbox",
    "outdated_tokens",
    "pictures",
    "proposals",
    "questions",
    "seats",
    "sessions",
    "shared",
    "sweep",
    "uncounted_sessions",
    "units",
    "watched_buckets",
    "withdrawals",
]
