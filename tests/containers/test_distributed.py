"""R5.3: the same services run distributed. What docker/compose.yaml says is run here, every container by its name."""

import asyncio
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx
import pytest

from services.chassis.tokens import Signer
from services.gateway.routes import PROBES
from services.processes import PROCESSES
from tests.containers.files import KUBERNETES, Document, built, compose_service, documents, env_file
from tests.containers.topology import Topology, running_topology
from tests.operators.test_alerts import metrics_asked_for
from tests.support.servers import running_servers
from tests.support.tokens import participant

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address only")

CONTEST = "safety-month-2026"
SCORED_WITHIN_S = 10
KEPT_FREE = 10


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that nginx's workers can reach, which have another account when root runs the tests."""
    with TemporaryDirectory(prefix="contest-tests-") as path:
        Path(path).chmod(0o711)
        yield Path(path)


@pytest.fixture(scope="module")
async def system(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Topology]:
    """Servers of its own, because the migration gives the roles other passwords than the other tests use."""
    with running_servers() as servers:
        async with running_topology(servers, env_file(tmp_path_factory.mktemp("secrets")), folder) as topology:
            yield topology


def signed_in(system: Topology) -> dict[str, str]:
    """What a participant sends who signed in at the directory."""
    token = Signer(system.variables["CONTEST_TOKEN_SIGNING_KEYS"]).sign(participant(), 600)
    return {"Authorization": f"Bearer {token}"}


async def answered_by(system: Topology, replica: int) -> int:
    """How many lists of contests a replica of quiz has sent, by its metrics (R5.6)."""
    async with httpx.AsyncClient() as client:
        metrics = (await client.get(f"{system.url('quiz', replica)}/metrics")).text
    found = re.search(r'contest_requests_total\{method="GET",route="/v1/contests",status="200"\} (\d+)', metrics)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("service", sorted({each.service for each in PROCESSES.values() if each.is_gateway_upstream}))
async def test_the_gateway_finds_every_service_by_name(system: Topology, service: str) -> None:
    reply = await system.gateway.get(PROBES[service], headers=signed_in(system))

    assert reply.status_code < 500
    assert reply.headers["X-Request-ID"]


async def test_the_gateway_serves_the_merged_document(system: Topology) -> None:
    document = (await system.gateway.get("/v1/openapi.json")).json()

    assert {"/v1/contests", "/v1/units"} <= set(document["paths"])


async def test_replicas_share_the_work(system: Topology) -> None:
    before = [await answered_by(system, replica) for replica in (1, 2)]

    await asyncio.gather(*(system.gateway.get("/v1/contests") for _ in range(40)))

    after = [await answered_by(system, replica) for replica in (1, 2)]
    assert all(now > then for now, then in zip(after, before, strict=True))


async def connections_of(system: Topology, process: str) -> int:
    """As many as it may hold, by its metrics."""
    async with httpx.AsyncClient() as client:
        metrics = (await client.get(f"{system.url(process)}/metrics")).text
    return sum(
        int(float(each)) for each in re.findall(r"^contest_database_connections\{.*\} (\S+)$", metrics, re.MULTILINE)
    )


async def test_every_metric_that_alerts_and_dashboards_ask_for_is_exported(system: Topology) -> None:
    """R5.6 R6.8"""
    exported: set[str] = set()
    async with httpx.AsyncClient() as client:
        for process in PROCESSES:
            text = (await client.get(f"{system.url(process)}/metrics")).text
            exported |= set(re.findall(r"^# TYPE (contest_\w+) ", text, re.MULTILINE))

    assert metrics_asked_for() <= exported
    assert len(metrics_asked_for()) > 15


async def test_postgresql_has_room_for_the_connections_of_every_replica(system: Topology) -> None:
    """R5.3: also while each Deployment is rolled, with one replica more; for operators and PostgreSQL ten are kept."""
    each = {process: await connections_of(system, process) for process in PROCESSES}
    replicas = {name: compose_service(name)["deploy"].get("replicas", 1) for name in PROCESSES}
    on_one_host = sum(each[name] * replicas[name] for name in PROCESSES)
    base = [each for path in (KUBERNETES / "base").glob("*.yaml") for each in documents(path)]
    scaled = [*base, *documents(KUBERNETES / "keda" / "scoring-worker.yaml")]
    on_kubernetes = at_most(scaled, each)

    (allowed,) = [word for word in compose_service("postgres")["command"] if "max_connections" in word]
    (cluster,) = documents(KUBERNETES / "postgresql" / "cluster.yaml")
    assert min(each.values()) > 1
    assert on_one_host + KEPT_FREE <= int(allowed.partition("=")[2])
    assert on_kubernetes + KEPT_FREE <= int(cluster["spec"]["postgresql"]["parameters"]["max_connections"])


