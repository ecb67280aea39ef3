"""Question files as they are sent: XLSX, CSV or JSON in, rows out (R1.12)."""

import csv
import io
import json
from collections.abc import Callable, Mapping

from quiz_service.domain.bank_errors import (
    FaultyQuestionFile,
    QuestionFileTooLarge,
    QuestionFileTypeUnknown,
    QuestionFileUnreadable,
)
from quiz_service.domain.bank_file import MOST_ROWS, Row, RowError, numbered
from quiz_service.domain.question_sheet import rows_of
from services.kit import workbooks

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
JSON = "application/json"
SUFFIXES = {"xlsx": XLSX, "csv": CSV, "json": JSON}

LARGEST = 8 * 1024 * 1024


def media_of(content_type: str, name: str) -> str:
    """What kind of file it is said to be, by its type or else by its name. Raises `QuestionFileTypeUnknown`."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in ("", "application/octet-stream", "application/vnd.ms-excel"):
        media_type = SUFFIXES.get(name.rpartition(".")[2].lower(), media_type)
    if media_type not in READERS:
        raise QuestionFileTypeUnknown
    return media_type


def read_questions(media_type: str, content: bytes) -> list[Row]:
    """The rows of a file, not checked yet.

    Raises `QuestionFileTooLarge`, `QuestionFileUnreadable`, or `FaultyQuestionFile` for a sheet of another form.
    """
    if len(content) > LARGEST:
        raise QuestionFileTooLarge(extra={"largest_bytes": LARGEST})
    rows, errors = READERS[media_type](content)
    if errors:
        raise FaultyQuestionFile(errors)
    if len(rows) > MOST_ROWS:
        raise QuestionFileTooLarge(extra={"most_rows": MOST_ROWS})
    if not rows:
        raise QuestionFileUnreadable
    return rows


def _read_json(content: bytes) -> tuple[list[Row], list[RowError]]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QuestionFileUnreadable from error
    if not isinstance(found, list):
        raise QuestionFileUnreadable
    return numbered(found), []


def _read_csv(content: bytes) -> tuple[list[Row], list[RowError]]:
    """UTF-8 or, as Chinese spreadsheets write it, GB 18030."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    try:
        return rows_of(list(csv.reader(io.StringIO(text, newline=""))))
    except csv.Error as error:
        raise QuestionFileUnreadable from error


def _read_xlsx(content: bytes) -> tuple[list[Row], list[RowError]]:
    try:
        return rows_of(workbooks.rows_of(content, MOST_ROWS + 1))
    except workbooks.TooLarge as error:
        bounds = {"most_rows": MOST_ROWS, "largest_unpacked_bytes": workbooks.LARGEST_UNPACKED}
        raise QuestionFileTooLarge(extra=bounds) from error
    except workbooks.Unreadable as error:
        raise QuestionFileUnreadable from error


Reader = Callable[[bytes], tuple[list[Row], list[RowError]]]
READERS: Mapping[str, Reader] = {XLSX: _read_xlsx, CSV: _read_csv, JSON: _read_json}
