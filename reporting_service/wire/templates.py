"""Forms."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from reporting_service.domain.forms import Counting, Indicator, Template
from reporting_service.domain.values import LARGEST


class TemplateHead(BaseModel):
    id: str
    version: int
    title: str
    receiver: str
    is_attachment_only: bool

    @classmethod
    def of(cls, template: Template) -> "TemplateHead":
        return cls(**_head(template))


class TemplateList(BaseModel):
    items: list[TemplateHead]
    next_cursor: None = None

    @classmethod
    def of(cls, templates: Iterable[Template]) -> "TemplateList":
        return cls(items=[TemplateHead.of(each) for each in templates], next_cursor=None)


class TemplateReply(TemplateHead):
    """`sections` hold the printed lines with `{indicator}` places; `schema` is the JSON Schema of a report's values."""

    source: str
    columns: list[str]
    header: list[dict[str, Any]]
    sections: list[dict[str, Any]]
    repeats: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    contest_lines: Counting
    camp_lines: dict[str, str]
    values_schema: dict[str, Any] = Field(alias="schema")

    @classmethod
    def of(cls, template: Template) -> "TemplateReply":
        return cls(
            **_head(template),
            source=template.source,
            columns=list(template.columns_zh),
            header=[dict(each) for each in template.header],
            sections=[
                {"item": each.item, "id": each.id, "title": each.title_zh, "lines": each.lines, "note": each.note_zh}
                for each in template.sections
            ],
            repeats=[dict(each) for each in template.repeats],
            indicators=[vars(each) for each in template.indicators],
            contest_lines=template.counting,
            camp_lines=dict(template.camp_lines),
            schema={
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "additionalProperties": False,
                "properties": {each.id: _schema(each) for each in template.indicators},
            },
        )


def _head(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "version": template.version,
        "title": template.title_zh,
        "receiver": template.receiver_zh,
        "is_attachment_only": template.is_attachment_only,
    }


def _schema(indicator: Indicator) -> dict[str, Any]:
    title = f"{indicator.label_zh}（{indicator.unit}）"
    return {"title": title, "type": ["integer", "null"], "minimum": 0, "maximum": LARGEST}
