"""What nginx serves by itself: the merged OpenAPI document, the docs page, the page behind a set-up link."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from services.gateway.pages import write_pages
from services.gateway.problems import PROBLEMS
from services.gateway.routes import route_of

OPENAPI_FOLDER = Path(__file__).parents[2] / "openapi"
CONSOLE_FOLDER = Path(__file__).parent / "data" / "console"
LESSONS_FOLDER = Path(__file__).parent / "data" / "lessons"

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
<link rel="stylesheet" href="/v1/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/v1/docs/swagger-ui-bundle.js"></script>
<script src="/v1/docs/page.js"></script>
</body>
</html>
"""

# The bundled Swagger UI 4 refuses every version but 3.0; what differs in 3.1 it shows well enough.
_SCRIPT = """fetch("/v1/openapi.json").then((answer) => answer.json()).then((spec) => {
  spec.openapi = "3.0.3";
  SwaggerUIBundle({ spec, dom_id: "#page", deepLinking: true, docExpansion: "none", filter: true });
});
"""


def write_documents(folder: Path, openapi: Path = OPENAPI_FOLDER) -> None:
    """Writes what nginx serves into `documents` below `folder`, readable by its workers.

    Raises ModuleNotFoundError when the wheel `swagger-ui-bundle` is not installed.
    """
    docs = folder / "documents" / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    merged = merge_folder(openapi)
    docs.with_name("openapi.json").write_text(json.dumps(merged, ensure_ascii=False), encoding="utf-8")
    docs.with_name("methods.conf").write_text("\n".join(_methods(merged["paths"])), encoding="utf-8")
    docs.joinpath("index.html").write_text(_PAGE, encoding="utf-8")
    docs.joinpath("page.js").write_text(_SCRIPT, encoding="utf-8")
    for name in ("swagger-ui.css", "swagger-ui-bundle.js"):
        shutil.copyfile(_swagger_ui() / name, docs / name)
    shutil.copytree(CONSOLE_FOLDER, docs.with_name("console"), dirs_exist_ok=True)
    shutil.copytree(LESSONS_FOLDER, docs.with_name("lessons"), dirs_exist_ok=True)
    write_pages(docs.with_name("web"))
    for path in (docs.parent, *docs.parent.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _methods(paths: Mapping[str, Any]) -> Iterator[str]:
    """Lines of a map of nginx: address as it was sent → its methods. Addresses without parameters come first."""
    for path in sorted(paths, key=lambda path: (path.count("{"), path)):
        pattern = re.sub(r"\\{\w+\\}", "[^/?]+", re.escape(path))
        yield f'"~^{pattern}(\\?|$)" "{", ".join(sorted(method.upper() for method in paths[path]))}";'


def merge_folder(openapi: Path) -> dict[str, Any]:
    """Merges `<service>.json` of every service that has one; other files of the folder are not OpenAPI documents."""
    documents = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(openapi.glob("*.json"))}
    merged = merge({name: document for name, document in documents.items() if "paths" in document})
    problem = merged["components"].get("schemas", {}).get("Problem")
    if problem:
        codes = {each["code"] for each in documents.get("problems", ())} | {each.code for each in PROBLEMS}
        problem["properties"]["code"]["enum"] = sorted(codes)
    return merged


def merge(documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """One document of several, keyed by service. Only paths that the gateway routes to that service are kept.

    Components of one name and one content are kept once; where contents differ, each carries its service in front.
    """
    clashing = _clashing_components(documents)
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    for service, document in documents.items():
        renamed = _renamed(document, service, clashing)
        for path, item in renamed["paths"].items():
            route = route_of(path)
            if route is not None and route.service == service:
                paths[path] = item
        for kind, entries in renamed.get("components", {}).items():
            components.setdefault(kind, {}).update(entries)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Contest API", "version": "1"},
        "tags": next((document["tags"] for document in documents.values() if "tags" in document), []),
        "paths": dict(sorted(paths.items())),
        "components": components,
    }


def _entries(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for kind, entries in document.get("components", {}).items():
        for name, content in entries.items():
            yield kind, name, content


def _clashing_components(documents: Mapping[str, dict[str, Any]]) -> set[tuple[str, str]]:
    seen: dict[tuple[str, str], Any] = {}
    clashing = set()
    for document in documents.values():
        for kind, name, content in _entries(document):
            # Operations name security schemes without a reference that could be renamed.
            if kind != "securitySchemes" and seen.setdefault((kind, name), content) != content:
                clashing.add((kind, name))
    return _with_dependants(documents, clashing)


def _with_dependants(documents: Mapping[str, dict[str, Any]], clashing: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Adds what looks alike in two services but refers to something that differs, until nothing is added."""
    while True:
        references = {f'"#/components/{kind}/{name}"' for kind, name in clashing}
        dependants = {
            (kind, name)
            for document in documents.values()
            for kind, name, content in _entries(document)
            if any(reference in json.dumps(content) for reference in references)
        }
        if dependants <= clashing:
            return clashing
        clashing = clashing | dependants


def _renamed(document: dict[str, Any], service: str, clashing: set[tuple[str, str]]) -> dict[str, Any]:
    text = json.dumps({"paths": document["paths"], "components": document.get("components", {})})
    for kind, name in clashing:
        text = text.replace(f'"#/components/{kind}/{name}"', f'"#/components/{kind}/{service}_{name}"')
    renamed: dict[str, Any] = json.loads(text)
    for kind, entries in renamed["components"].items():
        renamed["components"][kind] = {
            f"{service}_{name}" if (kind, name) in clashing else name: content for name, content in entries.items()
        }
    # Generators name types by titles, which would make one of several again.
    for content in renamed["components"].get("schemas", {}).values():
        content.pop("title", None)
    return renamed


def _swagger_ui() -> Path:
    """The folder inside the wheel, found without importing it: its import costs a tenth of a second."""
    spec = find_spec("swagger_ui_bundle")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("swagger_ui_bundle", name="swagger_ui_bundle")
    return next(Path(spec.origin).parent.glob("vendor/swagger-ui-*"))
