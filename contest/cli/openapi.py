"""`contest openapi`: the contract documents, written from the code or compared with it."""

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from fastapi import FastAPI

from contest.documents.describe import describe, every_problem
from contest.embedded.keys import make_signing_key
from services.contracts.catalogue import EVENTS
from services.processes import PROCESSES

app = typer.Typer(add_completion=False)
FOLDER = Path("openapi")
# Enough to build an application that is never started.
SETTINGS = {
    "database_url": "postgresql://nobody@localhost/none",
    "redis_url": "redis://localhost",
    "secret": "00" * 32,
    "token_signing_keys": json.dumps({"keys": [make_signing_key()]}),
}


@app.command()
def openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Compare only; exit status 1 when one is out of date.")
    ] = False,
) -> None:
    """Write one OpenAPI document per service, the event catalogue and the list of problem codes to openapi/."""
    outdated = []
    for name, content in all_documents().items():
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path = FOLDER / name
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            outdated.append(name)
        elif not check:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if outdated:
        sys.exit(f"out of date in {FOLDER}/: {', '.join(outdated)}; run `make openapi`")


def all_documents() -> dict[str, Any]:
    """File name → document."""
    services = {
        f"{name}.json": _service(process.factory) for name, process in PROCESSES.items() if process.is_gateway_upstream
    }
    return {**services, "events.json": _events(), "problems.json": _problems()}


def _problems() -> list[Mapping[str, object]]:
    found = every_problem()
    return [found[code] for code in sorted(found)]


def _service(factory: str) -> dict[str, Any]:
    return describe(application(factory))


def application(factory: str) -> FastAPI:
    """A service that is never started."""
    module_name, _, function = factory.partition(":")
    settings = import_module(f"{module_name.rpartition('.')[0]}.settings").Settings(**SETTINGS)
    app: FastAPI = getattr(import_module(module_name), function)(settings)
    return app


def _events() -> dict[str, Any]:
    schemas, components = msgspec.json.schema_components(EVENTS, ref_template="#/components/schemas/{name}")
    streams = list(dict.fromkeys(event.stream for event in EVENTS))
    names = [event.__name__ for event in EVENTS]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Events of the contest",
            "version": "1",
            "description": "Entries of Redis streams: the event as JSON in the field `event`, its W3C trace context in "
            "the field `traceparent`. Deliveries may repeat; consumers are idempotent.",
        },
        "channels": {
            stream: {
                "address": stream,
                "messages": {
                    event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}
                    for event in EVENTS
                    if event.stream == stream
                },
            }
            for stream in streams
        },
        "operations": {
            f"publish-{stream}": {"action": "send", "channel": {"$ref": f"#/channels/{stream}"}} for stream in streams
        },
        "components": {
            "messages": {
                name: {"name": event.__struct_config__.tag, "contentType": "application/json", "payload": schema}
                for name, event, schema in zip(names, EVENTS, schemas, strict=True)
            },
            "schemas": components,
        },
    }
