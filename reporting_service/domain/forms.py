"""Indicators and templates: a form is data (R3.1, R3.8, R3.12)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

PLACE = re.compile(r"\{(\w+)\}")
CONTEST_EVENTS = "contest_events"
REPORTING_UNIT = "reporting_unit"


class Counting(StrEnum):
    """Where the contest lines of a form come from.

    `UNIT` counts each unit's own node, so nothing is summed. `UNITS` counts the set that a unit's reporting line
    names, and `TYPED` counts nothing: units type what they know. What was counted for a set or typed is summed.
    """

    UNIT = "unit"
    UNITS = "units"
    TYPED = "typed"


INNER_MARKS = str.maketrans("“”", "‘’")


@dataclass(frozen=True)
class Indicator:
    """`unit` is what is counted: 人 and 人次 are never added or swapped. `rollup` is sum, shared or contest."""

    id: str
    label_zh: str
    unit: str
    measure: str
    rollup: str
    pair_of: str | None = None
    prefill: str | None = None

    @property
    def is_contest_line(self) -> bool:
        return self.prefill == CONTEST_EVENTS

    @property
    def quoted_zh(self) -> str:
        """The label in quotation marks; those inside it become single ones (GB/T 15834)."""
        return f"“{self.label_zh.translate(INNER_MARKS)}”"


@dataclass(frozen=True)
class Section:
    """Printed lines hold `{indicator}` where the paper has a blank."""

    item: int
    id: str
    title_zh: str
    lines: tuple[str, ...]
    note_zh: str = ""

    @property
    def places(self) -> list[str]:
        return [place for line in self.lines for place in PLACE.findall(line)]


@dataclass(frozen=True)
class Template:
    """A printed form. Its indicators stand in the order of the paper."""

    id: str
    version: int
    title_zh: str
    receiver_zh: str
    source: str
    columns_zh: tuple[str, ...]
    header: tuple[Mapping[str, Any], ...]
    sections: tuple[Section, ...]
    repeats: tuple[Mapping[str, Any], ...]
    is_attachment_only: bool
    locks_when_late: bool
    indicators: tuple[Indicator, ...]
    counting: Counting = Counting.UNIT
    camp_lines: Mapping[str, str] = field(default_factory=dict)
    """Which lines follow what of the campaign's camp: learners, works, certificates."""

    @property
    def summed(self) -> tuple[str, ...]:
        """Indicators that a roll-up adds up."""
        is_counted = self.counting is Counting.UNIT
        return tuple(each.id for each in self.indicators if not (is_counted and each.is_contest_line))

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        return tuple(indicator.id for indicator in self.indicators)

    @property
    def header_fields(self) -> tuple[str, ...]:
        """What the head asks for, besides the unit itself."""
        return tuple(each["id"] for each in self.header if each["id"] != REPORTING_UNIT)

    @property
    def contest_lines(self) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.is_contest_line)

    @property
    def counted_lines(self) -> tuple[str, ...]:
        """What the contest or the camp may fill in, in the order of the paper."""
        return tuple(each.id for each in self.indicators if each.is_contest_line or each.id in self.camp_lines)

    @property
    def has_activities(self) -> bool:
        return bool(self.repeats)


def indicator_of(content: Mapping[str, Any]) -> Indicator:
    return Indicator(**content)


def places_of(content: Mapping[str, Any]) -> list[str]:
    """What the printed lines of a content have blanks for, in the order of the paper."""
    lines = (line for section in content["sections"] for line in section["lines"])
    return [place for line in lines for place in PLACE.findall(line)]


def template_of(content: Mapping[str, Any]) -> Template:
    """From a content that has its indicators whole.

    Raises `ValueError` for a printed place that is neither one of them nor a column of a repeated row.
    """
    sections = tuple(
        Section(each["item"], each["id"], each["title_zh"], tuple(each["lines"]), each.get("note_zh", ""))
        for each in content["sections"]
    )
    known = {each["id"]: indicator_of(each) for each in content["indicators"]}
    columns = {column["id"] for repeat in content["repeats"] for column in repeat["columns"]}
    places = places_of(content)
    unknown = sorted(set(places) - known.keys() - columns)
    if unknown:
        raise ValueError(f"template {content['id']} prints unknown places: {', '.join(unknown)}")
    return Template(
        id=content["id"],
        version=content["version"],
        title_zh=content["title_zh"],
        receiver_zh=content["receiver_zh"],
        source=content["source"],
        columns_zh=tuple(content["columns_zh"]),
        header=tuple(content["header"]),
        sections=sections,
        repeats=tuple(content["repeats"]),
        is_attachment_only=content["is_attachment_only"],
        locks_when_late=content["locks_when_late"],
        indicators=tuple(known[place] for place in dict.fromkeys(places) if place in known),
        counting=Counting(content.get("contest_lines", Counting.UNIT)),
        camp_lines=content.get("camp_lines", {}),
    )
