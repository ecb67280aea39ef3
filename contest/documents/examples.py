"""An example of what a schema describes: one value of each member, the same at each making."""

import re
from collections.abc import Mapping
from typing import Any

# What members of these names hold in the contest that is shipped.
VALUES: Mapping[str, Any] = {
    "access_token": "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl",
    "app_id": "wx0123456789abcdef",
    "bank_id": "safety-month",
    "bank": "safety-month",
    "camp_id": "escape-drill-2026",
    "campaign_id": "safety-month-2026",
    "category": "fire",
    "code": "371002",
    "contest": "safety-month-2026",
    "contest_day": "2026-06-08",
    "contest_id": "safety-month-2026",
    "contact_phone": "0631-5230000",
    "cursor": "YWZ0ZXI6MQ",
    "date": "2026-06-08",
    "eligible_units": "371000",
    "entry": "region",
    "explanation": "发现燃气泄漏，应先关阀、开窗，到室外报警。",
    "from": "2026-06-01",
    "kind": "single_choice",
    "limit": 20,
    "metric": "points",
    "name": "环翠区",
    "next_cursor": "YWZ0ZXI6MQ",
    "nickname": "安全员小王",
    "owner_unit": "CN",
    "parent": "371000",
    "password": "correct horse battery staple",
    "period": "total",
    "phone": "13800138000",
    "points": 60,
    "position": 1,
    "q": "环翠",
    "rank": 1,
    "reason": "现场核实，情况属实",
    "refresh_token": "c2VjcmV0",
    "region_unit": "371002",
    "remaining_ms": 118400,
    "result": "/v1/sessions/01979c1e-8f2a-7c3e-9a51-2f6d3a1b4c5d",
    "source": "《中华人民共和国安全生产法》",
    "stem": "家中闻到浓烈的燃气味时，首先应当怎么做？",
    "template_id": "weihai_2023_annex1",
    "text": "关闭阀门，开窗通风",
    "title": "2026年全国安全知识竞赛",
    "to": "2026-06-30",
    "token": "o1a2b3",
    "token_type": "Bearer",
    "unit": "371002",
    "unit_code": "371002",
    "username": "wang.wu",
}
UUID = "01979c1e-8f2a-7c3e-9a51-2f6d3a1b4c5d"
FORMATS = {
    "date-time": "2026-06-08T09:30:00.000+08:00",
    "date": "2026-06-08",
    "uuid": UUID,
    "uri": "https://example.org/",
    "binary": "…",
}
# Tried where a pattern admits only some texts.
PATTERNED = ("371002", "safety-month-2026", "fire", "2026-06-08", "09:30", "13800138000", "A1", "0" * 64, UUID)
DEEPEST = 8

Schema = Mapping[str, Any]


def example(schema: Schema, components: Schema, name: str = "", depth: int = 0) -> Any:  # noqa: PLR0911 - one for each kind of schema
    """A value that fits; references are looked up in `components`, the document's schemas."""
    if "$ref" in schema:
        return example(components[schema["$ref"].rpartition("/")[2]], components, name, depth + 1)
    for given in ("example", "const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return VALUES[name] if VALUES.get(name) in schema["enum"] else schema["enum"][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            chosen = next((each for each in schema[several] if each.get("type") != "null"), {"type": "null"})
            return example(chosen, components, name, depth)
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return _object(schema, components, depth)
    if kind == "array":
        return _array(schema, components, name, depth)
    return _plain(schema, kind, name)


def _object(schema: Schema, components: Schema, depth: int) -> dict[str, Any]:
    required = schema.get("required", ())
    members = schema.get("properties", {})
    wanted = {name: each for name, each in members.items() if name in required or depth < DEEPEST}
    filled = {name: example(each, components, name, depth + 1) for name, each in wanted.items()}
    others = schema.get("additionalProperties")
    return filled or ({"1": example(others, components, "1", depth + 1)} if isinstance(others, dict) else {})


def _array(schema: Schema, components: Schema, name: str, depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [example(each, components, name, depth + 1) for each in schema["prefixItems"]]
    least = max(schema.get("minItems", 1), 1)
    return [] if depth > DEEPEST else [example(schema.get("items", {}), components, name, depth + 1)] * least


def _plain(schema: Schema, kind: str | None, name: str) -> Any:
    known = VALUES.get(name)
    if kind == "string":
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        text = known if isinstance(known, str) else UUID if name == "id" or name.endswith("_id") else "…"
        text = text.ljust(schema.get("minLength", 0), "…")[: schema.get("maxLength", 200)]
        pattern = schema.get("pattern", "")
        return next((each for each in (text, *PATTERNED) if re.search(pattern, each)), text)
    if kind in ("integer", "number"):
        number = max(known if isinstance(known, int) else 1, schema.get("minimum", 0))
        return min(number, schema.get("maximum", number))
    return {"boolean": True, "null": None}.get(kind or "", known if known is not None else {})
