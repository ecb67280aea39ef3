"""The tables of the reporting service."""

from reporting_service.tables.copies import camp_totals, contest_totals, contests, units
from reporting_service.tables.forms import campaigns, indicators, lines, reliefs, reminders, template_uses, templates
from reporting_service.tables.reports import (
    acts,
    attachments,
    edits,
    highlights,
    permits,
    reports,
    selections,
    uploads,
    versions,
)
from reporting_service.tables.schema import access, audit, idempotency_keys, metadata, outbox, shared

__all__ = [
    "access",
    "acts",
    "attachments",
    "audit",
    "camp_totals",
    "campaigns",
    "contest_totals",
    "contests",
    "edits",
    "highlights",
    "idempotency_keys",
    "indicators",
    "lines",
    "metadata",
    "outbox",
    "permits",
    "reliefs",
    "reminders",
    "reports",
    "selections",
    "shared",
    "template_uses",
    "templates",
    "units",
    "uploads",
    "versions",
]
