"""The questions that boards, progress and bulletins are asked, out of query parameters."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from scoring_service.domain.contest import Contest
from scoring_service.domain.editions import Edition
from scoring_service.domain.progress import Asked, Range
from scoring_service.domain.ranking import Metric, Period
from services.kit import cursors
from services.kit.errors import FieldError, Invalid

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000
DEEPEST = 20
DEFAULT_DEPTH: int | None = 1
NUMBER = re.compile(r"[0-9]{1,4}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PLACE = re.compile(r"([0-9]{1,9}) ([0-9]{1,19}-[0-9]{1,10})")

T = TypeVar("T")


class ProgressFormat(StrEnum):
    JSON = "json"
    XLSX = "xlsx"
    CSV = "csv"


class Format(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


@dataclass(frozen=True)
class BoardQuery:
    """Which part of which board. `day` None stands for today where the period needs one.

    `mark` is that of the board which the page before was of; None where the reading begins.
    """

    parent: str | None
    metric: Metric
    period: Period
    day: date | None
    limit: int
    offset: int
    mark: str | None = None


class Parameters:
    """Query parameters, read one by one; `check` raises `Invalid` naming every one that was wrong."""

    def __init__(self, texts: Mapping[str, str | None]) -> None:
        self._texts = texts
        self._errors: list[FieldError] = []

    def read(self, name: str, parse: Callable[[str], T], default: T, expected: str) -> T:
        text = self._texts.get(name)
        try:
            return parse(text) if text else default
        except ValueError:
            self.refuse(name, f"取值有误，应为：{expected}。", f"Expected {expected}.")
            return default

    def read_cursor(self) -> tuple[int, str | None]:
        """How many rows were shown already, and the mark of their board."""
        cursor = self._texts.get("cursor")
        try:
            return cursors.decode_to(_place_of, cursor) if cursor else (0, None)
        except Invalid as error:
            self._errors += error.errors
            return 0, None

    def refuse(self, name: str, zh: str, en: str) -> None:
        self._errors.append(FieldError(f"/{name}", "invalid-value", zh, en))

    def check(self) -> None:
        if self._errors:
            raise Invalid(errors=self._errors)


def board_query(texts: Mapping[str, str]) -> BoardQuery:
    """Raises `Invalid`."""
    parameters = Parameters(texts)
    offset, mark = parameters.read_cursor()
    question = BoardQuery(
        parent=texts.get("parent") or None,
        metric=parameters.read("metric", Metric, Metric.POINTS, " | ".join(Metric)),
        period=parameters.read("period", Period, Period.TOTAL, " | ".join(Period)),
        day=parameters.read("date", _day_of, None, "YYYY-MM-DD"),
        limit=parameters.read("limit", _limit_of, DEFAULT_LIMIT, f"1…{LARGEST_LIMIT}"),
        offset=offset,
        mark=mark,
    )
    parameters.check()
    return question


def progress_query(texts: Mapping[str, str]) -> tuple[Asked, ProgressFormat]:
    """What progress is shown of, `from` and `to` open where they are left out, and in which form. Raises `Invalid`."""
    parameters = Parameters(texts)
    first = parameters.read("from", _day_of, date.min, "YYYY-MM-DD")
    last = parameters.read("to", _day_of, date.max, "YYYY-MM-DD")
    if last < first:
        parameters.refuse("to", "结束日期早于开始日期。", "Earlier than `from`.")
    asked = Asked(
        days=Range(first, last) if texts.get("from") or texts.get("to") else None,
        hours_of=parameters.read("date", _day_of, None, "YYYY-MM-DD"),
        depth=parameters.read("depth", _depth_of, DEFAULT_DEPTH, f"1…{DEEPEST} | all"),
    )
    form = parameters.read("format", ProgressFormat, ProgressFormat.JSON, " | ".join(ProgressFormat))
    parameters.check()
    return asked, form


def bulletin_query(texts: Mapping[str, str], contest: Contest, today: date) -> tuple[Edition, str | None, Format]:
    """Which report, of which unit where one is named, and its form. A day alone asks for that day. Raises `Invalid`."""
    parameters = Parameters(texts)
    day = parameters.read("date", _day_of, None, "YYYY-MM-DD")
    by_default = Period.TOTAL if day is None else Period.DAY
    period = parameters.read("period", Period, by_default, " | ".join(Period))
    metric = parameters.read("metric", Metric, Metric.POINTS, " | ".join(Metric))
    form = parameters.read("format", Format, Format.XLSX, " | ".join(Format))
    if day is not None and not contest.first_day <= day <= contest.last_day:
        parameters.refuse("date", "不在竞赛日期范围内。", "Not a day of the contest.")
    parameters.check()
    return Edition.of(contest, period, day, today, metric), texts.get("unit") or None, form


def cursor_of(offset: int, mark: str) -> str:
    return cursors.encode(f"{offset} {mark}")


def _place_of(position: str) -> tuple[int, str]:
    known = PLACE.fullmatch(position)
    if known is None:
        raise ValueError(position)
    return int(known[1]), known[2]


def _limit_of(text: str) -> int:
    return _number(text, LARGEST_LIMIT)


def _number(text: str, largest: int) -> int:
    if not NUMBER.fullmatch(text) or not 1 <= int(text) <= largest:
        raise ValueError(text)
    return int(text)


def _depth_of(text: str) -> int | None:
    return None if text == "all" else _number(text, DEEPEST)


def _day_of(text: str) -> date:
    if not DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)
