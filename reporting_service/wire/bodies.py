"""What bodies of requests are made of."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.chassis.routing import needs_body
from services.kit.names import Lines

Text = Annotated[Lines, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


def described(model: type[BaseModel]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads its body after it has looked who asks."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return resolved(definitions[part["$ref"].rpartition("/")[2]])
            return {name: resolved(each) for name, each in part.items()}
        return [resolved(each) for each in part] if isinstance(part, list) else part

    return {
        "requestBody": {"required": needs_body(model), "content": {"application/json": {"schema": resolved(schema)}}}
    }
