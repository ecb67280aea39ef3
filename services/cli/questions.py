"""`contest questions`: question files enter a bank."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from quiz_service import tables
from quiz_service.domain.authoring import OPERATOR
from quiz_service.domain.bank_errors import FaultyQuestionFile
from quiz_service.domain.bank_file import Row
from quiz_service.question_files import media_of, read_questions
from quiz_service.use_cases.import_questions import ImportReport, import_questions
from services.cli.connection import DataDir, database_url, failed, opened, run
from services.kit import audit
from services.kit.errors import ContestError

app = typer.Typer(help="Question banks.", no_args_is_help=True)


@app.callback()
def _questions() -> None:
    """Keep `import` a command of its own while it is the only one."""


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="XLSX or CSV with a header and option_a … option_h, or a JSON list."
        ),
    ],
    bank: Annotated[str, typer.Option(help="Id of the bank; a new one is made.")],
    title: Annotated[str | None, typer.Option(help="Title of a new bank.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count only.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Import a whole file or nothing; every faulty row is named with its column, value and reason.

    What the operator imports is in use at once; editors and reviewers work over HTTP.
    """
    try:
        rows = read_questions(media_of("", file.name), file.read_bytes())
    except FaultyQuestionFile as faulty:
        raise _told(faulty) from faulty
    except ContestError as refused:
        raise failed(refused.en) from refused
    report = run(_import(database_url(data_dir), bank, title or bank, rows, is_dry_run=dry_run))
    for alike in report.alike:
        print(f"warning: row {alike.row} is like question {alike.question_id} ({alike.share:.0%})", file=sys.stderr)
    verb = "would be" if dry_run else "were"
    added, changed = len(report.added), len(report.changed)
    print(f"{added} questions {verb} added, {changed} changed, {report.unchanged} stay as they are")


async def _import(url: str, bank: str, title: str, rows: Sequence[Row], *, is_dry_run: bool) -> ImportReport:
    async with opened(url) as database, database.begin() as transaction:
        try:
            report = await import_questions(transaction, bank, title, rows, OPERATOR, is_dry_run=is_dry_run)
        except FaultyQuestionFile as faulty:
            raise _told(faulty) from faulty
        if not is_dry_run:
            target = " ".join([bank, *report.added, *report.changed])[: audit.LONGEST_TARGET]
            await audit.record(transaction, tables.audit, audit.Entry(audit.OPERATOR, "questions.import", target))
        return report


def _told(faulty: FaultyQuestionFile) -> typer.Exit:
    for fault in faulty.faults:
        print(f"row {fault.row}, {fault.column}: {fault.en} (found: {fault.value})", file=sys.stderr)
    return failed(f"{len(faulty.faults)} faults; nothing was imported")
