"""What withdrawn questions changed."""

from collections.abc import Iterable
from itertools import groupby

from pydantic import AwareDatetime, BaseModel

from scoring_service.queries.corrections import Change
from scoring_service.wire.flags import UnitName


class UnitChangeReply(BaseModel):
    """`before` and `after` are the unit's points of today without and with this correction, and without later ones."""

    unit: UnitName
    sessions: int
    before: int
    after: int


class CorrectionReply(BaseModel):
    """Changes of scores for one cause. The question is null until its withdrawal has been heard of."""

    cause: str
    question_id: str | None
    version: int | None
    decision: str | None
    withdrawn_at: AwareDatetime | None
    units: list[UnitChangeReply]


class CorrectionsReply(BaseModel):
    items: list[CorrectionReply]
    next_cursor: None = None


def corrections_reply(changes: Iterable[Change]) -> bytes:
    """`changes` are sorted by cause."""
    items = []
    for _, of_cause in groupby(changes, lambda change: change.cause):
        first, *others = of_cause
        items.append(
            CorrectionReply.model_validate({**vars(first), "units": [_unit(each) for each in (first, *others)]})
        )
    return CorrectionsReply(items=items).model_dump_json().encode()


def _unit(change: Change) -> UnitChangeReply:
    return UnitChangeReply(
        unit=UnitName(code=change.code, name=change.name),
        sessions=change.sessions,
        before=change.after - change.points,
        after=change.after,
    )
