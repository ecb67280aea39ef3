"""A form as data: the next version of a template, which its owner may rewrite until it is published (R3.12, R6.4)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.template_draft import faults_of, whole
from reporting_service.queries import copies, forms
from reporting_service.queries.forms import Issue
from services.contracts.grants import Reach
from services.kit.errors import FieldError, Forbidden, Invalid


async def draft_template(
    transaction: AsyncConnection, administrators: Reach, owner_unit: str, form: Mapping[str, Any], at: str
) -> Issue:
    """`at` leads to the form in what was sent.

    Raises `Forbidden` for a template of somebody else's, and `Invalid` naming each fault with its place.
    """
    path = await copies.read_path(transaction, owner_unit)
    if not path:
        zh, en = "没有这个单位。", "There is no such unit."
        raise Invalid(errors=[FieldError("/owner_unit", "unknown-unit", zh, en)])
    known = {each["id"]: each for each in await forms.read_catalogue_contents(transaction)}
    issues = await forms.read_issues(transaction, form["id"], lock=True)
    if not administrators.covers(path) or (issues and issues[0].owner_unit != owner_unit):
        raise Forbidden
    faults = faults_of(form, known, at)
    if faults:
        raise Invalid(errors=faults)
    newest = issues[0] if issues else None
    version = 1 if newest is None else newest.version + newest.is_published
    await forms.write_template(transaction, whole(form, known, version), owner_unit, published_at=None)
    return (await forms.read_issues(transaction, form["id"]))[0]
