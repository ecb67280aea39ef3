"""R5.3 R6.8: the image is built by its own Dockerfile, and docker/compose.yaml runs from it (`make image`)."""

import json
import re
import urllib.request
from collections.abc import Iterator

import pytest

from services.processes import PROCESSES
from tests.containers.engine.builder import IMAGE, Engine
from tests.containers.engine.conftest import Starting
from tests.containers.engine.stack import Stack
from tests.containers.files import OUTWARD, compose, env_file

pytestmark = pytest.mark.long

ACCOUNT = "10001"
SMOKE = ("smoke", "--url", "http://gateway:8080")


@pytest.fixture(scope="module")
def stack(starting: Starting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with starting(env_file(tmp_path_factory.mktemp("secrets")), []) as running:
        yield running


def containers() -> list[str]:
    """Of the file without profiles, but for the migration, which has ended."""
    plain = {name: each for name, each in compose()["services"].items() if "profiles" not in each and name != "migrate"}
    numbers = {name: each["deploy"].get("replicas", 1) for name, each in plain.items()}
    return [f"{name}-{replica + 1}" for name, replicas in numbers.items() for replica in range(replicas)]


def test_the_image_holds_what_it_runs_and_no_tools_to_build_it(built: Engine) -> None:
    listed = ("run", "--rm", "--network", "none", *("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000"))

    found = built.podman(
        *listed, "--entrypoint", "sh", IMAGE, "-c", "ls /opt/contest/bin; id -u; ls /root 2>&1 || true"
    )

    words = found.split()
    assert {"contest", "nginx", "python"} <= set(words)
    assert not {"pip", "deno", "postgres", "valkey-server"} & set(words)
    assert ACCOUNT in words


def test_a_smoke_test_against_the_containers_is_green(stack: Stack) -> None:
    said = stack.run_once("migrate", *SMOKE, variables=["CONTEST_TOKEN_SIGNING_KEYS"])

    print(said)
    assert "all is well, nothing is left" in said
    assert stack.run_once("migrate", "verify") == "verified: no difference"


def test_the_gateway_answers_on_its_published_port_with_the_pages(stack: Stack) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.port}/v1/contests") as reply:
        assert json.load(reply)["items"]
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.port}/") as reply:
        assert "text/html" in reply.headers["Content-Type"]


@pytest.mark.parametrize("container", containers())
def test_a_container_runs_without_rights_on_a_file_system_that_it_cannot_change(stack: Stack, container: str) -> None:
    status = stack.exec(container, "sh", "-c", "cat /proc/1/status")
    found = dict(re.findall(r"^(\w+):\s+(\S+)", status, re.MULTILINE))

    assert found["Uid"] != "0"
    assert int(found["CapEff"], 16) == int(found["CapBnd"], 16) == 0
    assert found["NoNewPrivs"] == "1"
    refused = stack.exec(container, "sh", "-c", "touch /usr/x 2>&1 || true")
    assert "Read-only file system" in refused


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_has_a_way_out_only_where_the_file_says_so(stack: Stack, process: str) -> None:
    routes = stack.exec(f"{process}-1", "cat", "/proc/net/route").splitlines()[1:]

    has_way_out = any(line.split()[1] == "00000000" for line in routes)

    assert has_way_out == (process in OUTWARD)


def test_every_process_tells_its_health_by_the_check_of_the_image(stack: Stack) -> None:
    for process in PROCESSES:
        stack.until_healthy(process)


def test_replicas_are_told_apart(stack: Stack) -> None:
    """By the names under which they connect, which are those of their logs and consumers too."""
    found = stack.ask("postgres-1", "SELECT DISTINCT application_name FROM pg_stat_activity WHERE usename = 'quiz'")

    assert len([name for name in found.split() if not name.startswith("quiz-worker")]) == 2


def test_a_replica_that_is_stopped_ends_by_itself_and_nothing_notices(stack: Stack) -> None:
    stack.engine.podman("stop", "quiz-1")

    ended = stack.engine.podman("inspect", "--format", "{{.State.ExitCode}}", "quiz-1")
    said = stack.run_once("migrate", *SMOKE, variables=["CONTEST_TOKEN_SIGNING_KEYS"])
    stack.engine.podman("start", "quiz-1")
    stack.until_healthy("quiz")

    assert ended == "0"
    assert "all is well" in said
