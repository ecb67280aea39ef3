"""Columns that a question may have: what it belongs to, whom it is for, when it holds, where to look it up (R1.12)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from quiz_service.domain.picture import LONGEST_ALT, faults_of_picture
from quiz_service.domain.question import Audience, Question
from services.kit.characters import refused

EXTRAS = (
    *("family", "enemies", "audience", "valid_from", "valid_until", "document", "year", "article", "address"),
    *("picture", "picture_alt"),
)
TEXTS: Mapping[str, int] = {
    "family": 64,
    "document": 200,
    "article": 100,
    "address": 300,
    "picture": 64,
    "picture_alt": LONGEST_ALT,
}
DATES = ("valid_from", "valid_until")
MOST_ENEMIES = 50
YEARS = range(1949, 2101)
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
ID = re.compile(r"[\w.-]{1,64}")
Fault = tuple[str, str, str, str]
"""Column, code, and what is expected in both languages."""


def faults_of(cells: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the columns that are there; blank ones are not."""
    for column, limit in TEXTS.items():
        value = cells.get(column, "")
        if not isinstance(value, str) or len(value) > limit or refused(value) is not None:
            yield (
                column,
                "not-a-text",
                f"应为不超过 {limit} 个字的文本。",
                f"A text of up to {limit} characters is expected.",
            )
    if isinstance(cells.get("address"), str) and cells["address"] and not ADDRESS.fullmatch(cells["address"]):
        yield "address", "not-an-address", "应为 http 或 https 网址。", "An http or https address is expected."
    if cells.get("audience", Audience.PUBLIC) not in list(Audience):
        yield "audience", "unknown-audience", "应为 public 或 official。", "Either public or official is expected."
    year = cells.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool) or year not in YEARS):
        yield "year", "not-a-year", "应为四位年份。", "A year of four digits is expected."
    yield from _faults_of_dates(cells)
    yield from _faults_of_enemies(cells)
    yield from faults_of_picture(cells)


def _faults_of_dates(cells: Mapping[str, Any]) -> Iterator[Fault]:
    for column in DATES:
        if cells.get(column) is not None and _day(cells[column]) is None:
            yield column, "not-a-date", "应为 2026-09-01 这样的日期。", "A date like 2026-09-01 is expected."
    begins, ends = (_day(cells.get(column)) for column in DATES)
    if begins is not None and ends is not None and ends < begins:
        yield "valid_until", "ends-before-it-begins", "失效日期早于生效日期。", "It ends before it begins."


def _faults_of_enemies(cells: Mapping[str, Any]) -> Iterator[Fault]:
    enemies = cells.get("enemies", [])
    is_list = isinstance(enemies, list) and len(enemies) <= MOST_ENEMIES
    if not is_list or not all(isinstance(each, str) and ID.fullmatch(each) for each in enemies):
        zh, en = f"应为不超过 {MOST_ENEMIES} 个题目编号。", f"Up to {MOST_ENEMIES} ids of questions are expected."
        yield "enemies", "not-ids", zh, en
    elif cells.get("id") in enemies:
        yield "enemies", "its-own-enemy", "题目不能与自身互斥。", "A question cannot be its own enemy."


def extras_of(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The checked columns as they are stored."""
    texts = {column: cells.get(column, "").strip() for column in TEXTS}
    dates = {column: _day(cells.get(column)) for column in DATES}
    return (
        texts
        | dates
        | {
            "enemies": sorted(set(cells.get("enemies", []))),
            "audience": Audience(cells.get("audience", Audience.PUBLIC)).value,
            "year": cells.get("year"),
        }
    )


def stored_extras(question: Question) -> dict[str, Any]:
    """What `extras_of` makes of the row that this version was written as."""
    found = {column: getattr(question, column) for column in EXTRAS}
    return found | {"enemies": list(question.enemies), "audience": question.audience.value}


def written_extras(question: Question) -> dict[str, Any]:
    """Those that say something, as a file has them."""
    stored = stored_extras(question)
    dates = {column: stored[column].isoformat() for column in DATES if stored[column] is not None}
    usual = {"audience": Audience.PUBLIC.value}
    return {
        column: dates.get(column, value) for column, value in stored.items() if value and value != usual.get(column)
    }


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def ids_in(text: str) -> Sequence[str]:
    """Ids as a cell of a sheet holds them."""
    return [each for each in re.split(r"[\s,，、;；]+", text) if each]
