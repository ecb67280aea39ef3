"""`contest templates`: forms as data."""

import json
from pathlib import Path
from typing import Annotated

import typer

from contest.cli.connection import DataDir, database_url, failed, opened, run
from reporting_service import tables
from reporting_service.queries import forms
from reporting_service.queries.forms import Issue
from reporting_service.use_cases.templates.draft_template import draft_template
from reporting_service.use_cases.templates.publish_template import publish_template
from reporting_service.wire.template_drafts import TemplateBody, in_a_file
from services.chassis import audit
from services.chassis.audit import OPERATOR
from services.contracts.grants import NATION, NATIONAL_ADMINISTRATOR, Reach
from services.kit.errors import Invalid

app = typer.Typer(help="Forms as data.", no_args_is_help=True, add_completion=False)
EVERYWHERE = Reach([NATIONAL_ADMINISTRATOR], ())


@app.command("list")
def list_(data_dir: DataDir = None) -> None:
    """Every published form in its newest version."""
    for each in run(_read(database_url(data_dir))):
        typer.echo(each)


@app.command("draft")
def draft(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON as `POST /v1/templates` takes it.")],
    owner: Annotated[str, typer.Option(help="Code of the unit whose form it is.")] = NATION,
    publish: Annotated[bool, typer.Option("--publish", help="And publish it.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Write the next version of a form; every fault is named with its place."""
    sent, at = in_a_file(json.loads(file.read_text(encoding="utf-8")))
    try:
        body = TemplateBody.model_validate(sent)
        issue = run(_draft(database_url(data_dir), body.owner_unit or owner, body, at, is_published=publish))
    except Invalid as error:
        raise failed("\n".join(f"{each.pointer}: {each.zh}" for each in error.errors)) from None
    typer.echo(f"{issue.template_id} {issue.version}")


@app.command("publish")
def publish(template_id: str, version: int, data_dir: DataDir = None) -> None:
    """The version never changes from now on."""
    run(_publish(database_url(data_dir), template_id, version))


async def _read(url: str) -> list[str]:
    async with opened(url) as database, database.begin() as transaction:
        found = await forms.read_templates(transaction)
    return [f"{each.id}  {each.version}  {each.title_zh}" for each in found.values()]


async def _draft(url: str, owner: str, body: TemplateBody, at: str, *, is_published: bool) -> Issue:
    async with opened(url) as database, database.begin() as transaction:
        issue = await draft_template(transaction, EVERYWHERE, owner, body.form, at)
        if is_published:
            await publish_template(transaction, EVERYWHERE, issue.template_id, issue.version)
        entry = audit.Entry(OPERATOR, "template.draft", f"{issue.template_id} {issue.version}")
        await audit.record(transaction, tables.audit, entry)
        return issue


async def _publish(url: str, template_id: str, version: int) -> None:
    async with opened(url) as database, database.begin() as transaction:
        await publish_template(transaction, EVERYWHERE, template_id, version)
        entry = audit.Entry(OPERATOR, "template.publish", f"{template_id} {version}")
        await audit.record(transaction, tables.audit, entry)
