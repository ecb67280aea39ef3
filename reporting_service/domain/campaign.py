"""A campaign: whose it is, its days, and the forms that are due in it."""

from dataclasses import dataclass
from datetime import date

from reporting_service.domain.contest import Due


@dataclass(frozen=True)
class Campaign:
    """Its days are its own, or where it names none those of its contest.

    `seal_name` stands on its owner's own paper, which no line names.
    """

    id: str
    title: str
    owner_unit: str
    contest_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    camp_id: str | None = None
    seal_name: str | None = None


@dataclass(frozen=True)
class Use:
    """A form that is due in a campaign."""

    template_id: str
    due: Due
