"""The schema of the camp service, and the tables that every service has."""

import sqlalchemy as sa

from services.chassis.tables import service_tables

metadata = sa.MetaData(schema="camp")
Instant = sa.DateTime(timezone=True)

shared = service_tables(metadata, listens=True, refuses_erased=True)
access, audit, idempotency_keys, outbox = shared.access, shared.audit, shared.idempotency_keys, shared.outbox
