"""Completes the OpenAPI document of a service: whose each operation is, its names, an example and its refusals."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from contest.documents.examples import example
from contest.documents.names import operation_id
from contest.documents.people import PEOPLE, called
from contest.documents.reach import codes
from services.chassis import documents
from services.chassis.routing import Audience, GuardedRoute
from services.gateway.problems import PROBLEMS
from services.kit import problems

# Whatever is asked: by a token, at the gateway, or when a server is away.
ALWAYS = {"too-many-requests", "service-unavailable", "internal-error"}
OF_A_TOKEN = {"unauthenticated", "forbidden"}
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


def describe(app: FastAPI) -> dict[str, Any]:
    """Every operation with all that a client has to know."""
    document = documents.document(app)
    known = every_problem()
    used: set[str] = set()
    for route in app.routes:
        if isinstance(route, GuardedRoute):
            for method in route.methods or ():
                operation = document["paths"][route.path_format][method.lower()]
                operation["operationId"] = operation_id(method, route.path_format)
                person, operation["summary"] = called(operation["operationId"])
                operation["tags"] = [person]
                refused = _refusals(route, operation)
                used |= refused
                _add_refusals(operation, [known[code] for code in sorted(refused)])
                _add_examples(operation, document["components"]["schemas"])
    document["tags"] = [{"name": person, "description": text} for person, text in PEOPLE.items()]
    document["components"]["examples"] = {code: {"value": _problem(known[code])} for code in sorted(used)}
    return document


def every_problem() -> dict[str, Mapping[str, Any]]:
    """Of the services, and what the gateway refuses by itself, by code."""
    found: dict[str, Mapping[str, Any]] = {str(each["code"]): each for each in problems.catalogue()}
    for each in PROBLEMS:
        found.setdefault(each.code, {"code": each.code, "status": each.status, "zh": each.chinese, "en": each.english})
    return found


def _refusals(route: GuardedRoute, operation: Mapping[str, Any]) -> set[str]:
    module = route.endpoint.__module__
    # The chassis has no room for routes: those that every service gets stand beside its classes.
    package = module.rpartition(".routes")[0] or module.rpartition(".")[0]
    has_input = "requestBody" in operation or any(each["in"] == "query" for each in operation.get("parameters", ()))
    return (
        codes(route.endpoint, package)
        | ALWAYS
        | (OF_A_TOKEN if route.audience is not Audience.EVERYONE else set())
        | ({"invalid-request"} if has_input else set())
        | ({"content-too-large"} if "requestBody" in operation else set())
    )


def _add_refusals(operation: dict[str, Any], refused: Iterable[Mapping[str, Any]]) -> None:
    """A response for each status with an example for each of its codes, and all codes in one list."""
    for each in refused:
        status, code = str(each["status"]), each["code"]
        operation.setdefault("x-problem-codes", []).append(code)
        answer = operation["responses"].setdefault(
            status, {"description": HTTPStatus(each["status"]).phrase, "content": {PROBLEM_JSON: {"examples": {}}}}
        )
        content = answer.setdefault("content", {}).setdefault(PROBLEM_JSON, {})
        content["schema"] = {"$ref": "#/components/schemas/Problem"}
        content.setdefault("examples", {})[code] = {"$ref": f"#/components/examples/{code}"}


def _problem(known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": f"/problems/{known['code']}",
        "title": HTTPStatus(known["status"]).phrase,
        "status": known["status"],
        "detail": known["zh"],
        "instance": "/v1/…",
        "code": known["code"],
        "request_id": "0f6f2c1d9f3b4c55a1f0c0de0a1b2c3d",
    }


def _add_examples(operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" or parameter.get("required"):
            parameter.setdefault("example", example(parameter["schema"], schemas, parameter["name"]))
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    for holder in (operation.get("requestBody", {}), *answers):
        content = holder.get("content", {}).get(JSON)
        if content and content.get("schema") and not {"example", "examples"} & content.keys():
            content["example"] = example(content["schema"], schemas)
