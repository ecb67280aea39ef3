"""The tables of the reporting service."""

from reporting_service.tables.copies import contest_totals, contests, units
from reporting_service.tables.forms import campaigns, indicators, lines, reliefs, reminders, template_uses, templates
from reporting_service.tables.reports import acts, attachments, edits, permits, reports, sheets, versions
from reporting_service.tables.schema import access, audit, dead_letters, idempotency_keys, metadata, outbox

__all__ = [
    "access",
    "acts",
    "attachments",
    "audit",
    "campaigns",
    "contest_totals",
    "contests",
    "dead_letters",
    "edits",
    "idempotency_keys",
    "indicators",
    "lines",
    "metadata",
    "outbox",
    "permits",
    "reliefs",
    "reminders",
    "reports",
    "sheets",
    "template_uses",
    "templates",
    "units",
    "versions",
]
