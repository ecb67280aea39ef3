"""R5.6 R6.8: a hand-in can be followed from the gateway's door to the totals that boards are read from."""

import asyncio
import gzip
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from services.chassis.tokens import Signer
from tests.containers.files import env_file
from tests.containers.topology import Topology, running_topology
from tests.support.http_server import Asked, Said, asgi, serving
from tests.support.servers import running_servers
from tests.support.tokens import participant

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address only")

CONTEST = "safety-month-2026"
SENT_WITHIN_S = 20
"""A process sends what it has every five seconds."""


@dataclass(frozen=True)
class Span:
    process: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]


class Collector:
    """What speaks OTLP over HTTP at the other end."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    async def answer(self, asked: Asked) -> Said:
        assert asked.path == "/v1/traces"
        body = gzip.decompress(asked.body) if asked.headers.get("content-encoding") == "gzip" else asked.body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            (process,) = [a.value.string_value for a in resource.resource.attributes if a.key == "service.name"]
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                attributes = {a.key: a.value.string_value or a.value.int_value for a in span.attributes}
                ids = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()
                self.spans.append(Span(process, span.name, *ids, attributes))
        return Said(b"", media_type="application/x-protobuf")

    def way(self, trace: str, process: str, name: str) -> list[Span]:
        """From the root of a trace to a span of it: the last one of this name in this process that has come."""
        by_id = {span.id: span for span in self.spans if span.trace == trace}
        found = [span for span in by_id.values() if (span.process, span.name) == (process, name)]
        way = found[-1:]
        while way and way[0].parent in by_id:
            way.insert(0, by_id[way[0].parent])
        return way

    def ends_of_ways(self, trace: str) -> set[str]:
        """Where the ways of all processes to their statements begin, as far as it has come."""
        ways = [self.way(trace, process, "SQL") for process in ("quiz", "scoring-worker")]
        return {way[0].name if way else "" for way in ways}


@pytest.fixture(scope="module")
async def collector() -> AsyncIterator[tuple[Collector, str]]:
    double = Collector()
    async with serving(asgi(double.answer)) as address:
        yield double, address


@pytest.fixture(scope="module")
async def system(collector: tuple[Collector, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Topology]:
    added = {"CONTEST_TRACES_URL": f"{collector[1]}/v1/traces", "CONTEST_TRACES_SHARE": "1"}
    with running_servers() as servers, TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        variables = env_file(tmp_path_factory.mktemp("secrets"))
        async with running_topology(servers, variables, folder, added) as topology:
            yield topology


async def handed_in(system: Topology, trace: str) -> str:
    """The id of a session that somebody hands in whose app has begun this trace."""
    token = Signer(system.variables["CONTEST_TOKEN_SIGNING_KEYS"]).sign(participant(), 600)
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/v1/contests/{CONTEST}/sessions"
    session = (await system.gateway.post(path, json={"entry": "region"}, headers=headers)).json()["id"]
    headers["traceparent"] = f"00-{trace}-{'b' * 16}-00"
    reply = await system.gateway.post(f"/v1/sessions/{session}/submission", json={}, headers=headers)
    assert reply.status_code == httpx.codes.OK, reply.text
    return str(session)


async def test_the_trace_of_a_hand_in_reaches_from_http_to_the_totals(
    system: Topology, collector: tuple[Collector, str]
) -> None:
    """Whether a client wants to be recorded is not the client's decision: it said no."""
    trace, double = f"{time.time_ns():032x}", collector[0]
    await handed_in(system, trace)

    route, until = "POST /v1/sessions/{session_id}/submission", time.monotonic() + SENT_WITHIN_S
    while double.ends_of_ways(trace) != {route} and time.monotonic() < until:
        await asyncio.sleep(0.2)
    stored, counted = double.way(trace, "quiz", "SQL"), double.way(trace, "scoring-worker", "SQL")

    assert [(each.process, each.name) for each in stored] == [
        ("quiz", route),
        ("quiz", "group commit of HandIn"),
        ("quiz", "batch"),
        ("quiz", "SQL"),
    ]
    assert [(each.process, each.name) for each in counted] == [
        ("quiz", route),
        ("quiz-worker", "publish quiz.sessions"),
        ("scoring-worker", "consume"),
        ("scoring-worker", "batch"),
        ("scoring-worker", "transaction"),
        ("scoring-worker", "SQL"),
    ]
    statements = [
        each.attributes["db.query.text"]
        for each in double.spans
        if (each.trace, each.process, each.name) == (trace, "scoring-worker", "SQL")
    ]
    assert any("scoring.ledger" in each for each in statements)
    assert any("scoring.unit_totals" in each for each in statements)
    assert counted[0].parent == "b" * 16


async def test_spans_name_routes_and_statements_and_nobody(system: Topology, collector: tuple[Collector, str]) -> None:
    """R4.4"""
    session = await handed_in(system, f"{time.time_ns():032x}")
    double = collector[0]

    until = time.monotonic() + SENT_WITHIN_S
    while not any(span.name.startswith("GET /v1/leaderboards") for span in double.spans) and time.monotonic() < until:
        await system.gateway.get(f"/v1/leaderboards/{CONTEST}/region?around={session}")
        await asyncio.sleep(0.2)

    told = [str((span.name, span.attributes)) for span in double.spans]
    assert any("GET /v1/leaderboards/{contest_id}/{entry}" in each for each in told)
    assert not [each for each in told if session in each]
