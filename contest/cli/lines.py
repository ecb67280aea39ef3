"""`contest lines`: who reports to whom in a campaign."""

from pathlib import Path
from typing import Annotated

import typer

from contest.cli.connection import DataDir, database_url, failed, opened, run
from reporting_service import tables
from reporting_service.domain.errors import CampaignNotFound, WrongMedia
from reporting_service.files.line_sheets import lines_xlsx
from reporting_service.queries import campaigns
from reporting_service.use_cases.campaigns.write_lines import WantedLine, write_lines
from reporting_service.wire.lines import SentLines, wanted_in
from services.chassis import audit
from services.chassis.audit import OPERATOR
from services.kit.errors import Invalid

app = typer.Typer(help="Reporting lines of a campaign.", no_args_is_help=True, add_completion=False)
Campaign = Annotated[str, typer.Option("--campaign", help="Id of the campaign.")]


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="XLSX to write.")],
    campaign: Campaign,
    data_dir: DataDir = None,
) -> None:
    """Write the lines in force to a sheet that `import` takes again."""
    file.write_bytes(run(_export(database_url(data_dir), campaign)))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="XLSX or CSV with a header.")],
    campaign: Campaign,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count only.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Bring in a whole sheet or nothing; every fault is named with its row and column."""
    try:
        wanted = wanted_in(SentLines(file.read_bytes(), is_json=False))
        changed = run(_import(database_url(data_dir), campaign, wanted, is_dry_run=dry_run))
    except WrongMedia:
        raise failed(f"{file} is no workbook") from None
    except Invalid as error:
        raise failed("\n".join(f"{each.pointer}: {each.zh}" for each in error.errors)) from None
    typer.echo(f"{len(wanted)} rows, {changed} lines {'would change' if dry_run else 'changed'}")


async def _export(url: str, campaign_id: str) -> bytes:
    async with opened(url) as database, database.begin() as transaction:
        found = await campaigns.read_lines_on_record(transaction, campaign_id)
        return lines_xlsx([each for each in found if each.valid_to is None])


async def _import(url: str, campaign_id: str, wanted: list[WantedLine], *, is_dry_run: bool) -> int:
    async with opened(url) as database, database.begin() as transaction:
        campaign = await campaigns.read_campaign(transaction, campaign_id, lock=True)
        if campaign is None:
            raise CampaignNotFound
        changed = await write_lines(transaction, campaign, wanted, OPERATOR)
        if is_dry_run:
            await transaction.rollback()
        else:
            entry = audit.Entry(OPERATOR, "campaign.import-lines", campaign_id)
            await audit.record(transaction, tables.audit, entry)
        return sum(map(len, changed.values()))
