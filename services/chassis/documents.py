"""The OpenAPI document of a service as its clients need it: with audiences, and with our problem documents."""

import re
from typing import Any

from fastapi import FastAPI

from services.chassis.routing import Audience, GuardedRoute

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem document; `code` is the stable slug, see problems.json.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/daily-limit-reached"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Chinese, or English with Accept-Language: en"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}
ANSWER: dict[str, Any] = {
    "description": "What went wrong",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
OWN_SCHEMAS_OF_FASTAPI = ("HTTPValidationError", "ValidationError")


def document(app: FastAPI) -> dict[str, Any]:
    """Every operation with who may call it and how it fails."""
    described: dict[str, Any] = app.openapi()
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    for name in OWN_SCHEMAS_OF_FASTAPI:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for route in app.routes:
        if isinstance(route, GuardedRoute) and route.audience is not None:
            for method in route.methods or ():
                operation = described["paths"][route.path_format][method.lower()]
                _describe(operation, route.audience)
                _add_path_parameters(operation, route.path_format)
    return described


def _describe(operation: dict[str, Any], who: Audience) -> None:
    operation["x-audience"] = who.value
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = ANSWER
    if who is not Audience.EVERYONE:
        operation["security"] = [{"token": []}]


def _add_path_parameters(operation: dict[str, Any], path: str) -> None:
    """Plain endpoints take the bare request, so FastAPI does not see what their path names."""
    described = {parameter["name"] for parameter in operation.get("parameters", [])}
    for name in re.findall(r"{(\w+)}", path):
        if name not in described:
            parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            operation.setdefault("parameters", []).append(parameter)
