"""A unit's place in a form's line, for a caller with the right that is needed (I8)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit_to_place
from reporting_service.domain.contest import Contest
from reporting_service.domain.errors import TemplateNotFound
from reporting_service.domain.filing import Place
from reporting_service.queries import filings, forms, lines
from services.contracts.grants import Reach


async def read_place(
    transaction: AsyncConnection,
    reach: Reach,
    template_id: str,
    unit: str,
    right: Right,
    campaign_id: str | None = None,
) -> tuple[Place, Contest]:
    """With the days of its campaign, which has to be named where the unit owes the form in several.

    Raises `TemplateNotFound`, `UnitNotFound`, `Forbidden` or `WhichCampaign`.
    """
    template = await forms.read_template(transaction, template_id)
    if template is None:
        raise TemplateNotFound
    place = admit_to_place(await lines.read_places(transaction, template, unit, campaign_id), reach, right)
    return place, await filings.read_contest(transaction, place)
