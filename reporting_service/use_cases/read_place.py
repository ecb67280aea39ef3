from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit_to_place
from reporting_service.domain.contest import Contest
from reporting_service.domain.errors import TemplateNotFound
from reporting_service.domain.filing import Place
from reporting_service.domain.scope import Grants
from reporting_service.queries import filings, forms, lines


async def read_place(
    transaction: AsyncConnection, grants: Grants, template_id: str, unit: str, right: Right
) -> tuple[Place, Contest]:
    """Where the unit stands in the form's line, for a caller with this right.

    Raises `TemplateNotFound`, `UnitNotFound` or `Forbidden`.
    """
    template = (await forms.read_templates(transaction, [template_id])).get(template_id)
    if template is None:
        raise TemplateNotFound
    place = admit_to_place(await lines.read_place(transaction, template, unit), grants, right)
    return place, await filings.read_contest(transaction, place)
