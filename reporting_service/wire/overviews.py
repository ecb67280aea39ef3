"""What has come in below a unit, and what it adds up to."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from reporting_service.domain.obligation import Completeness, Obligation
from reporting_service.use_cases.overviews.read_completeness import Board
from reporting_service.use_cases.overviews.read_roll_up import RolledUp
from reporting_service.wire.history import ActivityBelowReply, ReceiptReply
from reporting_service.wire.json import Instant
from reporting_service.wire.obligations import NOT_STARTED, Standing
from reporting_service.wire.units import Cells, UnitReply


class RollUpReply(BaseModel):
    """`delta`, where stale: what the total gains when every level is made anew."""

    campaign_id: str
    template_id: str
    unit: UnitReply
    as_of: Instant
    is_stale: bool
    own: Cells
    subordinate: Cells
    total: Cells
    other_activities: list[ActivityBelowReply]
    children: list[ReceiptReply]
    missing_units: list[UnitReply]
    excused_units: list[UnitReply]
    delta: dict[str, int] | None = None

    @classmethod
    def of(cls, rolled: RolledUp) -> "RollUpReply":
        sums = rolled.roll_up
        reply = cls(
            campaign_id=rolled.place.campaign_id,
            template_id=rolled.place.template.id,
            unit=UnitReply.of(rolled.place.unit),
            as_of=rolled.as_of.astimezone(rolled.contest.zone),
            is_stale=rolled.is_stale,
            own=dict(sums.own),
            subordinate=dict(sums.subordinate),
            total=dict(sums.total),
            other_activities=[
                ActivityBelowReply.model_validate(each, from_attributes=True) for each in sums.activities
            ],
            children=[ReceiptReply.model_validate(each, from_attributes=True) for each in sums.children],
            missing_units=[UnitReply(code=code, name=name) for code, name in sums.missing],
            excused_units=[UnitReply(code=code, name=name) for code, name in sums.excused],
        )
        if rolled.is_stale:
            reply.delta = dict(rolled.delta)
        return reply


class CompletenessUnit(BaseModel):
    unit: UnitReply
    parent: str
    state: Standing
    report_id: UUID | None
    version: int | None
    submitted_at: Instant | None
    due_on: date
    is_late: bool
    is_excused: bool

    @classmethod
    def of(cls, board: Board, one: Obligation) -> "CompletenessUnit":
        return cls(
            unit=UnitReply.of(one.unit),
            parent=one.parent,
            state=one.state or NOT_STARTED,
            report_id=one.report_id,
            version=one.submitted_version or None,
            submitted_at=one.submitted_at.astimezone(board.contest.zone) if one.submitted_at else None,
            due_on=one.due_on(board.contest),
            is_late=one.is_late(board.contest, board.as_of),
            is_excused=one.is_excused(board.contest, board.as_of),
        )


class MissingUnit(UnitReply):
    contact_name: str | None
    contact_phone: str | None


class CompletenessReply(BaseModel):
    """Over every unit below that owes this form. Rates are of `obligated`, without the `excused`: none passes 1."""

    campaign_id: str
    template_id: str
    unit: UnitReply
    as_of: Instant
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

    @classmethod
    def of(cls, board: Board) -> "CompletenessReply":
        counted = Completeness.of(board.obligations, board.contest, board.as_of)
        return cls(
            campaign_id=board.place.campaign_id,
            template_id=board.place.template.id,
            unit=UnitReply.of(board.place.unit),
            as_of=board.as_of.astimezone(board.contest.zone),
            obligated=counted.obligated,
            excused=counted.excused,
            submitted=counted.submitted,
            accepted=counted.accepted,
            on_time=counted.on_time,
            submission_rate=counted.rate(counted.submitted),
            acceptance_rate=counted.rate(counted.accepted),
            on_time_rate=counted.rate(counted.on_time),
            units=[CompletenessUnit.of(board, each) for each in board.obligations],
            missing=[
                MissingUnit(
                    code=each.unit.code,
                    name=each.unit.name,
                    contact_name=board.contacts.get(each.unit.code, {}).get("contact_name"),
                    contact_phone=board.contacts.get(each.unit.code, {}).get("contact_phone"),
                )
                for each in board.missing
            ],
        )
