"""Every operation of the committed OpenAPI documents, asked badly in many ways: never a 5xx, always as documented.

The operations and their parameters are read from `openapi/`, so that a new route is covered by being documented.
"""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.running import Running
from tests.support import tokens

SERVICES = ("directory", "quiz", "scoring", "reporting", "camp")
DOCUMENTS = Path(__file__).parents[2] / "openapi"
NIL = "00000000-0000-0000-0000-000000000007"
VALUES = (
    NIL,
    "safety-month-2026",
    "370000",
    "%00",
    "%F0%9F%92%A5",
    "%ED%A0%80",
    "%FF",
    "..%2F..",
    "-1",
    "99999999999999999999",
    "1e400",
    "NaN",
    "'%20OR%201=1--",
    "%7B%7B7*7%7D%7D",
    "2026-02-30",
    "0000-00-00",
    "x" * 3000,
    "",
)
BODIES = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b"1e999",
    b'"\\ud800"',
    b'{"a":1,"a":2}',
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b'{"\\u0000":"\\u0000"}',
    b"[" * 20_000,
    b'{"a":' * 20_000,
    b"9" * 20_000,
    b'{"x":NaN}',
    b'--x\r\nContent-Disposition: form-data; name=file; filename="a\x00b"\r\n\r\n\r\n--x--',
)
TYPES = ("application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "x", "text/csv")
ODD_HEADERS = (
    {"If-Match": '"' + "x" * 2000 + '"', "If-None-Match": '*, W/"", ",,'},
    {"Idempotency-Key": "x" * 130, "Accept-Language": "en;q=x,*" * 200},
    {"X-Request-ID": '"}{\\', "Accept": "application/xml", "Last-Event-ID": "-1"},
)
WRONG_OF_STRING = ("\x00", "\ud800", "💥", "x" * 5000, "", 0, None, [], {})


def operations(service: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    document = json.loads((DOCUMENTS / f"{service}.json").read_text(encoding="utf-8"))
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def components(service: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCUMENTS / f"{service}.json").read_text(encoding="utf-8"))["components"]
    return found["schemas"]


def bodies(operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[tuple[bytes, str]]:
    """What is no body at all, and what has the right fields with the wrong things in them."""
    for number, body in enumerate(BODIES):
        yield body, TYPES[number % len(TYPES)] if number % 2 else TYPES[0]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    for properties in _properties(content, schemas):
        for wrong in WRONG_OF_STRING:
            yield (
                json.dumps({name: schema.get("const", wrong) for name, schema in properties.items()}).encode(),
                TYPES[0],
            )


def _properties(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    for each in schema.get("oneOf", []) + schema.get("anyOf", []):
        yield from _properties(each, schemas)
    if schema.get("properties"):
        yield schema["properties"]


def addresses(path: str, operation: dict[str, Any]) -> Iterator[str]:
    """Each value in every place of the path, and each in every parameter of the query."""
    names = re.findall(r"{(\w+)}", path)
    good = {"contest_id": "safety-month-2026", "entry": "region", "unit": "370000", "unit_code": "370000"}
    usual = path.format(**{name: good.get(name, NIL) for name in names})
    yield usual
    if names:
        yield from (path.format(**dict.fromkeys(names, value)) for value in VALUES)
    queries = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
    for name, value in itertools.product(queries, VALUES):
        yield f"{usual}?{name}={value}"


def fault_of(reply: httpx.Response, operation: dict[str, Any]) -> str:
    """What is wrong with an answer; nothing when it is as documented."""
    # Without WeChat's, a texting service's or a font's help, 503 is documented and true; none is needed here.
    if reply.status_code >= 500:
        return f"{reply.status_code} {reply.text[:200]}"
    kind = reply.headers.get("Content-Type", "").partition(";")[0]
    if reply.status_code >= 400:
        if kind != "application/problem+json":
            return f"{reply.status_code} as {kind}"
        missing = {"type", "title", "status", "detail", "instance", "code", "request_id"} - reply.json().keys()
        return f"without {missing}" if missing else ""
    # What carries an entity tag answers 304 to whoever has it, which the contract says once for all.
    if str(reply.status_code) not in {*operation["responses"], "304"}:
        return f"{reply.status_code} is not documented"
    return ""


@pytest.mark.parametrize("service", SERVICES)
async def test_every_operation_answers_as_documented_whatever_it_is_asked(running: Running, service: str) -> None:
    callers = [{}, running.headers(tokens.participant()), running.headers(tokens.organiser())]
    faults = []
    schemas = components(service)
    async with running.at() as client:
        for method, path, operation in operations(service):
            if path.endswith("/events") or (method, path) == ("POST", "/v1/auth/sms-codes"):
                continue  # a stream that does not end, and messages to telephones
            asked: list[tuple[str, bytes, dict[str, str]]]
            asked = [(address, b"", {}) for address in addresses(path, operation)]
            usual = asked[0][0]
            asked += [(usual, b"", odd) for odd in ODD_HEADERS]
            if method in ("POST", "PUT"):
                asked += [(usual, body, {"Content-Type": kind}) for body, kind in bodies(operation, schemas)]
            for number, (address, body, headers) in enumerate(asked):
                for caller in (
                    callers if number == 0 else callers[-1:] if _is_for_organisers(operation) else callers[1:2]
                ):
                    reply = await client.request(method, address, content=body, headers={**caller, **headers})
                    fault = fault_of(reply, operation)
                    if fault:
                        faults.append(f"{method} {address[:90]} {body[:60]!r} {list(headers)}: {fault}"[:400])

    assert not faults, "\n".join(faults)


CREATES = "/v1/banks/{bank_id}/imports"
"""Makes the bank that it names."""


@pytest.mark.parametrize("service", SERVICES)
async def test_what_is_not_there_is_told_before_the_faults_of_a_body(running: Running, service: str) -> None:
    """Refusals come in the order 401, 403 or 404, 422: whoever may not see a thing learns nothing from its body."""
    wrong = []
    async with running.at() as client:
        for method, path, operation in operations(service):
            if method not in ("POST", "PUT") or "{" not in path or path == CREATES:
                continue
            address = re.sub(r"{\w+}", NIL, path.replace("{position}", "1").replace("{version}", "1"))
            caller = tokens.organiser() if _is_for_organisers(operation) else tokens.participant()
            for body in (b'{"x": 1}', b"{", b""):
                headers = {**running.headers(caller), "Content-Type": TYPES[0]}
                reply = await client.request(method, address, content=body, headers=headers)
                if reply.status_code != 404:
                    wrong.append(f"{method} {path} {body!r}: {reply.status_code}")

    assert wrong == []


def _is_for_organisers(operation: dict[str, Any]) -> bool:
    return operation["x-audience"] in ("organiser", "administrator")
