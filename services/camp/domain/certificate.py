"""A certificate, for a person and a camp."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Certificate:
    """`name` is as the person wants it shown; empty once the person was erased."""

    number: str
    camp_id: str
    participant_id: UUID
    name: str
    issued_at: datetime
    revoked_at: datetime | None = None
    reason: str = ""
