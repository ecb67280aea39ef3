"""Campaigns, and the forms that are due in them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from reporting_service.domain.campaign import Campaign, Use
from reporting_service.domain.contest import Contest, Due
from reporting_service.wire.bodies import Body, Code
from services.kit.names import OneLine

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Title = Annotated[OneLine, StringConstraints(min_length=1, max_length=200)]


class UseBody(Body):
    template_id: Code
    due_on: date


class CampaignBody(Body):
    """Without `contest_id` the contest lines of its forms are typed, without `camp_id` those of the camp.

    `seal_name` is on the owner's own paper.
    """

    id: Slug
    title: Title
    owner_unit: Code
    contest_id: Code | None = None
    camp_id: Code | None = None
    first_day: date
    last_day: date
    seal_name: Title | None = None
    templates: list[UseBody] = Field(max_length=50)

    @model_validator(mode="after")
    def _days_in_order(self) -> "CampaignBody":
        if self.last_day < self.first_day:
            raise PydanticCustomError("not_after_opening", "The last day lies before the first")
        named = [each.template_id for each in self.templates]
        if len(set(named)) < len(named):
            raise PydanticCustomError("named_twice", "A form is named twice")
        return self

    @property
    def campaign(self) -> Campaign:
        days = self.first_day, self.last_day
        return Campaign(
            self.id, self.title, self.owner_unit, self.contest_id, *days, camp_id=self.camp_id, seal_name=self.seal_name
        )

    @property
    def uses(self) -> list[Use]:
        return [Use(each.template_id, Due(None, None, each.due_on)) for each in self.templates]


class UseReply(BaseModel):
    template_id: str
    due_on: date | None


class CampaignReply(BaseModel):
    """Days are null while the contest that they hang on has not been heard of."""

    id: str
    title: str
    owner_unit: str
    contest_id: str | None
    camp_id: str | None
    first_day: date | None
    last_day: date | None
    seal_name: str | None
    templates: list[UseReply]

    @classmethod
    def of(cls, campaign: Campaign, uses: Sequence[Use], contest: Contest | None) -> "CampaignReply":
        return cls(
            id=campaign.id,
            title=campaign.title,
            owner_unit=campaign.owner_unit,
            contest_id=campaign.contest_id,
            camp_id=campaign.camp_id,
            first_day=campaign.first_day or (contest.first_day if contest else None),
            last_day=campaign.last_day or (contest.last_day if contest else None),
            seal_name=campaign.seal_name,
            templates=[
                UseReply(template_id=each.template_id, due_on=each.due.on(contest) if contest else each.due.day)
                for each in uses
            ],
        )


class CampaignList(BaseModel):
    items: list[CampaignReply]
    next_cursor: None = None
