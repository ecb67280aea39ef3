"""The tables of the camp service."""

from services.camp.tables.learning import certificates, enrolments, unit_totals, watched
from services.camp.tables.programme import camps, lessons, units
from services.camp.tables.schema import access, audit, idempotency_keys, metadata, outbox, shared

__all__ = [
    "access",
    "audit",
    "camps",
    "certificates",
    "enrolments",
    "idempotency_keys",
    "lessons",
    "metadata",
    "outbox",
    "shared",
    "unit_totals",
    "units",
    "watched",
]
