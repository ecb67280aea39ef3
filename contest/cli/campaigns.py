"""`contest campaigns`: whose month it is, and which forms are due in it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from contest.cli.connection import DataDir, database_url, opened, run
from reporting_service import tables
from reporting_service.queries import campaigns, copies
from reporting_service.use_cases.campaigns.write_campaign import write_campaign
from reporting_service.wire.campaigns import CampaignBody, CampaignReply
from services.chassis import audit
from services.chassis.audit import OPERATOR

app = typer.Typer(help="Campaigns with their forms and due dates.", no_args_is_help=True, add_completion=False)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False, data_dir: DataDir = None
) -> None:
    """Every campaign, the newest first."""
    found = run(_read(database_url(data_dir)))
    if as_json:
        typer.echo(json.dumps([each.model_dump(mode="json") for each in found], ensure_ascii=False))
        return
    for each in found:
        typer.echo(f"{each.id}  {each.owner_unit}  {each.first_day} – {each.last_day}  {each.title}")


@app.command("write")
def write(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON as `POST /v1/campaigns` takes it.")],
    data_dir: DataDir = None,
) -> None:
    """Make a campaign, or change it whole."""
    body = CampaignBody.model_validate_json(file.read_bytes())
    run(_write(database_url(data_dir), body))
    typer.echo(body.id)


async def _read(url: str) -> list[CampaignReply]:
    async with opened(url) as database, database.begin() as transaction:
        found = await campaigns.read_campaigns(transaction)
        uses = await campaigns.read_uses(transaction, [each.id for each in found])
        return [CampaignReply.of(each, uses[each.id], await copies.read_contest(transaction, each)) for each in found]


async def _write(url: str, body: CampaignBody) -> None:
    async with opened(url) as database, database.begin() as transaction:
        await write_campaign(transaction, body.campaign, body.uses)
        await audit.record(transaction, tables.audit, audit.Entry(OPERATOR, "campaign.change", body.id))
