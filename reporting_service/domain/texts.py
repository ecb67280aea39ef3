"""The texts of a form: its head, whose fields its template lists, and the explanations of figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reporting_service.domain.forms import Template
from services.kit.characters import named, refused, with_plain_spaces
from services.kit.errors import FieldError

LONGEST = 50
LONGEST_EXPLANATION = 500
PHONE_MARKS = frozenset("0123456789+()（）转 -")


def parse_header(raw: Mapping[str, Any], template: Template) -> tuple[dict[str, str | None], list[FieldError]]:
    """The fields that are right, and a fault for each that is not. A name ending in `_phone` or `_date` says its kind.

    Dates come back as `YYYY-MM-DD`.
    """
    fields: dict[str, str | None] = {}
    faults: list[FieldError] = []
    for name, content in raw.items():
        pointer = "/header/" + name.replace("~", "~0").replace("/", "~1")
        if name not in template.header_fields:
            faults.append(FieldError(pointer, "extra-forbidden", "不认识的字段。", "No field of this form."))
        elif content is None:
            fields[name] = None
        elif not isinstance(content, str):
            faults.append(FieldError(pointer, "string-type", "应为文本。", "A text."))
        else:
            text = with_plain_spaces(content)
            fault = _fault(name, text, pointer)
            if fault is None:
                fields[name] = text
            else:
                faults.append(fault)
    return fields, faults


def faults_of_explanations(explanations: Mapping[str, str | None], template: Template) -> list[FieldError]:
    """`explanations` are texts of several lines by indicator; null takes one back."""
    faults: list[FieldError | None] = []
    for name, text in explanations.items():
        pointer = f"/explanations/{name}"
        if name not in template.indicator_ids:
            faults.append(FieldError(pointer, "unknown-indicator", "该报表没有此项指标。", "Not in this form."))
        elif text is not None and len(text) > LONGEST_EXPLANATION:
            most = f"At most {LONGEST_EXPLANATION} characters."
            faults.append(FieldError(pointer, "string-too-long", "文本过长。", most))
        elif text is not None:
            faults.append(_fault_of_characters(text, pointer, may_break=True))
    return [fault for fault in faults if fault is not None]


def _fault_of_characters(text: str, pointer: str, *, may_break: bool = False) -> FieldError | None:
    wrong = refused(text, may_break=may_break)
    if wrong is None:
        return None
    zh, en = f"含有不能使用的字符 {named(wrong)}。", f"The character {named(wrong)} cannot be used."
    return FieldError(pointer, "unusable-character", zh, en)


def _fault(name: str, text: str, pointer: str) -> FieldError | None:
    if len(text) > LONGEST:
        return FieldError(pointer, "string-too-long", "文本过长。", f"At most {LONGEST} characters.")
    if name.endswith("_date") and text and not _is_date(text):
        return FieldError(pointer, "date-parsing", "应为日期，如 2026-06-30。", "A date such as 2026-06-30.")
    if name.endswith("_phone") and not PHONE_MARKS.issuperset(text):
        return FieldError(pointer, "string-pattern-mismatch", "格式有误。", "Holds what does not belong there.")
    return _fault_of_characters(text, pointer)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
