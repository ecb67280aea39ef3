"""Questions as files that import again without a fault: XLSX, CSV or JSON out (R1.12)."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

from quiz_service.domain.bank_file import CATEGORIES, KINDS
from quiz_service.domain.question import LETTERS, Question, indexes_of
from quiz_service.domain.question_sheet import CHINESE
from services.kit.sheets import csv_bytes

COLUMN_WIDTHS = {"题干": 60, "解析": 50, "依据": 40}
USUAL_WIDTH = 14
LARGEST_ROWS = 5_000


def as_json(questions: Sequence[Question]) -> bytes:
    rows = [
        {
            "id": question.id,
            "category": question.category,
            "kind": question.kind.value,
            "difficulty": question.difficulty,
            "stem": question.stem,
            "options": dict(zip(LETTERS, question.options, strict=False)),
            "answer": _answer(question),
            "explanation": question.explanation,
            "source": question.source,
        }
        for question in questions
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def as_csv(questions: Sequence[Question]) -> bytes:
    """What makes a cell harmless in a spreadsheet is taken off again by an import."""
    return csv_bytes([list(CHINESE), *map(_line, questions)])


def as_xlsx(questions: Sequence[Question]) -> bytes:
    """One sheet, every cell a text, with lists to choose from; without questions it is the template of an import."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "num_format": "@", "bg_color": "#EEEEEE"})
        page = book.add_worksheet("题目")
        for column, name in enumerate(CHINESE):
            page.set_column(column, column, COLUMN_WIDTHS.get(name, USUAL_WIDTH), text)
            page.write_string(0, column, name, head)
        page.freeze_panes(1, 1)
        names = list(CHINESE)
        for name, labels in (("类别", CATEGORIES), ("题型", KINDS)):
            column = names.index(name)
            page.data_validation(1, column, LARGEST_ROWS, column, {"validate": "list", "source": list(labels.values())})
        for number, question in enumerate(questions, start=1):
            for column, cell in enumerate(_line(question)):
                page.write_string(number, column, cell, text)
    return written.getvalue()


EXPORTS: Mapping[str, Callable[[Sequence[Question]], bytes]] = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx}


def _line(question: Question) -> list[str]:
    cells: dict[str, Any] = {
        "id": question.id,
        "category": CATEGORIES.get(question.category, question.category),
        "kind": KINDS[question.kind],
        "difficulty": str(question.difficulty),
        "stem": question.stem,
        "answer": _answer(question),
        "explanation": question.explanation,
        "source": question.source,
    } | {f"option_{letter.lower()}": text for letter, text in zip(LETTERS, question.options, strict=False)}
    return [cells.get(column, "") for column in CHINESE.values()]


def _answer(question: Question) -> str:
    return "".join(LETTERS[index] for index in indexes_of(question.right))
