"""The merged API document: what a front-end developer or a generator needs of every operation."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest

from contest.documents.examples import example
from contest.documents.names import operation_id
from contest.documents.people import called
from contest.documents.reach import codes
from services.gateway.documents import OPENAPI_FOLDER, merge_folder
from services.kit.errors import Conflict, NotFound


@cache
def merged() -> dict[str, Any]:
    return merge_folder(OPENAPI_FOLDER)


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in merged()["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_has_a_name_of_its_own_and_a_heading() -> None:
    names = [operation["operationId"] for _, operation in operations()]

    assert len(names) > 70
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() and "v1" not in name for name in names)
    people = [each["name"] for each in merged()["tags"]]
    assert {operation["tags"][0] for _, operation in operations()} == set(people)
    assert all(len(operation["tags"]) == 1 for _, operation in operations())


def test_every_operation_is_spoken_of_in_both_languages() -> None:
    """R4.3: the docs page is grouped by people, and each finds what they do in their own words."""
    named = dict(operations())

    assert all(re.fullmatch("[^·]*[一-龥][^·]* · [A-Z][a-z ]+", each["summary"]) for each in named.values())
    assert named["POST /v1/reports/acceptances"]["summary"] == "批量接收报表 · Accept reports"
    assert named["POST /v1/contests/{contest_id}/sessions"]["tags"] == ["参赛者 participant"]
    with pytest.raises(LookupError, match="Chinese name"):
        called("juggle_units")


def test_calls_are_named_as_people_speak_of_them() -> None:
    assert operation_id("POST", "/v1/contests/{contest_id}/sessions") == "start_session"
    assert operation_id("GET", "/v1/units") == "list_units"
    assert operation_id("GET", "/v1/units/{code}") == "get_unit"
    assert operation_id("POST", "/v1/withdrawals/{id}/approve") == "approve_withdrawal"
    assert operation_id("GET", "/v1/campaigns/{id}/lines") == "list_campaign_lines"
    assert operation_id("POST", "/v1/highlights") == "create_highlight"


def test_every_json_body_has_an_example_that_its_schema_admits() -> None:
    found = 0
    for name, operation in operations():
        answers = [each for status, each in operation["responses"].items() if status.startswith("2")]
        for holder in (operation.get("requestBody", {}), *answers):
            content = holder.get("content", {}).get("application/json")
            if content and content.get("schema"):
                shown = (
                    content["example"] if "example" in content else next(iter(content["examples"].values()))["value"]
                )
                schema = {**content["schema"], "components": merged()["components"]}
                faults = list(jsonschema.Draft202012Validator(schema).iter_errors(shown))
                assert not faults, (name, faults[0].message)
                found += 1

    assert found > 90


def test_every_operation_names_its_problem_codes_by_status_with_an_example_of_each() -> None:
    catalogue = {each["code"]: each for each in json.loads((OPENAPI_FOLDER / "problems.json").read_text("utf-8"))}
    examples = merged()["components"]["examples"]
    for name, operation in operations():
        named = operation["x-problem-codes"]
        shown = {
            code
            for status, answer in operation["responses"].items()
            for code in answer.get("content", {}).get("application/problem+json", {}).get("examples", ())
            if str(catalogue[code]["status"]) == status
        }
        assert shown == set(named), name
        assert all(examples[code]["value"]["detail"] == catalogue[code]["zh"] for code in named)
        assert ("unauthenticated" in named) or operation["x-audience"] == "everyone", name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "POST /v1/contests/{contest_id}/sessions",
            {"daily-limit-reached", "contest-not-open", "entry-not-available", "contest-not-found"},
        ),
        (
            "PUT /v1/sessions/{session_id}/answers/{position}",
            {"session-finished", "unknown-option", "session-not-found"},
        ),
        ("PUT /v1/me", {"unit-change-limit", "invalid-request"}),
        ("PUT /v1/reports/{report_id}", {"report-changed", "report-locked", "if-match-missing"}),
    ],
)
def test_the_refusals_that_the_contract_names_are_found(name: str, expected: set[str]) -> None:
    assert expected <= set(dict(operations())[name]["x-problem-codes"])


class Shelf:
    def take(self) -> None:
        raise Conflict


def _checked() -> None:
    assert [_lacks(each) for each in (1,)] == []


def _lacks(number: int) -> bool:
    if number:
        raise NotFound
    return False


async def looks() -> None:
    _checked()


async def takes(shelf: Shelf) -> None:
    shelf.take()


@pytest.mark.parametrize(("endpoint", "expected"), [(looks, "not-found"), (takes, "conflict")])
def test_a_refusal_deep_in_what_is_called_is_found(
    monkeypatch: pytest.MonkeyPatch, endpoint: Callable[..., Any], expected: str
) -> None:
    monkeypatch.setattr("contest.documents.reach.OURS", (__name__, "services."))

    assert codes(endpoint, __name__) == {expected}


def test_every_code_that_can_be_met_stands_in_the_schema_of_problems() -> None:
    problem = merged()["components"]["schemas"]["Problem"]["properties"]

    assert set(problem["code"]["enum"]) >= {code for _, each in operations() for code in each["x-problem-codes"]}
    assert {"bad-request", "uri-too-long"} < set(problem["code"]["enum"])
    assert {"result", "next_session_at", "running", "checks", "rows"} < problem.keys()


def test_no_two_schemas_carry_one_title() -> None:
    schemas = merged()["components"]["schemas"]

    assert [name for name, schema in schemas.items() if "title" in schema] == []


def test_the_place_of_an_answer_is_a_number() -> None:
    path = "/v1/sessions/{session_id}/answers/{position}"
    position = next(each for each in merged()["paths"][path]["put"]["parameters"] if each["name"] == "position")

    assert position["schema"] == {"type": "integer"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "minLength": 3, "maxLength": 3}, "………"),
        ({"type": "string", "pattern": "^[A-Z0-9-]+$"}, "371002"),
        ({"type": ["integer", "null"], "minimum": 7}, 7),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        ({"type": "array", "minItems": 2, "items": {"enum": ["a", "b"]}}, ["a", "a"]),
        ({"type": "object", "additionalProperties": {"type": "null"}}, {"1": None}),
        ({"$ref": "#/components/schemas/Unit"}, {"code": "371002"}),
    ],
)
def test_an_example_fits_its_schema(schema: dict[str, Any], expected: object) -> None:
    unit = {"type": "object", "properties": {"code": {"type": "string"}}}

    assert example(schema, {"Unit": unit}) == expected
