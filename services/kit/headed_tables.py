"""Tables with a header as people send them, workbook or CSV: records by the names of their columns, or every fault."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.kit import delimited, workbooks
from services.kit.cells import Cell, Line
from services.kit.characters import with_plain_spaces
from services.kit.texts import Undecodable

_LONGEST_SHOWN = 80
FIRST_OF_A_ZIP = b"PK"
FIRST_OF_OLD = b"\xd0\xcf\x11\xe0"
"""Of a workbook in the format of before 2007, or with a password."""


@dataclass(frozen=True)
class TableFault:
    """What is wrong in one cell; `column` is the name in its header, empty where the whole row is meant."""

    row: int
    column: str
    value: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Record:
    """A row by its number, and its cells by the names of their columns; blank ones are not among them."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return "" if cell is None else cell.text.strip()


@dataclass(frozen=True)
class Columns:
    """`other_names` are further words for a column that a header may have."""

    required: Sequence[str]
    optional: Sequence[str]
    other_names: Mapping[str, str]


class FaultyTable(ValueError):
    def __init__(self, faults: Sequence[TableFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


def records_of(content: bytes, columns: Columns, most_rows: int) -> Sequence[Record]:
    """What a workbook or a CSV file holds, whichever it is.

    Raises `FaultyTable`, and of workbooks `workbooks.Unreadable` and `workbooks.TooLarge`.
    """
    if content.startswith(FIRST_OF_A_ZIP):
        return _records(workbooks.lines_of(content, most_rows + 1), columns)
    if content.startswith(FIRST_OF_OLD):
        zh = "这是旧版 .xls 或设有密码的工作簿，请去掉密码、另存为 .xlsx 后重新导入。"
        en = "An old .xls or a workbook with a password; save it as .xlsx without one and import it again."
        raise FaultyTable([TableFault(1, "", "", "old-or-encrypted", zh, en)])
    try:
        lines = delimited.lines_of(content)
    except Undecodable as error:
        raise FaultyTable([_wrong_encoding(error)]) from error
    except delimited.BadlyQuoted as error:
        zh, en = "引号不成对，或单元格过长。", "Quotation marks that do not match, or a cell that is too long."
        raise FaultyTable([TableFault(error.row, "", "", "badly-quoted", zh, en)]) from error
    return _records(lines, columns)


def shown(value: object) -> str:
    """A value as a fault tells it: short, and without halves of characters."""
    return "" if value is None else str(value)[:_LONGEST_SHOWN].encode(errors="replace").decode()


def _records(lines: Sequence[Line], columns: Columns) -> list[Record]:
    header = _header(lines[0], columns) if lines else {}
    faults = _faults_of_header(lines[0].number if lines else 1, list(header.values()), columns)
    if faults:
        raise FaultyTable(faults)
    surplus = [
        TableFault(line.number, "", shown(cell.text), "surplus-cell", "单元格多于表头。", "More cells than columns.")
        for line in lines[1:]
        for column, cell in line.cells.items()
        if column not in header
    ]
    if surplus:
        raise FaultyTable(surplus)
    return [Record(line.number, {header[column]: cell for column, cell in line.cells.items()}) for line in lines[1:]]


def _header(line: Line, columns: Columns) -> dict[int, str]:
    known = {_folded(name): name for name in (*columns.required, *columns.optional)}
    known |= {_folded(other): name for other, name in columns.other_names.items()}
    texts = {column: cell.text.strip() for column, cell in line.cells.items()}
    return {column: known.get(_folded(text), text) for column, text in texts.items()}


def _folded(name: str) -> str:
    """People write names in capitals, in wide letters, and with an asterisk where something must be filled in."""
    return unicodedata.normalize("NFKC", with_plain_spaces(name)).strip("* ").casefold()


def _faults_of_header(row: int, header: Sequence[str], columns: Columns) -> list[TableFault]:
    known = (*columns.required, *columns.optional)
    missing = [name for name in columns.required if name not in header]
    unknown = [shown(name) for name in header if name not in known]
    repeated = [name for name in known if header.count(name) > 1]
    return [
        *[TableFault(row, name, "", "missing-column", "缺少此列。", "This column is missing.") for name in missing],
        *[TableFault(row, name, name, "unknown-column", "不认识的列。", "Not a known column.") for name in unknown],
        *[
            TableFault(row, name, name, "duplicate-column", "此列重复。", "This column is there twice.")
            for name in repeated
        ],
    ]


def _wrong_encoding(error: Undecodable) -> TableFault:
    where_zh = f"第 {error.row} 行第 {error.byte} 个字节（0x{error.value:02X}）"
    where_en = f"Row {error.row}, byte {error.byte} (0x{error.value:02X})"
    if error.encoding == "gb18030":
        zh = f"{where_zh}不能识别：文件既不是 UTF-8 也不是 GB 18030 编码，请另存为 UTF-8 后重新导入。"
        en = f"{where_en}: the file is neither UTF-8 nor GB 18030; save it as UTF-8 and import it again."
    else:
        zh = f"{where_zh}不是有效的 {error.encoding.upper()} 编码，请改正该处文字，另存为 UTF-8 后重新导入。"
        en = f"{where_en}: not {error.encoding.upper()}; mend the text there, save as UTF-8 and import it again."
    return TableFault(error.row, "", f"0x{error.value:02X}", "wrong-encoding", zh, en)
