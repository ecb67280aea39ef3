"""Notable work."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from reporting_service.domain.attachments import Attachment
from reporting_service.domain.highlights import Highlight
from reporting_service.wire.attachments import AttachmentReply
from reporting_service.wire.bodies import Body, Code, Text
from reporting_service.wire.campaigns import Title
from reporting_service.wire.json import Instant
from reporting_service.wire.units import UnitReply
from services.kit.names import Lines

LongText = Annotated[Lines, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class HighlightBody(Body):
    """`campaign_id` where the unit stands in several campaigns."""

    campaign_id: Code | None = None
    unit: Code
    title: Title
    text: LongText


class SelectBody(Body):
    comment: Text | None = None


class SelectionReply(BaseModel):
    unit: UnitReply
    selected_at: Instant
    comment: str | None


class HighlightReply(BaseModel):
    """`selected_by` are the units above that send it on, from below upwards."""

    id: UUID
    campaign_id: str
    unit: UnitReply
    title: str
    text: str
    created_at: Instant
    attachments: list[AttachmentReply]
    selected_by: list[SelectionReply]

    @classmethod
    def of(cls, highlight: Highlight, files: Sequence[Attachment], zone: tzinfo) -> "HighlightReply":
        return cls(
            id=highlight.id,
            campaign_id=highlight.campaign_id,
            unit=UnitReply.of(highlight.unit),
            title=highlight.title,
            text=highlight.text,
            created_at=highlight.created_at.astimezone(zone),
            attachments=[AttachmentReply.of(each, zone) for each in files],
            selected_by=[
                SelectionReply(
                    unit=UnitReply.of(each.unit),
                    selected_at=each.selected_at.astimezone(zone),
                    comment=each.comment,
                )
                for each in highlight.selections
            ],
        )


class HighlightList(BaseModel):
    items: list[HighlightReply]
    next_cursor: None = None
