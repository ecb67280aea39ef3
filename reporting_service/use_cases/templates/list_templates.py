"""The forms, each in its newest version (R3.1)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.errors import TemplateNotFound
from reporting_service.domain.forms import Template
from reporting_service.queries import forms


async def list_templates(transaction: AsyncConnection) -> Sequence[Template]:
    """The newest version of every form (R3.1)."""
    return list((await forms.read_templates(transaction)).values())


async def get_template(transaction: AsyncConnection, template_id: str) -> Template:
    """Raises `TemplateNotFound`."""
    found = await forms.read_template(transaction, template_id)
    if found is None:
        raise TemplateNotFound
    return found
