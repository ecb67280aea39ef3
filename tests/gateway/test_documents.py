"""The merged API document and its page."""

import json
from pathlib import Path

from services.gateway.documents import merge, merge_folder
from tests.gateway.gateway import Upstream, running_gateway


def document(path: str, schemas: dict | None = None) -> dict:
    operation = {"get": {"responses": {"200": {"$ref": "#/components/schemas/Answer"}}}}
    return {"openapi": "3.1.0", "paths": {path: operation}, "components": {"schemas": schemas or {}}}


def test_paths_of_all_services_are_merged() -> None:
    merged = merge({"quiz": document("/v1/contests"), "scoring": document("/v1/flags/{contest_id}")})

    assert merged["openapi"] == "3.1.0"
    assert list(merged["paths"]) == ["/v1/contests", "/v1/flags/{contest_id}"]


def test_paths_that_the_gateway_does_not_pass_on_are_left_out() -> None:
    merged = merge({"quiz": document("/metrics"), "scoring": document("/v1/contests")})

    assert merged["paths"] == {}


def test_a_component_that_two_services_share_is_kept_once() -> None:
    problem = {"Problem": {"type": "object"}}

    merged = merge({"quiz": document("/v1/contests", problem), "scoring": document("/v1/flags", problem)})

    assert merged["components"]["schemas"] == problem


def test_components_that_differ_carry_their_service_with_all_that_refers_to_them() -> None:
    page = {"items": {"$ref": "#/components/schemas/Answer"}}
    quiz = document("/v1/contests", {"Answer": {"type": "object"}, "Page": page})
    scoring = document("/v1/flags", {"Answer": {"type": "array"}, "Page": page})

    merged = merge({"quiz": quiz, "scoring": scoring})

    assert set(merged["components"]["schemas"]) == {"quiz_Answer", "quiz_Page", "scoring_Answer", "scoring_Page"}
    assert merged["components"]["schemas"]["quiz_Page"] == {"items": {"$ref": "#/components/schemas/quiz_Answer"}}
    assert "#/components/schemas/scoring_Answer" in json.dumps(merged["paths"]["/v1/flags"])


def test_a_folder_without_documents_gives_an_empty_one(folder: Path) -> None:
    folder.joinpath("problems.json").write_text('{"not-found": {}}')

    assert merge_folder(folder)["paths"] == {}


async def test_the_document_and_its_page_are_served_without_any_other_host(folder: Path) -> None:
    async with running_gateway(folder, Upstream()) as client:
        openapi = await client.get("/v1/openapi.json")
        page = await client.get("/v1/docs")
        parts = [await client.get(f"/v1/docs/{name}") for name in ("swagger-ui.css", "swagger-ui-bundle.js", "page.js")]

    assert openapi.json()["openapi"] == "3.1.0"
    assert openapi.headers["Content-Type"] == "application/json"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "://" not in page.text
    assert [part.status_code for part in parts] == [200, 200, 200]
    assert all("X-Request-ID" in part.headers for part in (openapi, page, *parts))
