"""`contest questions`: question files enter a bank."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from contest.cli.connection import DataDir, database_url, opened, run
from quiz_service import tables
from quiz_service.domain.authoring import OPERATOR
from quiz_service.domain.bank_errors import FaultyQuestionFile
from quiz_service.domain.bank_file import Row, RowError
from quiz_service.domain.meaning import Kinship, Meaning, kin_of
from quiz_service.domain.remarks import Remark, remarks_on
from quiz_service.domain.similarity import Alike
from quiz_service.files.question_files import questions_in, read_questions
from quiz_service.use_cases.bank.find_alike import find_alike
from quiz_service.use_cases.bank.find_kin import find_kin
from quiz_service.use_cases.bank.import_questions import ImportReport, import_questions
from quiz_service.wire.imports import QuestionImportReply
from services.chassis import audit
from services.kit.database import Database

Outcome = tuple[ImportReport, Sequence[Alike], Sequence[Remark], Sequence[Kinship]]

app = typer.Typer(help="Question banks.", no_args_is_help=True, add_completion=False)


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
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary or the faults as JSON only.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Import a whole file or nothing; every faulty row is named with its column, value and reason.

    What the operator imports is in use at once; editors and reviewers work over HTTP.
    """
    outcome = run(_attempt(database_url(data_dir), bank, title or bank, file, is_dry_run=dry_run))
    if isinstance(outcome, tuple):
        _tell(*outcome, is_dry_run=dry_run, as_json=as_json)
    else:
        _tell_faults(outcome, as_json=as_json)
        raise typer.Exit(1)


async def _attempt(url: str, bank: str, title: str, file: Path, *, is_dry_run: bool) -> Outcome | list[RowError]:
    try:
        return await _import(url, bank, title, _rows(file), is_dry_run=is_dry_run)
    except FaultyQuestionFile as faulty:
        return list(faulty.faults)


def _rows(file: Path) -> Sequence[Row]:
    return read_questions(questions_in("", file.name, file.read_bytes()))


async def _import(url: str, bank: str, title: str, rows: Sequence[Row], *, is_dry_run: bool) -> Outcome:
    async with opened(url) as database:
        alike = await find_alike(database, bank, rows)
        kin = await find_kin(database, bank, rows, _kin_of)
        report = await _written(database, bank, title, rows, is_dry_run=is_dry_run)
        return report, alike, remarks_on(rows), kin


async def _kin_of(meanings: Sequence[Meaning]) -> list[Kinship]:
    return kin_of(meanings)


async def _written(database: Database, bank: str, title: str, rows: Sequence[Row], *, is_dry_run: bool) -> ImportReport:
    async with database.begin() as transaction:
        report = await import_questions(transaction, bank, title, rows, OPERATOR, is_dry_run=is_dry_run)
        if not is_dry_run:
            target = " ".join([bank, *report.added, *report.changed])[: audit.LONGEST_TARGET]
            await audit.record(transaction, tables.audit, audit.Entry(audit.OPERATOR, "questions.import", target))
        return report


def _tell(
    report: ImportReport,
    found: Sequence[Alike],
    remarks: Sequence[Remark],
    kin: Sequence[Kinship],
    *,
    is_dry_run: bool,
    as_json: bool,
) -> None:
    reply = QuestionImportReply.of(report, found, remarks, kin, dry_run=is_dry_run)
    if as_json:
        print(reply.model_dump_json())
        return
    for alike in found:
        print(f"warning: row {alike.row} is like question {alike.question_id} ({alike.share:.0%})", file=sys.stderr)
    for remark in reply.remarks:
        place = "the file" if remark.row is None else f"row {remark.row}"
        print(f"remark: {place}, {remark.column}: {remark.en}", file=sys.stderr)
    verb = "would be" if is_dry_run else "were"
    added, changed = len(report.added), len(report.changed)
    print(f"{added} questions {verb} added, {changed} changed, {report.unchanged} stay as they are")


def _tell_faults(faults: Sequence[RowError], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"faults": [asdict(fault) for fault in faults]}, ensure_ascii=False))
        return
    for fault in faults:
        print(f"row {fault.row}, {fault.column}: {fault.en} (found: {fault.value})", file=sys.stderr)
    print(f"{len(faults)} faults; nothing was imported", file=sys.stderr)
