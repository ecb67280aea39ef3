"""Tables that every service has in its own schema, and those of services that listen or refuse erased participants."""

from dataclasses import dataclass

import sqlalchemy as sa

from services.chassis import access, audit, dead_letters, erasures, idempotency
from services.kit import outbox


@dataclass(frozen=True)
class ServiceTables:
    """`dead_letters` is for services with subscriptions, `erasures` for those that refuse erased participants."""

    access: sa.Table
    audit: sa.Table
    idempotency_keys: sa.Table
    outbox: sa.Table
    dead_letters: sa.Table | None = None
    erasures: sa.Table | None = None


def service_tables(metadata: sa.MetaData, *, listens: bool, refuses_erased: bool) -> ServiceTables:
    """The tables in the schema that `metadata` describes."""
    return ServiceTables(
        access=access.table(metadata),
        audit=audit.table(metadata),
        idempotency_keys=idempotency.table(metadata),
        outbox=outbox.table(metadata),
        dead_letters=dead_letters.table(metadata) if listens else None,
        erasures=erasures.table(metadata) if refuses_erased else None,
    )
