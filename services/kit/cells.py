"""Cells of the tables that people send: what a person sees in each, or a fault that names it.

Spreadsheets turn what is typed into types of their own: 30:2 becomes a time, 21% becomes 0.21, 3-5 a date. So a cell
where a text is meant holds a text or a number that shows its own digits; everything else is a fault, not a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.kit.characters import without_radicals


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    SHAPED = "shaped-number"
    PERCENTAGE = "percentage"
    DATE = "date"
    TIME = "time"
    BOOLEAN = "boolean"
    ERROR = "error"
    WITHOUT_VALUE = "formula-without-value"


_CHINESE: Mapping[Kind, str] = {
    Kind.TEXT: "单元格是文本，请改填数字。",
    Kind.NUMBER: "单元格是数字，且显示的与存储的可能不同，请设为文本格式后重新填写。",
    Kind.SHAPED: "单元格是带格式的数字，请设为文本格式后重新填写。",
    Kind.PERCENTAGE: "单元格是百分比，请设为文本格式后重新填写。",
    Kind.DATE: "单元格是日期，请设为文本格式后重新填写。",
    Kind.TIME: "单元格是时间，请设为文本格式后重新填写。",
    Kind.BOOLEAN: "单元格是逻辑值，请设为文本格式后重新填写。",
    Kind.ERROR: "单元格是错误值，请改正公式或直接填写。",
    Kind.WITHOUT_VALUE: "公式没有计算结果，请用表格软件打开并保存，或直接填写。",
}
_AS_TEXT = "format the cell as text and write it again."
_ENGLISH: Mapping[Kind, str] = {
    Kind.TEXT: "the cell is a text; write a number.",
    Kind.NUMBER: f"the cell is a number that may show otherwise than it is stored; {_AS_TEXT}",
    Kind.SHAPED: f"the cell is a number with a format; {_AS_TEXT}",
    Kind.PERCENTAGE: f"the cell is a percentage; {_AS_TEXT}",
    Kind.DATE: f"the cell is a date; {_AS_TEXT}",
    Kind.TIME: f"the cell is a time; {_AS_TEXT}",
    Kind.BOOLEAN: f"the cell is a truth value; {_AS_TEXT}",
    Kind.ERROR: "the cell is an error; mend its formula or write a value.",
    Kind.WITHOUT_VALUE: "the formula has no result; open and save the file in a spreadsheet, or write a value.",
}
_INSTEAD_OF_A_NUMBER = {Kind.PERCENTAGE: "百分比", Kind.DATE: "日期", Kind.TIME: "时间", Kind.BOOLEAN: "逻辑值"}
MOST_CERTAIN_DIGITS = 11
"""A cell without a format shows as many; of a longer number it shows a power of ten."""
_DIGITS = set("0123456789.-")


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what the cell shows, as nearly as can be told; `row` and `column` count from 1 and 0."""

    row: int
    column: int
    kind: Kind
    text: str
    number: int | float | None = None

    @property
    def place(self) -> str:
        """As a person reads it: F40."""
        return f"{letters_of(self.column)}{self.row}"

    @property
    def is_text(self) -> bool:
        """Whether `text` is certain to be what was written."""
        if self.kind is Kind.NUMBER:
            return len(self.text) <= MOST_CERTAIN_DIGITS and set(self.text) <= _DIGITS
        return self.kind is Kind.TEXT


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table by its number, and its cells by column; cells that show nothing are not among them."""

    number: int
    cells: Mapping[int, Cell]

    def text(self, column: int) -> str:
        cell = self.cells.get(column)
        return "" if cell is None else cell.text.strip()


@dataclass(frozen=True)
class WrongKind:
    """Why a cell cannot be taken, in both languages."""

    code: str
    zh: str
    en: str


def no_text(cell: Cell) -> WrongKind | None:
    """What is wrong with a cell where a text is meant, or None."""
    return None if cell.is_text else _wrong(cell, _CHINESE[cell.kind], _ENGLISH[cell.kind])


def no_number(cell: Cell) -> WrongKind | None:
    """What is wrong with a cell where a number is meant, or None; of a text, only its reader can tell."""
    if cell.kind in (Kind.TEXT, Kind.NUMBER, Kind.SHAPED):
        return None
    if cell.kind in _INSTEAD_OF_A_NUMBER:
        zh = f"单元格是{_INSTEAD_OF_A_NUMBER[cell.kind]}，请设为常规格式后填写数字。"
        return _wrong(cell, zh, f"the cell is a {cell.kind}; format it as General and write a number.")
    return _wrong(cell, _CHINESE[cell.kind], _ENGLISH[cell.kind])


def tidy(text: str) -> str:
    """The text of a cell with line feeds as its only breaks, spaces for tabs, and whole characters for radicals."""
    return without_radicals(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def letters_of(column: int) -> str:
    letters = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        letters = chr(ord("A") + letter) + letters
        column -= 1
    return letters


def _wrong(cell: Cell, zh: str, en: str) -> WrongKind:
    return WrongKind(f"cell-is-{cell.kind}", f"{cell.place} {zh}", f"{cell.place}: {en}")
