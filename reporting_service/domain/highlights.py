"""Notable work (亮点工作): reported during the campaign, and sent on level by level (R6.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from reporting_service.domain.report import Unit

MOST_FILES = 20


@dataclass(frozen=True)
class Selection:
    """A unit above that sends the work on."""

    unit: Unit
    selected_at: datetime
    selected_by: str
    comment: str | None


@dataclass(frozen=True)
class Highlight:
    id: UUID
    campaign_id: str
    unit: Unit
    title: str
    text: str
    created_at: datetime
    created_by: str
    selections: Sequence[Selection] = ()
