"""A form as it will stand on paper, with every blank empty: drafts for who may publish them (R3.6, R6.4)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.errors import TemplateNotFound
from reporting_service.domain.forms import Template
from reporting_service.queries import copies, forms
from services.contracts.grants import Reach


async def preview_template(
    transaction: AsyncConnection, administrators: Reach, template_id: str, version: int | None
) -> Template:
    """The newest version that the caller may see, or this one. Raises `TemplateNotFound`."""
    for issue in await forms.read_issues(transaction, template_id):
        is_wanted = version in (None, issue.version)
        path = await copies.read_path(transaction, issue.owner_unit) or (issue.owner_unit,)
        if is_wanted and (issue.is_published or administrators.covers(path)):
            found = await forms.read_template_version(transaction, template_id, issue.version)
            if found is not None:
                return found
    raise TemplateNotFound
