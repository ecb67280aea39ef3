"""`contest units`: regions and enterprises."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from contest.cli.connection import DataDir, database_url, failed, opened, run
from services.chassis import audit
from services.directory import tables
from services.directory.domain.errors import CellFault, FaultySheet
from services.directory.domain.unit_sheet import SheetRow, parse_json, parse_table
from services.directory.domain.units import Unit
from services.directory.use_cases.units import import_units as use_case
from services.directory.use_cases.units.import_units import ImportSummary

app = typer.Typer(help="Units: regions and enterprises.", no_args_is_help=True, add_completion=False)

COMPARED = ("name", "registered_base")


@app.callback()
def _units() -> None:
    """Keep `import` a command of its own while it is the only one."""


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="XLSX, CSV or JSON with code, name, parent and perhaps registered_base.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary or the faults as JSON only.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Add units below existing ones, or change names and registered bases.

    All faults are told at once, and a file with a fault changes nothing. An empty registered_base leaves the known one.
    """
    url = database_url(data_dir)
    outcome = run(_attempt(url, file, dry_run=dry_run))
    if isinstance(outcome, ImportSummary):
        _tell_summary(outcome, dry_run=dry_run, as_json=as_json)
    else:
        _tell_faults(outcome, as_json=as_json)
        raise typer.Exit(1)


async def import_units(url: str, rows: Sequence[SheetRow], *, dry_run: bool) -> ImportSummary:
    """Raises `FaultySheet`."""
    async with opened(url) as database, database.begin() as transaction:
        summary = await use_case.import_units(transaction, rows, dry_run=dry_run)
        if not dry_run:
            codes = " ".join(unit.code for unit in (*summary.added, *(unit for _, unit in summary.changed)))
            entry = audit.Entry(audit.OPERATOR, "unit.import", codes[: audit.LONGEST_TARGET])
            await audit.record(transaction, tables.audit, entry)
        return summary


async def _attempt(url: str, file: Path, *, dry_run: bool) -> ImportSummary | Sequence[CellFault]:
    try:
        return await import_units(url, _rows(file), dry_run=dry_run)
    except FaultySheet as sheet:
        return sheet.faults


def _rows(file: Path) -> list[SheetRow]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise failed(f"{file} cannot be read: {error.strerror}.") from error
    return parse_json(content) if file.suffix.lower() == ".json" else parse_table(content)


def _tell_faults(faults: Sequence[CellFault], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"faults": [asdict(fault) for fault in faults]}, ensure_ascii=False))
        return
    table = Table("row", "column", "value", "reason", title=f"{len(faults)} faults; nothing was changed")
    for fault in faults:
        table.add_row(str(fault.row), fault.column, fault.value, fault.en)
    Console(stderr=True).print(table)


def _tell_summary(summary: ImportSummary, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        codes = {"added": [unit.code for unit in summary.added], "changed": [unit.code for _, unit in summary.changed]}
        typer.echo(json.dumps({**codes, "unchanged": summary.unchanged, "dry_run": dry_run}))
        return
    for unit in summary.added:
        typer.echo(f"+ {unit.code} {unit.name} (below {unit.parent})")
    for before, after in summary.changed:
        typer.echo(f"~ {after.code} {_difference(before, after)}")
    title = "would be " if dry_run else ""
    added, changed = len(summary.added), len(summary.changed)
    typer.echo(f"{title}added: {added}, {title}changed: {changed}, unchanged: {summary.unchanged}")


def _difference(before: Unit, after: Unit) -> str:
    old, new = asdict(before), asdict(after)
    return ", ".join(f"{name}: {old[name]} → {new[name]}" for name in COMPARED if old[name] != new[name])
