"""The texts of a form: its head, whose fields its template lists, and the explanations of figures."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from reporting_service.domain.forms import Template
from services.kit.characters import named, refused, with_plain_spaces
from services.kit.errors import FieldError

LONGEST = 50
LONGEST_EXPLANATION = 500
LONGEST_PHONE = 80
PHONE = re.compile(r"(?:[0-9+()转分机内线总手座小号电话传真办公室或和、,;/:.#* -]|ext)*", re.IGNORECASE)
DASHES = re.compile("[‐-―−－~～〜⁃˗─━⸺⸻ー]|(?<=[0-9])一(?=[0-9])")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


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
            text = phones(content) if name.endswith("_phone") else with_plain_spaces(content)
            fault = _fault(name, text, pointer)
            if fault is None:
                fields[name] = text
            else:
                faults.append(fault)
    return fields, faults


def phones(text: str) -> str:
    """Numbers to call as people type them: several, with an extension, full-width, with any dash; nothing unseen."""
    plain = unicodedata.normalize("NFKC", UNSEEN.sub("", text.replace("\n", " ")))
    return with_plain_spaces(DASHES.sub("-", plain))


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
    longest = LONGEST_PHONE if name.endswith("_phone") else LONGEST
    if len(text) > longest:
        return FieldError(pointer, "string-too-long", "文本过长。", f"At most {longest} characters.")
    if name.endswith("_date") and text and not _is_date(text):
        return FieldError(pointer, "date-parsing", "应为日期，如 2026-06-30。", "A date such as 2026-06-30.")
    if name.endswith("_phone") and not PHONE.fullmatch(text):
        return FieldError(pointer, "string-pattern-mismatch", "格式有误。", "Holds what does not belong there.")
    return _fault_of_characters(text, pointer)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
