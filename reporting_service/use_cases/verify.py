"""Lines, values, versions, roll-ups and what was taken over, recomputed from the record (R3.2, R3.8, R3.9, I12)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain import digest, recomputed
from reporting_service.domain.forms import Template, template_of
from reporting_service.domain.lines import circling, digest_of
from reporting_service.domain.recomputed import VersionOnRecord, Versions
from reporting_service.domain.roll_up import add, difference
from reporting_service.queries import below, verification
from reporting_service.queries.verification import KeptLine, KeptReport
from services.kit.database import Database

Templates = Mapping[tuple[str, int], Template]


async def verify(database: Database) -> list[str]:
    """What disagrees, in words; takes time in proportion to versions, lines and edits."""
    async with database.begin() as transaction:
        lines = await verification.read_lines(transaction)
        reports = await verification.read_reports(transaction)
        versions = await verification.read_versions(transaction)
        contents = await verification.read_templates(transaction)
        faults = [
            f"template {name}, version {number}: the content does not have the digest {written}"
            for (name, number), (content, written) in contents.items()
            if digest.of(content) != written
        ]
        templates = {key: template_of(each) for key, (each, written) in contents.items() if digest.of(each) == written}
        faults += _faults_of_lines(lines, *await verification.read_known(transaction))
        faults += _faults_of_reports(reports, versions)
        faults += _faults_of_versions(reports, versions, templates)
        return faults + await _faults_of_roll_ups(transaction, lines, reports, versions)


def _faults_of_lines(lines: Sequence[KeptLine], units: set[str], due: set[tuple[str, str]]) -> list[str]:
    found = []
    parents: dict[tuple[str, str], dict[str, str]] = {}
    for each in lines:
        name = f"line of {each.unit} for {each.template_id} in {each.campaign_id}"
        if digest_of(each.campaign_id, each.template_id, each.unit, each.line) != each.digest:
            found.append(f"{name}: does not say what was written")
        if each.is_in_force:
            parents.setdefault((each.campaign_id, each.template_id), {})[each.unit] = each.line.parent
            unknown = {each.unit, each.line.parent, *each.line.contest_units} - units
            found += [f"{name}: there is no unit {code}" for code in sorted(unknown)]
            if (each.campaign_id, each.template_id) not in due:
                found.append(f"{name}: the form is not due there")
    for (campaign, template), of_form in parents.items():
        found += [f"line of {unit} for {template} in {campaign}: runs in a circle" for unit in circling(of_form)]
    return found


def _faults_of_reports(reports: Sequence[KeptReport], versions: Versions) -> list[str]:
    of_report: dict[str, dict[int, VersionOnRecord]] = {}
    for (report_id, number), version in versions.items():
        of_report.setdefault(report_id, {})[number] = version
    said: dict[str, dict[str, set[tuple[str, int | None]]]] = {}
    for each in reports:
        words = recomputed.words_of(each.record, of_report.get(each.id, {}).values())
        said.setdefault(each.unit, {}).setdefault(each.template_id, set()).update(words)
    found: list[str] = []
    for each in reports:
        found += recomputed.faults_of_report(each.record)
        found += recomputed.faults_of_adoptions(each.record, said[each.unit])
        numbers = sorted(of_report.get(each.id, ()))
        if numbers != list(range(1, each.record.submitted_version + 1)):
            found.append(f"{each.record.name}: its versions are {numbers}")
    return found


def _faults_of_versions(reports: Sequence[KeptReport], versions: Versions, templates: Templates) -> list[str]:
    acts = {each.id: each.record.acts for each in reports}
    found = []
    for key, version in versions.items():
        content = version.content
        name = f"{content['template_id']} of {content['unit']['code']}, version {key[1]}"
        template = templates.get((content["template_id"], content["template_version"]))
        if template is None:
            found.append(f"{name}: its template is gone")
        else:
            faults = recomputed.faults_of_version(template, key, versions, acts.get(key[0], ()))
            found += [f"{name}: {fault}" for fault in faults]
    return found


async def _faults_of_roll_ups(
    transaction: AsyncConnection,
    lines: Sequence[KeptLine],
    reports: Sequence[KeptReport],
    versions: Versions,
) -> list[str]:
    """What the database adds up for every unit that is reported to, against the accepted versions themselves."""
    accepted = {
        (each.campaign_id, each.template_id, each.unit): version
        for each in reports
        if (version := versions.get((each.id, each.record.accepted_version or 0))) is not None
    }
    children: dict[tuple[str, str, str], list[VersionOnRecord]] = {}
    for each in lines:
        version = accepted.get((each.campaign_id, each.template_id, each.unit))
        if each.is_in_force and version is not None:
            children.setdefault((each.campaign_id, each.template_id, each.line.parent), []).append(version)
    found = []
    for (campaign, template_id, unit), parts in children.items():
        parameters = {"campaign_id": campaign, "template_id": template_id, "unit": unit}
        _, shown = await below.read_settled(transaction, parameters, await below.read_stamp(transaction, parameters))
        names = {name for part in parts for name in part.content["total"]}
        sums = add(names, [part.content["total"] for part in parts])
        name = f"roll-up of {template_id} at {unit} in {campaign}"
        wrong = difference(names, shown.total, sums)
        found += [f"{name}: {cell} is {by:+d} off what was accepted" for cell, by in wrong.items()]
        rows = [row for part in parts for row in recomputed.activities_of(part.content)]
        if sorted(map(recomputed.row_of, map(asdict, shown.activities))) != sorted(map(recomputed.row_of, rows)):
            found.append(f"{name}: other activities are not those that were accepted")
    return found
