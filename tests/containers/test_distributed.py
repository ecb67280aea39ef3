"""R5.3: the same services run distributed. What docker/compose.yaml says is run here, every container by its name."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from services.chassis.tokens import Signer
from services.gateway.routes import PROBES
from services.processes import PROCESSES
from tests.containers.files import env_file
from tests.containers.topology import Topology, running_topology
from tests.support.servers import running_servers
from tests.support.tokens import participant

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address only")

CONTEST = "safety-month-2026"
SCORED_WITHIN_S = 10


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


async def test_the_death_of_a_replica_fails_no_request(system: Topology) -> None:
    _, replica = system.processes["quiz", 2]
    asking = [asyncio.create_task(system.gateway.get("/v1/contests")) for _ in range(50)]

    replica.kill()
    asking += [asyncio.create_task(system.gateway.get("/v1/contests")) for _ in range(50)]

    assert {reply.status_code for reply in await asyncio.gather(*asking)} == {200}
