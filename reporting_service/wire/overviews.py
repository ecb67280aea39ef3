"""Bodies of replies, as they are documented: what is owed, what has come in, what it adds up to."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from reporting_service.domain.report import State
from reporting_service.wire.replies import Cells, ReceiptReply, UnitReply


class RollUpReply(BaseModel):
    """`delta`, where stale: what the total gains when every level is made anew."""

    template_id: str
    unit: UnitReply
    as_of: AwareDatetime
    is_stale: bool
    own: Cells
    subordinate: Cells
    total: Cells
    children: list[ReceiptReply]
    missing_units: list[UnitReply]
    excused_units: list[UnitReply]
    delta: dict[str, int] | None = None


class ReminderReply(BaseModel):
    kind: Literal["due-soon", "overdue"]
    reminded_at: AwareDatetime
    sent_at: AwareDatetime | None


class ReliefReply(BaseModel):
    """`until` is the last day."""

    until: date
    reason: str
    granted_by: str
    granted_at: AwareDatetime


class ObligationReply(BaseModel):
    template_id: str
    title: str
    unit: UnitReply
    parent: str
    due_on: date
    state: State | Literal["not_started"]
    report_id: UUID | None
    is_late: bool
    extension: ReliefReply | None
    excuse: ReliefReply | None
    reminders: list[ReminderReply]


class ObligationList(BaseModel):
    items: list[ObligationReply]
    next_cursor: None = None


class CompletenessUnit(BaseModel):
    unit: UnitReply
    parent: str
    state: State | Literal["not_started"]
    due_on: date
    is_late: bool
    is_excused: bool


class MissingUnit(UnitReply):
    contact_name: str | None
    contact_phone: str | None


class CompletenessReply(BaseModel):
    """Over every unit below that owes this form. Rates are of `obligated`, without the `excused`: none passes 1."""

    template_id: str
    unit: UnitReply
    as_of: AwareDatetime
    obligated: int
    excused: int
    submitted: int
    accepted: int
    on_time: int
    submission_rate: float
    acceptance_rate: float
    on_time_rate: float
    units: list[CompletenessUnit]
    missing: list[MissingUnit]
