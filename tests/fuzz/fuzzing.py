"""Generated requests against the merged document: no 5xx, and every answer as the document says.

Schemathesis makes the requests and holds the answers against the document. A part of them names what exists
(`things.py`), because invented names lead to a 404 and no further.
"""

import contextlib
import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from requests.exceptions import InvalidHeader, RequestException
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.people import ROLES, People
from tests.fuzz.things import session_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
TIMEOUT_S = 30
STREAM = "/events"
"""Its answer does not end; `tests/scoring/test_live.py` reads it."""
NOBODYS = "00000000-0000-0000-0000-000000000007"
KNOWN = 0.7
"""The part of the requests in which names stand for what exists."""


class Asking(NamedTuple):
    """Who asks an operation, and whether as its document describes requests or as it does not."""

    roles: Sequence[str]
    modes: Sequence[GenerationMode]


EVERYBODY, NOBODY = Asking(ROLES, tuple(GenerationMode)), Asking((), ())


@dataclass
class Finding:
    role: str
    operation: str
    request: str
    fault: str

    def __str__(self) -> str:
        return f"{self.operation} as {self.role}: {self.fault}\n    {self.request}"


@dataclass
class Fuzzer:
    """`asked` counts requests; one finding is kept of each operation, role and first line of its fault."""

    document: dict[str, Any]
    people: People
    things: Mapping[str, Any]
    url: str
    asked: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    session: requests.Session = field(default_factory=requests.Session)

    def run(
        self, number: int, examples: int, until: float = math.inf, asking: Mapping[str, Asking] | None = None
    ) -> None:
        """One round with this seed, or until that monotonic time, over all operations and roles or as `asking` says."""
        schema = schemathesis.openapi.from_dict(strict(self.document))
        schema.config.update(base_url=self.url)
        found = [each.ok() for each in schema.get_all_operations()]
        operations = [each for each in found if not each.path.endswith(STREAM)]
        random.Random(number).shuffle(operations)
        for operation in operations:
            roles, modes = EVERYBODY if asking is None else asking.get(operation.label, NOBODY)
            cases = [case for mode in modes for case in _generated(operation, mode, number, examples)]
            for role in roles:
                if time.monotonic() > until:
                    return
                self._ask(operation, role, cases, random.Random(f"{number} {operation.label} {role}"))

    def close(self) -> None:
        self.session.close()
        self.people.http.close()

    def _ask(self, operation: Any, role: str, cases: Sequence[Any], chooser: random.Random) -> None:
        headers, values = self.people.headers(role), dict(self.things)
        if role == "participant" and "{session_id}" in operation.path:
            headers = self.people.participant()
            values["session_id"] = session_of(self.people, headers) or NOBODYS
        for case in cases:
            sent = case.derive()
            sent.headers = {name: _as_bytes(str(value)) for name, value in (sent.headers or {}).items()}
            if chooser.random() < KNOWN:
                _name_what_exists(sent, values)
            self._judge(sent, role, headers)

    def _judge(self, case: Any, role: str, headers: dict[str, str]) -> None:
        self.asked += 1
        try:
            reply = case.call(session=self.session, headers=headers, timeout=TIMEOUT_S)
        except InvalidHeader:
            return  # a line end, which no client of HTTP sends
        except RequestException as fault:
            self._keep(case, role, "no answer", fault)
            return
        self.statuses[reply.status_code] = self.statuses.get(reply.status_code, 0) + 1
        for check in CHECKS:
            try:
                case.validate_response(reply, checks=[check])
            except FailureGroup as found:
                for fault in found.exceptions:
                    self._keep(case, role, f"{reply.status_code} {reply.content[:300].decode(errors='replace')}", fault)

    def _keep(self, case: Any, role: str, answer: str, fault: BaseException) -> None:
        said = f"{answer} {type(fault).__name__} {_plain(fault)[:600]}"
        request = f"{case.method} {case.formatted_path} query={case.query} body={str(case.body)[:400]}"
        key = (case.operation.label, f"{answer[:3]} {_plain(fault)[:160]}")
        if key not in self.findings:
            self.findings[key] = Finding(role, case.operation.label, request, said)
            print(self.findings[key], flush=True)


def _generated(operation: Any, mode: GenerationMode, number: int, examples: int) -> list[Any]:
    """Requests as the document describes them, or as it does not."""
    found: list[Any] = []
    if mode is GenerationMode.NEGATIVE and not any(map(list, (operation.query, operation.headers, operation.body))):
        return found  # a text in a path is never wrong, and much time would go into looking for one that is

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def note(case: Any) -> None:
        found.append(case)

    with contextlib.suppress(Unsatisfiable):  # where nothing is asked for, nothing can be asked badly
        note()
    return found


def strict(document: dict[str, Any]) -> dict[str, Any]:
    """Without the general answer, which documents every status, and without the one that must not be."""
    paths = {
        path: {method: _strict(operation) for method, operation in item.items()}
        for path, item in document["paths"].items()
    }
    return {**document, "paths": paths}


def _strict(operation: dict[str, Any]) -> dict[str, Any]:
    """Nor with what it says of tokens: ours are sent, not invented ones."""
    responses = {status: reply for status, reply in operation["responses"].items() if status not in ("default", "500")}
    return {**operation, "responses": responses, "security": []}


def _name_what_exists(case: Any, values: Mapping[str, Any]) -> None:
    case.path_parameters = {name: values.get(name, given) for name, given in (case.path_parameters or {}).items()}
    case.query = {name: values.get(name, given) for name, given in (case.query or {}).items()}
    case.body = _named(case.body, values)


def _named(part: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(part, dict):
        return {
            name: values[name] if name in values and isinstance(each, str | int) else _named(each, values)
            for name, each in part.items()
        }
    return [_named(each, values) for each in part] if isinstance(part, list) else part


def _as_bytes(value: str) -> str:
    """A header's value that can be sent: beyond Latin-1 in the bytes of UTF-8."""
    return value.encode("utf-8", "replace").decode("latin-1")


def _plain(fault: BaseException) -> str:
    return " ".join(str(fault).split())


def told(fuzzer: Fuzzer) -> str:
    return f"{fuzzer.asked} requests, answered {dict(sorted(fuzzer.statuses.items()))}, {len(fuzzer.findings)} findings"
