"""`contest questions`: question files enter a bank."""

import csv
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from quiz_service.domain.bank_file import near_duplicates
from quiz_service.domain.question import LETTERS
from quiz_service.use_cases.import_questions import ImportReport, import_questions
from services.cli.connection import DataDir, database_url, failed, opened, run

app = typer.Typer(help="Question banks.", no_args_is_help=True)


@app.callback()
def _questions() -> None:
    """Keep `import` a command of its own while it is the only one."""


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSON list, or CSV with option_a … option_h.")
    ],
    bank: Annotated[str, typer.Option(help="Id of the bank; a new one is made.")],
    title: Annotated[str | None, typer.Option(help="Title of a new bank.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count only.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Import a whole file or nothing; every faulty row is named with its column, value and reason."""
    rows = _read(file)
    report = run(_import(database_url(data_dir), bank, title or bank, rows, is_dry_run=dry_run))
    for error in report.errors:
        print(f"row {error.row}, {error.column}: {error.reason} (found: {error.value})", file=sys.stderr)
    if report.errors:
        raise failed(f"{len(report.errors)} faults; nothing was imported")
    stems = [row["stem"] for row in rows]
    for first, second, share in near_duplicates(stems):
        print(f"warning: rows {first + 1} and {second + 1} are alike ({share:.0%})", file=sys.stderr)
    verb = "would be" if dry_run else "were"
    print(f"{report.added} questions {verb} added, {report.changed} changed, {report.unchanged} stay as they are")


async def _import(url: str, bank: str, title: str, rows: list[Any], *, is_dry_run: bool) -> ImportReport:
    async with opened(url) as database, database.begin() as transaction:
        return await import_questions(transaction, bank, title, rows, is_dry_run=is_dry_run)


def _read(file: Path) -> list[Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        rows = _from_csv(text) if file.suffix.lower() == ".csv" else json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise failed(f"{file.name} cannot be read: {error}") from error
    if not isinstance(rows, list) or not rows:
        raise failed(f"{file.name} holds no list of questions")
    return rows


def _from_csv(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for record in csv.DictReader(text.splitlines()):
        columns = {f"option_{letter.lower()}": letter for letter in LETTERS}
        row: dict[str, Any] = {name: value for name, value in record.items() if name not in columns}
        row["options"] = {letter: record[name] for name, letter in columns.items() if record.get(name)}
        if str(row.get("difficulty", "")).isdigit():
            row["difficulty"] = int(row["difficulty"])
        rows.append(row)
    return rows
