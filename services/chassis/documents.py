"""The OpenAPI document of a service as its clients need it: with audiences, and with our problem documents."""

from typing import Any

from fastapi import FastAPI
from starlette.convertors import IntegerConvertor

from services.chassis.problem_document import PROBLEM
from services.chassis.routing import Audience, GuardedRoute

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
                _add_path_parameters(operation, route)
    return described


def _describe(operation: dict[str, Any], who: Audience) -> None:
    operation["x-audience"] = who.value
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = ANSWER
    if who is not Audience.EVERYONE:
        operation["security"] = [{"token": []}]


def _add_path_parameters(operation: dict[str, Any], route: GuardedRoute) -> None:
    """Plain endpoints take the bare request, so FastAPI does not see what their path names."""
    described = {parameter["name"] for parameter in operation.get("parameters", [])}
    for name, convertor in route.param_convertors.items():
        if name not in described:
            kind = "integer" if isinstance(convertor, IntegerConvertor) else "string"
            parameter = {"name": name, "in": "path", "required": True, "schema": {"type": kind}}
            operation.setdefault("parameters", []).append(parameter)
