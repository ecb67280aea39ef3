"""Question files as they are sent: XLSX, CSV or JSON in, rows out (R1.12)."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from quiz_service.domain.bank_errors import (
    FaultyQuestionFile,
    QuestionFileTooLarge,
    QuestionFileTypeUnknown,
    QuestionFileUnreadable,
)
from quiz_service.domain.bank_file import MOST_ROWS, Row, RowError, numbered
from quiz_service.domain.question_sheet import Cell, rows_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
JSON = "application/json"
SUFFIXES = {"xlsx": XLSX, "csv": CSV, "json": JSON}

LARGEST = 8 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
OTHER_KINDS = ("xl/workbook.bin", "content.xml")
"""By which the reader knows kinds of workbooks that are not looked over here."""
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"""<(?:\w+:)?(?:c|row)\b[^>]*?\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_WIDEST = 2
"""Letters of a column: beyond ZZ nobody writes questions."""


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
        plain = _unpacked(content)
        lines: Sequence[Sequence[Cell]] = (
            CalamineWorkbook.from_filelike(plain).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except (
        zipfile.BadZipFile,
        CalamineError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        IndexError,
    ) as e:
        raise QuestionFileUnreadable from e
    return rows_of(lines)


def _unpacked(content: bytes) -> io.BytesIO:
    """The same workbook without compression, so that no more is read of it than was counted here.

    The reader makes a table as large as the farthest cell says, so a cell that is far away is refused too.
    """
    plain, total = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(plain, "w") as unpacked:
        names = set(packed.namelist())
        if "xl/workbook.xml" not in names or not names.isdisjoint(OTHER_KINDS):
            raise QuestionFileUnreadable
        for member in packed.infolist():
            total += member.file_size
            if total > LARGEST_UNPACKED:
                raise QuestionFileTooLarge(extra={"largest_unpacked_bytes": LARGEST_UNPACKED})
            part = packed.read(member)
            _check_extent(part)
            unpacked.writestr(member.filename, part)
    plain.seek(0)
    return plain


def _check_extent(part: bytes) -> None:
    places = _PLACE.findall(part)
    if sum(1 for column, _ in places if column) != len(_CELL.findall(part)):
        raise QuestionFileUnreadable
    if any(int(row) > MOST_ROWS + 1 or len(column) > _WIDEST for column, row in places):
        raise QuestionFileTooLarge(extra={"most_rows": MOST_ROWS})


Reader = Callable[[bytes], tuple[list[Row], list[RowError]]]
READERS: Mapping[str, Reader] = {XLSX: _read_xlsx, CSV: _read_csv, JSON: _read_json}
