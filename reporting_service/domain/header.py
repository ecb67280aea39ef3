"""The head of a form: the fields that its template asks for, besides the unit itself."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from reporting_service.domain.forms import Template
from services.kit.errors import FieldError

LONGEST = 50
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
            text = unicodedata.normalize("NFC", content).strip()
            fault = _fault(name, text, pointer)
            if fault is None:
                fields[name] = text
            else:
                faults.append(fault)
    return fields, faults


def _fault(name: str, text: str, pointer: str) -> FieldError | None:
    if len(text) > LONGEST:
        return FieldError(pointer, "string-too-long", "文本过长。", f"At most {LONGEST} characters.")
    if name.endswith("_date") and text and not _is_date(text):
        return FieldError(pointer, "date-parsing", "应为日期，如 2026-06-30。", "A date such as 2026-06-30.")
    is_phone = name.endswith("_phone")
    if not (PHONE_MARKS.issuperset(text) if is_phone else all(each.isprintable() for each in text)):
        return FieldError(pointer, "string-pattern-mismatch", "格式有误。", "Holds what does not belong there.")
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
