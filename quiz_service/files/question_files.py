"""Question files as they are sent: XLSX, CSV or JSON in, rows out (R1.12)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from quiz_service.domain.bank_errors import (
    FaultyQuestionFile,
    QuestionFileTooLarge,
    QuestionFileTypeUnknown,
    QuestionFileUnreadable,
)
from quiz_service.domain.bank_file import MOST_ROWS, Row, RowError, check, numbered
from quiz_service.domain.question_sheet import SHEET, rows_of
from services.kit import workbooks
from services.kit.headed_tables import FIRST_OF_A_ZIP, FIRST_OF_OLD, FaultyTable, records_of

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


@dataclass(frozen=True)
class SentQuestions:
    media_type: str
    content: bytes


def read_questions(sent: SentQuestions) -> list[Row]:
    """The rows of a file, all of them fit to be imported.

    Raises `QuestionFileTooLarge`, `QuestionFileUnreadable`, or `FaultyQuestionFile` with every fault.
    """
    rows, errors = READERS[sent.media_type](sent.content)
    errors = errors or check(rows)
    if errors:
        raise FaultyQuestionFile(errors)
    if len(rows) > MOST_ROWS:
        raise QuestionFileTooLarge(extra={"most_rows": MOST_ROWS})
    if not rows:
        raise QuestionFileUnreadable
    return rows


def questions_in(content_type: str, name: str, content: bytes) -> SentQuestions:
    """What is to be read. Raises `QuestionFileTypeUnknown` or `QuestionFileTooLarge`."""
    media_type = media_of(content_type, name)
    if len(content) > LARGEST:
        raise QuestionFileTooLarge(extra={"largest_bytes": LARGEST})
    return SentQuestions(media_type, content)


def _read_json(content: bytes) -> tuple[list[Row], list[RowError]]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QuestionFileUnreadable from error
    if not isinstance(found, list):
        raise QuestionFileUnreadable
    return numbered(found), []


def _read_table(content: bytes) -> tuple[list[Row], list[RowError]]:
    """A workbook may be called CSV and the other way round: browsers go by what is installed."""
    try:
        return rows_of(records_of(content, SHEET, MOST_ROWS))
    except FaultyTable as error:
        return [], [RowError(**asdict(fault)) for fault in error.faults]
    except workbooks.TooLarge as error:
        bounds = {"most_rows": MOST_ROWS, "largest_unpacked_bytes": workbooks.LARGEST_UNPACKED}
        raise QuestionFileTooLarge(extra=bounds) from error
    except workbooks.Unreadable as error:
        raise QuestionFileUnreadable from error


def _read_xlsx(content: bytes) -> tuple[list[Row], list[RowError]]:
    if not content.startswith((FIRST_OF_A_ZIP, FIRST_OF_OLD)):
        raise QuestionFileUnreadable
    return _read_table(content)


Reader = Callable[[bytes], tuple[list[Row], list[RowError]]]
READERS: Mapping[str, Reader] = {XLSX: _read_xlsx, CSV: _read_table, JSON: _read_json}
