"""The schema of the scoring service, and the tables that every service has."""

import sqlalchemy as sa

from services.chassis import access as kit_access
from services.chassis import audit as kit_audit
from services.chassis import dead_letters as kit_dead_letters
from services.chassis import erasures as kit_erasures
from services.chassis import idempotency
from services.kit import outbox as kit_outbox

metadata = sa.MetaData(schema="scoring")
Instant = sa.DateTime(timezone=True)

outbox = kit_outbox.table(metadata)
dead_letters = kit_dead_letters.table(metadata)
idempotency_keys = idempotency.table(metadata)
access = kit_access.table(metadata)
audit = kit_audit.table(metadata)
erasures = kit_erasures.table(metadata)
