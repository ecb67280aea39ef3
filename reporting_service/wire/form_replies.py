"""Forms, as they are told."""

from typing import Any

from reporting_service.domain.forms import Indicator, Template
from reporting_service.domain.values import LARGEST


def template_head(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "version": template.version,
        "title": template.title_zh,
        "receiver": template.receiver_zh,
        "is_attachment_only": template.is_attachment_only,
    }


def template(one: Template) -> dict[str, Any]:
    return template_head(one) | {
        "source": one.source,
        "columns": one.columns_zh,
        "header": one.header,
        "sections": [
            {"item": each.item, "id": each.id, "title": each.title_zh, "lines": each.lines, "note": each.note_zh}
            for each in one.sections
        ],
        "repeats": one.repeats,
        "indicators": one.indicators,
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": False,
            "properties": {each.id: _schema(each) for each in one.indicators},
        },
    }


def _schema(indicator: Indicator) -> dict[str, Any]:
    title = f"{indicator.label_zh}（{indicator.unit}）"
    return {"title": title, "type": ["integer", "null"], "minimum": 0, "maximum": LARGEST}
