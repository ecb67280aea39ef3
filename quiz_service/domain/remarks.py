"""What an editor should look at in a file that has no fault: sources, tone, shapes of keys, giveaways (R1.7, R1.12)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz_service.domain.bank_file import Row
from quiz_service.domain.question import Kind

DOCUMENT = re.compile(r"《[^》]+》|〔\d{4}〕")
YEAR = re.compile(r"(?:19|20)\d\d|令第\d+号")
PLACE = re.compile(r"第[\d一二三四五六七八九十百千零]+[条款章节项页]|“[^”]+”部分|附件|附录")
STANDARD = re.compile(r"\b(?:GBZ?|AQ|JGJ|CJJ|TSG|WS|XF)(?:/T)? ?\d")
TELLING = re.compile("可以|只要|不必|无须|马上|直接|放心|不用|就行|一定|绝对|任何")
"""Words that wrong options and false statements of a careless author carry."""
MOST_THREE_OF_FOUR = 0.4
FEWEST_TO_JUDGE = 10
"""Multiple choices, before their shapes say anything."""


@dataclass(frozen=True)
class Remark:
    """`row` is None where the whole file is meant."""

    row: int | None
    column: str
    code: str
    zh: str
    en: str


def remarks_on(rows: Sequence[Row]) -> list[Remark]:
    """Of checked rows, in their order, those of the file last."""
    found = [remark for row in rows for remark in (*_on_source(row), *_on_tone(row))]
    return [*found, *_on_shapes(rows)]


def _on_source(row: Row) -> Iterator[Remark]:
    cells: Mapping[str, Any] = row.cells
    source = f"{cells['source']} {cells.get('article', '')}"
    if not DOCUMENT.search(source) and not STANDARD.search(source) and not cells.get("document"):
        zh, en = "依据没有写明文件名称，无法查证。", "The source names no document that could be looked up."
        yield Remark(row.number, "source", "source-without-document", zh, en)
    elif not YEAR.search(source) and not PLACE.search(source) and not cells.get("year"):
        zh = "依据没有年份、文号或条款，无法查到出处。"
        en = "The source has no year, number or article: its place cannot be found."
        yield Remark(row.number, "source", "source-without-year", zh, en)


def _on_tone(row: Row) -> Iterator[Remark]:
    cells: Mapping[str, Any] = row.cells
    if cells["kind"] == Kind.TRUE_FALSE:
        word = TELLING.search(cells["stem"]) if cells["answer"] == "B" else None
        column = "stem"
    else:
        wrong = [text for letter, text in cells["options"].items() if letter not in cells["answer"]]
        right = [text for letter, text in cells["options"].items() if letter in cells["answer"]]
        has_right = any(TELLING.search(text) for text in right)
        word = None if has_right else next(filter(None, map(TELLING.search, wrong)), None)
        column = "options"
    if word is not None:
        zh = f"错误的说法带有“{word[0]}”，而正确的没有，语气会泄露答案。"
        en = f"What is wrong says {word[0]} and what is right does not: the tone tells the key."
        yield Remark(row.number, column, "telling-words", zh, en)


def _on_shapes(rows: Sequence[Row]) -> Iterator[Remark]:
    shapes = [
        (len(row.cells["answer"]), len(row.cells["options"]))
        for row in rows
        if row.cells["kind"] == Kind.MULTIPLE_CHOICE
    ]
    share = shapes.count((3, 4)) / len(shapes) if shapes else 0.0
    if len(shapes) >= FEWEST_TO_JUDGE and share > MOST_THREE_OF_FOUR:
        zh = f"多选题中有 {share:.0%} 是四选三，只需找出一个错项，请增加其他形式。"
        en = f"{share:.0%} of the multiple choices have three of four right: one only looks for the odd one out."
        yield Remark(None, "answer", "three-of-four", zh, en)
