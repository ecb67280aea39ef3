"""A version of a form is published: from now on it never changes, and units may owe it (R3.12)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.errors import TemplateNotFound
from reporting_service.queries import copies, forms
from services.chassis.clock import contest_now
from services.contracts.grants import Reach
from services.kit.errors import Forbidden


async def publish_template(transaction: AsyncConnection, administrators: Reach, template_id: str, version: int) -> None:
    """A repeat changes nothing. Raises `TemplateNotFound`, and `Forbidden` for a template of somebody else's."""
    issues = await forms.read_issues(transaction, template_id, lock=True)
    found = next((each for each in issues if each.version == version), None)
    if found is None:
        raise TemplateNotFound
    if not administrators.covers(await copies.read_path(transaction, found.owner_unit) or (found.owner_unit,)):
        raise Forbidden
    if not found.is_published:
        await forms.publish_template(transaction, template_id, version, await contest_now(transaction))