async def test_postgresql_has_room_for_the_connections_of_production(system: Topology) -> None:
    """R5.3: likewise, as kustomize builds it."""
    each = {process: await connections_of(system, process) for process in PROCESSES}

    (cluster,) = documents(KUBERNETES / "postgresql" / "cluster.yaml")
    allowed = int(cluster["spec"]["postgresql"]["parameters"]["max_connections"])
    assert at_most(built("production"), each) + KEPT_FREE <= allowed


def at_most(manifests: Sequence[Document], each: Mapping[str, int]) -> int:
    """Connections of all replicas, with one more of each kind while it is rolled."""
    return sum(each[name] * (most_replicas(manifests, name) + 1) for name in PROCESSES)


def most_replicas(manifests: Sequence[Document], process: str) -> int:
    for each in manifests:
        if each["kind"] in {"HorizontalPodAutoscaler", "ScaledObject"} and each["metadata"]["name"] == process:
            return int(each["spec"].get("maxReplicas") or each["spec"]["maxReplicaCount"])
    (found,) = [each for each in manifests if each["kind"] == "Deployment" and each["metadata"]["name"] == process]
    return int(found["spec"]["replicas"])


async def test_development_sign_in_is_refused(system: Topology) -> None:
    body = {"grant_type": "development", "subject": "anybody"}

    reply = await system.gateway.post("/v1/auth/token", json=body)

    assert 400 <= reply.status_code < 500


async def test_a_session_handed_in_at_one_service_counts_at_another(system: Topology) -> None:
    headers = signed_in(system)
    started = await system.gateway.post(f"/v1/contests/{CONTEST}/sessions", json={"entry": "region"}, headers=headers)
    assert started.status_code == 201

    handed_in = await system.gateway.post(f"/v1/sessions/{started.json()['id']}/submission", json={}, headers=headers)

    assert handed_in.status_code == 200
    async with asyncio.timeout(SCORED_WITHIN_S):
        while True:
            standing = await system.gateway.get(f"/v1/standings/{CONTEST}/me", headers=headers)
            if standing.status_code == 200 and standing.json()["sessions"] == 1:
                return
            await asyncio.sleep(0.1)


async def test_an_answer_given_in_time_counts_though_its_process_is_silent_beyond_the_deadline(
    system: Topology,
) -> None:
    """I2 R6.8: the host of a replica is gone. The other replica hears how long the gateway waited for it.

    A second attempt that meets the silent one again is told to come back; nobody who was in time is judged late.
    """
    headers = signed_in(system)
    path = f"/v1/contests/{CONTEST}/sessions"
    session = (await system.gateway.post(path, json={"entry": "region"}, headers=headers)).json()
    await end_soon(system, session["id"], seconds=1.5)
    _, gone = system.processes["quiz", 2]

    gone.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    saves = [
        system.gateway.put(
            f"/v1/sessions/{session['id']}/answers/{question['position']}",
            json={"choice": [question["options"][0]["token"]]},
            headers=headers,
        )
        for question in session["questions"]
    ]
    replies = await asyncio.gather(*saves)
    took_s = time.monotonic() - began
    accepted = {index for index, reply in enumerate(replies) if reply.status_code == 200}
    after_silence = [index for index in accepted if replies[index].elapsed.total_seconds() > 2.5]
    gone.send_signal(signal.SIGCONT)
    result = (await system.gateway.post(f"/v1/sessions/{session['id']}/submission", json={}, headers=headers)).json()

    assert {reply.status_code for reply in replies} <= {200, 503}
    assert took_s > 2.5, "no save met the replica that was silent"
    assert after_silence, "no save was accepted after the deadline"
    assert all(
        result["review"][index]["saved"] == [session["questions"][index]["options"][0]["token"]] for index in accepted
    )
    assert result["finish_reason"] == "deadline"


async def end_soon(system: Topology, session: str, seconds: float) -> None:
    connection = await asyncpg.connect(system.servers.url(system.database))
    await connection.execute(
        "UPDATE quiz.sessions SET deadline_at = kit.contest_now() + make_interval(secs => $2) WHERE id = $1",
        session,
        seconds,
    )
    await connection.close()


async def test_the_death_of_a_replica_fails_no_request(system: Topology) -> None:
    _, replica = system.processes["quiz", 2]
    asking = [asyncio.create_task(system.gateway.get("/v1/contests")) for _ in range(50)]

    replica.kill()
    asking += [asyncio.create_task(system.gateway.get("/v1/contests")) for _ in range(50)]

    assert {reply.status_code for reply in await asyncio.gather(*asking)} == {200}
