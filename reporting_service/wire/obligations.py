"""What units owe, and what they are let off."""

from collections.abc import Iterable
from datetime import date, tzinfo
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from reporting_service.domain.obligation import Owed
from reporting_service.domain.relief import Relief
from reporting_service.domain.report import State
from reporting_service.wire.bodies import Body, Text
from reporting_service.wire.json import Instant
from reporting_service.wire.units import UnitReply

NOT_STARTED = "not_started"
Standing = State | Literal["not_started"]


class ReliefBody(Body):
    """`until` is the last day."""

    until: date
    reason: Text


class ReminderReply(BaseModel):
    kind: Literal["due-soon", "overdue"]
    reminded_at: Instant
    sent_at: Instant | None


class ReliefReply(BaseModel):
    """`until` is the last day."""

    until: date
    reason: str
    granted_by: str
    granted_at: Instant

    @classmethod
    def of(cls, relief: Relief | None, zone: tzinfo) -> "ReliefReply | None":
        if relief is None:
            return None
        granted_at = relief.granted_at.astimezone(zone)
        return cls(until=relief.until, reason=relief.reason, granted_by=relief.granted_by, granted_at=granted_at)


class ObligationReply(BaseModel):
    campaign_id: str
    template_id: str
    title: str
    unit: UnitReply
    parent: str
    due_on: date
    state: Standing
    report_id: UUID | None
    is_late: bool
    extension: ReliefReply | None
    excuse: ReliefReply | None
    reminders: list[ReminderReply]

    @classmethod
    def of(cls, owed: Owed) -> "ObligationReply":
        one, zone = owed.obligation, owed.contest.zone
        return cls(
            campaign_id=one.campaign_id,
            template_id=one.template_id,
            title=owed.title,
            unit=UnitReply.of(one.unit),
            parent=one.parent,
            due_on=one.due_on(owed.contest),
            state=one.state or NOT_STARTED,
            report_id=one.report_id,
            is_late=one.is_late(owed.contest, owed.now),
            extension=ReliefReply.of(one.extension, zone),
            excuse=ReliefReply.of(one.excuse, zone),
            reminders=[ReminderReply.model_validate(each) for each in one.reminders],
        )


class ObligationList(BaseModel):
    items: list[ObligationReply]
    next_cursor: None = None

    @classmethod
    def of(cls, owed: Iterable[Owed]) -> "ObligationList":
        return cls(items=[ObligationReply.of(each) for each in owed], next_cursor=None)
