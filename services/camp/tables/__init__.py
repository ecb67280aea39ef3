"""The tables of the camp service."""

from services.camp.tables.films import films
from services.camp.tables.learning import certificates, enrolments, unit_totals, watched
from services.camp.tables.programme import camps, checks, lessons, units
from services.camp.tables.schema import access, audit, idempotency_keys, metadata, outbox, shared
from services.camp.tables.works import complaints, finals, like_counts, likes, selections, works

__all__ = [
    "access",
    "audit",
    "camps",
    "certificates",
    "checks",
    "complaints",
    "enrolments",
    "films",
    "finals",
    "idempotency_keys",
    "lessons",
    "like_counts",
    "likes",
    "metadata",
    "outbox",
    "selections",
    "shared",
    "unit_totals",
    "units",
    "watched",
    "works",
]
