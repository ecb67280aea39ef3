"""A form as its author writes it: what is wrong in it, each with its place, and the whole content that is kept."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reporting_service.domain.forms import PLACE, Indicator, places_of
from services.kit.errors import FieldError

FIELDS = tuple(Indicator.__dataclass_fields__)
MEANING = ("unit", "measure")
OFFICIAL_HEADER = {
    "reporting_unit": "填报单位（盖章）",
    "contact_name": "联系人",
    "contact_phone": "电话",
    "report_date": "填报日期",
}
COLUMNS = ("activity_name", "occurrences", "attendances")
"""Of the one repeated row that a form may have."""
OFFICIAL_REPEAT = {
    "id": "other_activities",
    "label_zh": "其他特色活动",
    "columns": [
        {"id": "activity_name", "label_zh": "活动名称"},
        {"id": "occurrences", "label_zh": "组织", "unit": "场/次"},
        {"id": "attendances", "label_zh": "参与", "unit": "人次"},
    ],
}
"""As the official forms have it: whoever prints all its columns need not write it down again."""

Catalogue = Mapping[str, Mapping[str, Any]]


def faults_of(form: Mapping[str, Any], catalogue: Catalogue, at: str = "") -> list[FieldError]:
    """`form` has been checked for its structure; `at` leads to its header and sections in what was sent."""
    return [*_header_faults(form, at), *_indicator_faults(form, catalogue), *_place_faults(form, catalogue, at)]


def whole(form: Mapping[str, Any], catalogue: Catalogue, version: int) -> dict[str, Any]:
    """The content of a version, with its indicators and header fields whole, so that it means the same for ever."""
    known = {**catalogue, **{each["id"]: _indicator(each) for each in form["indicators"]}}
    places = places_of(form)
    fields = _fields(form)
    return {
        "id": form["id"],
        "version": version,
        "title_zh": form["title_zh"],
        "receiver_zh": form["receiver_zh"],
        "source": form["source"],
        "columns_zh": form["columns_zh"],
        "header": [fields[name] for name in form["header"]],
        "sections": form["sections"],
        "repeats": [each for each in _repeats(form) if set(COLUMNS) & set(places)],
        "is_attachment_only": form["is_attachment_only"],
        "locks_when_late": form["locks_when_late"],
        "contest_lines": form["contest_lines"],
        **({"camp_lines": form["camp_lines"]} if form["camp_lines"] else {}),
        "indicators": [known[place] for place in dict.fromkeys(places) if place in known],
    }


def _fields(form: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    official = {name: {"id": name, "label_zh": label, "required": True} for name, label in OFFICIAL_HEADER.items()}
    own = {each["id"]: {key: each[key] for key in ("id", "label_zh", "required")} for each in form["header_fields"]}
    return {**official, **own}


def _repeats(form: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    if form["repeats"]:
        return [*form["repeats"]]
    prints_it = (each for each in form["sections"] if set(COLUMNS) <= {*PLACE.findall(" ".join(each["lines"]))})
    return [{**OFFICIAL_REPEAT, "item": each["item"]} for each in prints_it][:1]


def _indicator(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in FIELDS if content.get(name) is not None}


def _header_faults(form: Mapping[str, Any], at: str) -> Iterator[FieldError]:
    known = _fields(form)
    for number, name in enumerate(form["header"]):
        if name not in known:
            zh, en = f"表头没有定义“{name}”。", f"There is no header field {name}."
            yield FieldError(f"{at}/header/{number}", "unknown-field", zh, en)


def _indicator_faults(form: Mapping[str, Any], catalogue: Catalogue) -> Iterator[FieldError]:
    seen: set[str] = set()
    for number, each in enumerate(form["indicators"]):
        pointer, known = f"/indicators/{number}", catalogue.get(each["id"])
        if each["id"] in seen:
            yield FieldError(f"{pointer}/id", "named-twice", "指标编号重复。", "The indicator is there twice.")
        seen.add(each["id"])
        if known is not None and any(each[name] != known[name] for name in MEANING):
            zh = f"该编号在指标目录中计量单位为“{known['unit']}”，含义不同的指标请另取编号。"
            yield FieldError(f"{pointer}/unit", "indicator-differs", zh, "This id means something else already.")
    ids = seen | catalogue.keys()
    for number, each in enumerate(form["indicators"]):
        if each.get("pair_of") is not None and each["pair_of"] not in ids:
            zh, en = "没有这个配对指标。", "There is no such indicator."
            yield FieldError(f"/indicators/{number}/pair_of", "unknown-indicator", zh, en)


def _place_faults(form: Mapping[str, Any], catalogue: Catalogue, at: str) -> Iterator[FieldError]:
    columns = set(COLUMNS) if _repeats(form) else set()
    known = {each["id"] for each in form["indicators"]} | catalogue.keys() | columns
    seen: set[str] = set()
    for number, section in enumerate(form["sections"]):
        for place_in_section, line in enumerate(section["lines"]):
            pointer = f"{at}/sections/{number}/lines/{place_in_section}"
            for place in PLACE.findall(line):
                if place not in known:
                    zh, en = f"没有指标“{place}”。", f"There is no indicator {place}."
                    yield FieldError(pointer, "unknown-indicator", zh, en)
                if place in seen:
                    yield FieldError(pointer, "named-twice", f"“{place}”出现两次。", f"{place} is printed twice.")
                seen.add(place)
            if "{" in PLACE.sub("", line) or "}" in PLACE.sub("", line):
                zh, en = "花括号只能用于填空，如 {lecture_sessions}。", "Braces only around the id of a blank."
                yield FieldError(pointer, "stray-brace", zh, en)
    for name in sorted(form["camp_lines"].keys() - seen):
        zh, en = f"报表中没有指标“{name}”的填空。", f"The form has no blank for {name}."
        yield FieldError(f"{at}/camp_lines/{name}", "unknown-indicator", zh, en)
    if not seen and not form["is_attachment_only"]:
        yield FieldError(f"{at}/sections", "no-blank", "报表没有任何填空。", "The form has no blank.")
