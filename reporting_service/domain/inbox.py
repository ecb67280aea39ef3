"""What waits for somebody."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reporting_service.domain.obligation import Owed


class Waiting(StrEnum):
    """Of a unit's own forms: returned, stale, to start, overdue; of those below: to accept, and to permit first."""

    TO_ACCEPT = "to_accept"
    RETURNED = "returned"
    STALE = "stale"
    TO_START = "to_start"
    OVERDUE = "overdue"
    PERMIT = "permit"


@dataclass(frozen=True)
class Item:
    kind: Waiting
    owed: Owed
    since: datetime
