"""What may stand in a cell: a whole number from zero on, or nothing. Blank is not zero."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporting_service.domain.forms import Indicator, Template
from services.kit.characters import is_name, named, refused, with_plain_spaces
from services.kit.errors import FieldError

LARGEST = 999_999_999_999
LONGEST_NAME = 200
MOST_ACTIVITIES = 200
UNITS_OF_MEASURE = ("人次", "场/次", "场次", "人", "场", "篇", "个", "次", "张")
_ALSO_WRITTEN = {"场/次": ("场次", "场", "次"), "场": ("场次",)}
_FULL_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
_FIGURE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3}")

Values = Mapping[str, int | None]


@dataclass(frozen=True)
class Activity:
    """A row of the repeatable seventh item."""

    activity_name: str
    occurrences: int | None
    attendances: int | None


def parse_values(raw: Mapping[str, Any], template: Template) -> tuple[dict[str, int | None], list[FieldError]]:
    """The cells that are right, and a fault for each that is not."""
    known = {indicator.id: indicator for indicator in template.indicators}
    values: dict[str, int | None] = {}
    faults: list[FieldError] = []
    for name, content in raw.items():
        pointer = "/values/" + name.replace("~", "~0").replace("/", "~1")
        if name not in known:
            faults.append(FieldError(pointer, "unknown-indicator", "该报表没有此项指标。", "Not in this form."))
            continue
        fault = fault_of(content, known[name], pointer)
        if fault is None:
            values[name] = None if content is None else int(content)
        else:
            faults.append(fault)
    return values, faults


def fault_of(content: object, indicator: Indicator, pointer: str) -> FieldError | None:
    """Why this cannot stand in the indicator's cell, or None."""
    return fault_in(content, indicator.quoted_zh, indicator.unit, pointer)


def parse_activities(raw: Sequence[Mapping[str, Any]]) -> tuple[list[Activity], list[FieldError]]:
    rows: list[Activity] = []
    faults: list[FieldError] = []
    for number, row in enumerate(raw):
        pointer = f"/other_activities/{number}"
        found = [
            fault_in(row.get("occurrences"), "组织", "场/次", f"{pointer}/occurrences"),
            fault_in(row.get("attendances"), "参与", "人次", f"{pointer}/attendances"),
            fault_of_name(row.get("activity_name"), f"{pointer}/activity_name"),
        ]
        named = [fault for fault in found if fault is not None]
        faults += named
        if not named:
            rows.append(
                Activity(with_plain_spaces(row["activity_name"]), row.get("occurrences"), row.get("attendances"))
            )
    return rows, faults


def figure_in(text: str, unit: str) -> int | None:
    """The whole number that a person reads in a text, or None: full-width digits, thousands set off, the own unit."""
    bare = text.translate(_FULL_WIDTH).strip()
    if unit:
        written = next((each for each in _written_as(unit) if bare.endswith(each)), "")
        bare = bare.removesuffix(written).rstrip()
    return int(bare.replace(",", "")) if _FIGURE.fullmatch(bare) else None


def _written_as(unit: str) -> tuple[str, ...]:
    return unit, *_ALSO_WRITTEN.get(unit, ())


def fault_in(content: object, label: str, unit: str, pointer: str) -> FieldError | None:
    """Why this cannot stand where `unit` is counted, or None."""
    if content is None:
        return None
    if isinstance(content, str):
        return _fault_of_text(content, label, unit, pointer)
    if isinstance(content, bool) or not isinstance(content, (int, float)):
        return FieldError(pointer, "not-a-number", f"{label}应填整数。", "A whole number or null.")
    faults = (
        (content < 0, "negative", "不能为负数", "Not below zero."),
        (
            isinstance(content, float) and not content.is_integer(),
            "fraction",
            "应填整数，不能填小数",
            "A whole number, not a fraction.",
        ),
        (content > LARGEST, "too-large", "数值过大", "Too large."),
    )
    return next((FieldError(pointer, code, f"{label}{zh}。", en) for is_so, code, zh, en in faults if is_so), None)


def _fault_of_text(content: str, label: str, unit: str, pointer: str) -> FieldError:
    written = next((each for each in UNITS_OF_MEASURE if content.strip().endswith(each)), None)
    if written is not None and written not in _written_as(unit):
        zh, en = f"{label}的计量单位是“{unit}”，不是“{written}”。", f"Counted in {unit}, not in {written}."
        return FieldError(pointer, "wrong-unit", zh, en)
    return FieldError(pointer, "not-a-number", f"{label}应填整数，不能填文字。", "A whole number, not a text.")


def fault_of_name(content: object, pointer: str) -> FieldError | None:
    """Why this cannot be the name of an activity, or None."""
    strange = refused(content) if isinstance(content, str) else None
    if strange is not None:
        zh = f"活动名称含有不能使用的字符 {named(strange)}。"
        return FieldError(pointer, "invalid-name", zh, f"The character {named(strange)} cannot be used.")
    if isinstance(content, str) and is_name(with_plain_spaces(content), LONGEST_NAME):
        return None
    zh = f"活动名称应为 1 至 {LONGEST_NAME} 个字符。"
    return FieldError(pointer, "invalid-name", zh, f"1 to {LONGEST_NAME} printable characters.")
