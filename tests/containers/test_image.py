"""docker/Dockerfile and what it puts beside the processes."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from services.gateway.render import CONTAINER_PORT
from services.gateway.settings import GatewaySettings
from tests.containers.files import DOCKER, ROOT, tool

DOCKERFILE = DOCKER / "Dockerfile"


def instructions() -> list[tuple[str, str]]:
    """Keyword and rest of each instruction, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", DOCKERFILE.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def all_of(keyword: str) -> list[str]:
    return [rest for found, rest in instructions() if found == keyword]


def copied() -> set[str]:
    """What is taken from the repository into the build."""
    sources = [rest.split()[:-1] for rest in all_of("COPY") if "--from=" not in rest]
    return {source.removeprefix("./") for each in sources for source in each if not source.startswith("--")}


def test_everything_that_pip_fetches_is_checked_by_its_hash() -> None:
    installs = re.findall(r"pip install [^&]+", " ".join(all_of("RUN")))

    assert installs
    assert all("--require-hashes" in install or "--no-index" in install for install in installs)


def test_no_registry_or_index_is_named() -> None:
    bases = all_of("FROM")

    assert bases == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]
    assert all_of("ARG") == ["PYTHON_IMAGE=python:3.11-slim"]
    assert "://" not in DOCKERFILE.read_text(encoding="utf-8")


def test_the_image_runs_one_process_without_rights_and_tells_its_health() -> None:
    last_stage = instructions()[[keyword for keyword, _ in instructions()].index("FROM", 2) :]
    keywords = dict(last_stage)

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", keywords["USER"])
    assert keywords["ENTRYPOINT"] == '["contest", "serve"]'
    assert "healthcheck.py" in keywords["HEALTHCHECK"]
    assert f"CONTEST_HTTP_PORT={CONTAINER_PORT}" in keywords["ENV"]
    assert "CONTEST_HTTP_HOST=0.0.0.0" in keywords["ENV"]


def test_every_package_of_the_project_is_in_the_image() -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))

    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}

    assert packages <= copied()


def test_what_is_copied_exists_and_passes_the_ignore_file() -> None:
    ignore = DOCKER.joinpath("Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()

    admitted = {line.removeprefix("!") for line in ignore if line.startswith("!")}

    assert ignore[1] == "*"
    assert admitted == copied()
    assert all(ROOT.joinpath(path).exists() for path in copied())


@pytest.mark.parametrize("name", ["setuptools", "deno"])
def test_the_build_tools_are_taken_from_the_lock(name: str) -> None:
    extract = re.search(rf"sed -n '([^']*{name}[^']*)'", " ".join(all_of("RUN")))
    assert extract is not None

    command = ["sed", "-n", extract[1], str(ROOT / "requirements-dev.lock")]
    lock = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert re.fullmatch(rf"{name}==[\d.]+ \\\n(    --hash=sha256:\w{{64}}( \\)?\n)+", lock)


def test_the_gateway_starts_with_the_folders_of_its_configuration() -> None:
    script = DOCKER.joinpath("gateway.sh").read_text(encoding="utf-8")

    subprocess.run(["sh", "-n", str(DOCKER / "gateway.sh")], check=True)

    assert f"documents {GatewaySettings().folder}/\n" in script
    assert "/etc/contest-gateway/nginx.conf" in " ".join(all_of("COPY"))
    assert f"--owner=contest {GatewaySettings().folder}" in " ".join(all_of("RUN"))


@contextmanager
def answering(status: int) -> Iterator[int]:
    """The port of a server that answers everything with one status."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def health(port: int) -> int:
    command = [sys.executable, "-IS", str(DOCKER / "healthcheck.py")]
    return subprocess.run(command, env={"CONTEST_HTTP_PORT": str(port)}, check=False).returncode


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (503, 1), (404, 1)])
def test_the_health_check_passes_on_200_only(status: int, expected: int) -> None:
    with answering(status) as port:
        assert health(port) == expected


def test_the_health_check_fails_where_nobody_listens() -> None:
    with answering(200) as port:
        pass

    assert health(port) == 1


def test_hadolint_finds_nothing() -> None:
    run = subprocess.run([tool("hadolint"), str(DOCKERFILE)], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout
