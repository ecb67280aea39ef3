"""The official table with its blanks filled, and what its QR code says (R3.6)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.filing import Filing
from reporting_service.domain.paper import paper, seal, standing, standing_of
from reporting_service.domain.report import Version
from reporting_service.domain.scans import Print
from reporting_service.queries import attachments, forms, reports
from reporting_service.queries.below import ReadBelow


async def print_report(
    transaction: AsyncConnection, below: ReadBelow, filing: Filing, *, is_blank: bool
) -> tuple[dict[str, Any], str | None]:
    """The report as it stands on paper and what its QR code says, or the empty form; `filing` was read without `below`.

    A version holds everything that is printed; a draft is added up now.
    """
    if is_blank:
        return paper(filing.template, None, []), None
    if filing.latest is not None and not filing.is_working:
        printed = await _of_version(transaction, filing, filing.latest)
        return dict(printed.form), printed.seal
    if filing.is_working:
        filing = replace(filing, below=await below(transaction, filing.place))
    attached: Sequence[tuple[str, str]] = []
    if filing.template.is_attachment_only:
        found = await attachments.read_attachments(transaction, filing.report.id)
        attached = [(each.name, each.digest) for each in found if each.version is None]
    return paper(filing.template, standing(filing), attached), None


async def print_versions(transaction: AsyncConnection, filing: Filing) -> Sequence[Print]:
    """The prints of every version, the newest first: what a scan may be of (R3.11)."""
    kept = await reports.read_versions(transaction, filing.report.id)
    return [await _of_version(transaction, filing, version) for version in reversed(kept)]


async def _of_version(transaction: AsyncConnection, filing: Filing, version: Version) -> Print:
    """With the wording that it was submitted in, and the files that were attached by then."""
    template = filing.template
    written = await forms.read_template_version(transaction, template.id, version.content["template_version"])
    attached: Sequence[tuple[str, str]] = []
    if template.is_attachment_only:
        found = await attachments.read_attachments(transaction, version.report_id)
        attached = [
            (each.name, each.digest)
            for each in found
            if each.version is None and each.uploaded_at <= version.submitted_at
        ]
    shown = standing_of(version)
    return Print(shown.version, seal(shown) or "", paper(written or template, shown, attached))
