"""Every version and roll-up, recomputed from what it was made of (R3.9, I12)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain import digest
from reporting_service.domain.forms import Template
from reporting_service.domain.roll_up import add, difference
from reporting_service.queries import forms, verification
from services.kit.database import Database


async def verify(database: Database) -> list[str]:
    """What disagrees, in words; takes time in proportion to the number of versions."""
    async with database.begin() as transaction:
        return await _differing_versions(transaction)


async def _differing_versions(transaction: AsyncConnection) -> list[str]:
    kept = await verification.read_versions(transaction)
    templates: dict[tuple[str, int], Template | None] = {}
    found: list[str] = []
    for (report_id, number), (content, written) in kept.items():
        name = f"{content['template_id']} of {content['unit']['code']}, version {number}"
        if digest.of(content) != written:
            found.append(f"{name}: the content does not have the digest {written}")
        key = (content["template_id"], content["template_version"])
        if key not in templates:
            templates[key] = await forms.read_template_version(transaction, *key)
        template = templates[key]
        if template is None:
            found.append(f"{name}: its template is gone")
            continue
        found += [f"{name}: {difference}" for difference in _differing(template, content, kept)]
        if str(report_id) in {each["report_id"] for each in content["children"]}:
            found.append(f"{name}: counts itself")
    return found


def _differing(
    template: Template, content: Mapping[str, Any], kept: Mapping[tuple[str, int], tuple[Mapping[str, Any], str]]
) -> list[str]:
    summed = template.summed
    found = []
    parts = []
    for receipt in content["children"]:
        child = kept.get((receipt["report_id"], receipt["version"]))
        if child is None or child[1] != receipt["digest"]:
            found.append(f"the receipt of {receipt['unit']} names a version that is not there")
        else:
            parts.append(child[0]["total"])
    below = add(summed, parts)
    total = {**content["own"], **add(summed, (content["own"], below))}
    for what, counted in (("subordinate", below), ("total", total)):
        for name, by in difference(counted, content[what], counted).items():
            found.append(f"{what} of {name} is {by:+d} off what its children give")
    return found
