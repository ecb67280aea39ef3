"""The tables of the scoring service."""

from scoring_service.tables.computed import (
    contest_states,
    digest_doubts,
    histogram,
    participants,
    persons,
    published_flags,
    published_totals,
    state,
    unit_day_totals,
    unit_totals,
)
from scoring_service.tables.copies import contests, merges, units, withdrawals
from scoring_service.tables.record import bulletin_texts, finals, flag_decisions, flags, frozen_units, ledger
from scoring_service.tables.schema import access, audit, idempotency_keys, metadata, outbox, shared

__all__ = [
    "access",
    "audit",
    "bulletin_texts",
    "contest_states",
    "contests",
    "digest_doubts",
    "finals",
    "flag_decisions",
    "flags",
    "frozen_units",
    "histogram",
    "idempotency_keys",
    "ledger",
    "merges",
    "metadata",
    "outbox",
    "participants",
    "persons",
    "published_flags",
    "published_totals",
    "shared",
    "state",
    "unit_day_totals",
    "unit_totals",
    "units",
    "withdrawals",
]
