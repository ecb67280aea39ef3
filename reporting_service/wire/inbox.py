"""What waits for somebody, and decisions on much of it at once."""

from collections.abc import Iterable
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from reporting_service.domain.inbox import Item, Waiting
from reporting_service.domain.return_reasons import REASONS
from reporting_service.use_cases.reports.accept_reports import Verdict
from reporting_service.wire.bodies import Body
from reporting_service.wire.json import Instant
from reporting_service.wire.units import UnitReply


class InboxItem(BaseModel):
    """`permit` stands beside `to_accept` where something has to be permitted first."""

    kind: Waiting
    report_id: UUID | None
    campaign_id: str
    template_id: str
    title: str
    unit: UnitReply
    version: int | None
    due_on: date
    since: Instant

    @classmethod
    def of(cls, item: Item) -> "InboxItem":
        one, owed = item.owed.obligation, item.owed
        return cls(
            kind=item.kind,
            report_id=one.report_id,
            campaign_id=one.campaign_id,
            template_id=one.template_id,
            title=owed.title,
            unit=UnitReply.of(one.unit),
            version=one.submitted_version or None,
            due_on=one.due_on(owed.contest),
            since=item.since.astimezone(owed.contest.zone),
        )


class InboxReply(BaseModel):
    items: list[InboxItem]
    next_cursor: None = None

    @classmethod
    def of(cls, items: Iterable[Item]) -> "InboxReply":
        return cls(items=[InboxItem.of(each) for each in items], next_cursor=None)


class ChosenReport(Body):
    id: UUID
    version: int = Field(ge=1, le=1_000_000)


class AcceptancesBody(Body):
    reports: list[ChosenReport] = Field(min_length=1, max_length=500)


class VerdictReply(BaseModel):
    """`code` and `detail` say why a report was refused."""

    id: UUID
    version: int
    verdict: Literal["accepted", "refused"]
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, verdict: Verdict, *, english: bool) -> "VerdictReply":
        refusal = verdict.refusal
        return cls(
            id=verdict.report_id,
            version=verdict.version,
            verdict="accepted" if refusal is None else "refused",
            code=None if refusal is None else refusal.code,
            detail=None if refusal is None else refusal.en if english else refusal.zh,
        )


class AcceptancesReply(BaseModel):
    items: list[VerdictReply]
    next_cursor: None = None


class ReturnReasonReply(BaseModel):
    code: str
    text: str
    text_en: str


class ReturnReasonList(BaseModel):
    items: list[ReturnReasonReply]
    next_cursor: None = None

    @classmethod
    def of_all(cls) -> "ReturnReasonList":
        items = [ReturnReasonReply(code=code, text=zh, text_en=en) for code, zh, en in REASONS]
        return cls(items=items, next_cursor=None)
