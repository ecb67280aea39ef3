"""The schema of the quiz service, and the tables that it has like every service."""

import sqlalchemy as sa

from services.chassis import erasures
from services.chassis.tables import service_tables

metadata = sa.MetaData(schema="quiz")
Instant = sa.DateTime(timezone=True)

shared = service_tables(metadata, listens=True, refuses_erased=True)
# Who has left the unit that their older tokens name.
outdated_tokens = erasures.table(metadata, "outdated_tokens")
access, audit, idempotency_keys, outbox = shared.access, shared.audit, shared.idempotency_keys, shared.outbox
